package io.pronto.sip.registrar;

import gov.nist.javax.sip.header.ExtensionHeaderImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.device.Account;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.Registrations;
import io.pronto.core.live.Registrations.Removal;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import javax.sip.address.SipURI;
import javax.sip.header.ContactHeader;
import javax.sip.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers REGISTER (RFC 3261, section 10.3): says where a device can be reached from now on, for
 * how long, and what else is known of it. Each request has a virtual thread of its own, so that the
 * stack goes on while the directory or Redis is asked.
 */
public final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  /** Requests under way at once; more means that what they wait for has slowed down. */
  private static final int MOST_UNDER_WAY = 5_000;

  /** How long a device may take to answer at its Contact when its connection is gone. */
  private static final Duration ANEW = Duration.ofSeconds(4);

  private final Semaphore places = new Semaphore(MOST_UNDER_WAY);
  private final SipStack stack;
  private final DigestAuthenticator authenticator;
  private final Registrations registrations;
  private final RegistrarSettings settings;
  private final ChangeReader reader;
  private final Connections connections;
  private final Successors successors;
  private final MeterRegistry meters;

  /**
   * A registrar.
   *
   * @param node this server's name, as {@code registrations} knows it
   */
  public Registrar(
      SipStack stack,
      DigestAuthenticator authenticator,
      Registrations registrations,
      RegistrarSettings settings,
      String node,
      MeterRegistry meters) {
    this.stack = stack;
    this.authenticator = authenticator;
    this.registrations = registrations;
    this.settings = settings;
    this.reader = new ChangeReader(settings, node);
    this.successors = new Successors(stack);
    this.connections = new Connections(stack, successors, new Probe(stack, ANEW), registrations);
    stack.successors(successors::of);
    meters.gauge("pronto.sip.register.connections", connections, Connections::carrying);
    this.meters = meters;
  }

  /** Takes a REGISTER and answers it in time. Does not block. */
  public void handle(IncomingRequest incoming) {
    if (!places.tryAcquire()) {
      respond(incoming, DigestAuthenticator.unavailable(incoming.request()));
      return;
    }
    Thread.ofVirtual()
        .name("register")
        .start(
            () -> {
              try {
                respond(incoming, answer(incoming));
              } finally {
                places.release();
              }
            });
  }

  /** Takes the news that a connection is gone: who registered by it is there no more. */
  public void lost(Flow flow) {
    connections.lost(flow);
  }

  private SIPResponse answer(IncomingRequest incoming) {
    var request = incoming.request();
    try {
      return switch (authenticator.authenticate(incoming)) {
        case Verdict.Accepted(var account) -> register(incoming, account);
        case Verdict.Challenge(var response) -> response;
        case Verdict.Refused(var response) -> response;
        case Verdict.Unavailable(var response) -> response;
      };
    } catch (RegisterRefused refused) {
      return refused.answer(request);
    } catch (RedisUnavailable away) {
      LOG.atDebug().setCause(away).log("A registration was put off");
      return DigestAuthenticator.unavailable(request);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("source", incoming.flow().source()).setCause(e).log("REGISTER");
      return Messages.response(request, 500);
    }
  }

  private SIPResponse register(IncomingRequest incoming, Account account) {
    var request = incoming.request();
    var name = account.addressOfRecord();
    if (!isFor(name, request)) {
      throw new RegisterRefused(403, "Not Your Address of Record");
    }
    var change = reader.read(incoming, name);
    connections.carry(incoming.flow(), name);
    var held =
        change.isQuestion()
            ? registrations.of(name)
            : registrations.update(
                name, Removal.UNREGISTERED, now -> change.applied(now, settings.most()));
    refuseIfGone(name);
    successors.note(incoming.flow(), change.begun()).stream()
        .filter(before -> connections.carriesOnly(before, name))
        .forEach(stack::leave);
    return accepted(request, change, held);
  }

  /** Who was deleted or deactivated meanwhile leaves nothing behind. */
  private void refuseIfGone(AddressOfRecord name) {
    if (!authenticator.knows(name)) {
      registrations.update(name, Removal.REFUSED, _ -> List.of());
      throw new RegisterRefused(403, "Wrong Username or Password");
    }
  }

  /** RFC 3261, section 10.3, steps 4 and 5: who registers, registers itself. */
  private static boolean isFor(AddressOfRecord name, SIPRequest request) {
    return request.getTo().getAddress().getURI() instanceof SipURI to
        && to.getUser() != null
        && new AddressOfRecord(to.getUser(), to.getHost()).equals(name);
  }

  /** Step 8, with what RFC 3327, section 5.3, and RFC 5626, section 6, add. */
  private static SIPResponse accepted(SIPRequest request, Change change, List<Binding> held) {
    var response = Messages.response(request, 200);
    if (!held.isEmpty()) {
      response.setHeader(list(held));
    }
    if (ChangeReader.supports(request, "path")) {
      request.getHeaders("Path").forEachRemaining(response::addHeader);
    }
    if (change.begun().stream().anyMatch(binding -> binding.regId() > 0)) {
      response.setHeader(Messages.header("Require", "outbound"));
    }
    return response;
  }

  /** All in one line, written as it is: nobody on our side reads it again. */
  private static Header list(List<Binding> bindings) {
    var now = Instant.now();
    var header = new ExtensionHeaderImpl(ContactHeader.NAME);
    header.setValue(bindings.stream().map(b -> entry(b, now)).collect(Collectors.joining(", ")));
    return header;
  }

  private static String entry(Binding binding, Instant now) {
    long left = now.until(binding.expiresAt()).plusMillis(999).toSeconds();
    var instance = binding.instance().map(i -> ";+sip.instance=\"<" + i + ">\"").orElse("");
    var regId = binding.regId() > 0 ? ";reg-id=" + binding.regId() : "";
    return '<' + binding.contact() + ">;expires=" + left + instance + regId;
  }

  private void respond(IncomingRequest incoming, SIPResponse response) {
    meters.counter("pronto.sip.register", "status", "" + response.getStatusCode()).increment();
    try {
      stack.respond(incoming, response);
    } catch (SendFailed e) {
      LOG.atDebug().addKeyValue("source", incoming.flow().source()).log("No way back");
      connections.lost(incoming.flow());
    }
  }
}
