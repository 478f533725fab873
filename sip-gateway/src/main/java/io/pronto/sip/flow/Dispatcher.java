package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.EmergencyNumbers;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Route;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.Counterpart;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.registrar.Registrar;
import io.pronto.sip.sdp.BadSdp;
import io.pronto.sip.sdp.NotAcceptable;
import io.pronto.sip.stack.Handlers;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Screening;
import java.util.Optional;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings each message to whom it is meant for: a leg, the registrar, or a new call. */
final class Dispatcher implements Handlers {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final String RETRY_AFTER_SECONDS = "30";

  private final CallServices services;
  private final Callers callers;
  private final CallAccount.Books books;
  private final Calls calls;
  private final Registrar registrar;
  private final Arrivals arrivals = new Arrivals();
  private volatile Taking taking = Taking.EVERY_CALL;

  /** Which new calls are taken; to all others the answer is 503. */
  private enum Taking {
    EVERY_CALL,
    CALLS_FOR_HELP,
    NONE
  }

  Dispatcher(
      CallServices services,
      Callers callers,
      CallAccount.Books books,
      Calls calls,
      Registrar registrar) {
    this.services = services;
    this.callers = callers;
    this.books = books;
    this.calls = calls;
    this.registrar = registrar;
  }

  /**
   * Takes no new call from now on but those for help: a phone that knows no other server has nobody
   * else to ask.
   */
  void drain() {
    taking = Taking.CALLS_FOR_HELP;
  }

  /** Takes no new call at all: it would be cut within seconds, and may do better elsewhere. */
  void close() {
    taking = Taking.NONE;
  }

  boolean isDraining() {
    return taking != Taking.EVERY_CALL;
  }

  @Override
  public void request(IncomingRequest incoming) {
    if (incoming.is(Request.CANCEL)) {
      cancel(incoming);
    } else if (incoming.inDialog()) {
      within(incoming);
    } else {
      outside(incoming);
    }
  }

  @Override
  public void stray(Response response, Flow flow) {
    var sip = (SIPResponse) response;
    services.signalling().legs().ofResponse(sip).ifPresent(leg -> leg.receiveStray(sip));
  }

  @Override
  public void lost(Flow flow) {
    registrar.lost(flow);
    services.lost().accept(flow);
  }

  private void outside(IncomingRequest incoming) {
    switch (incoming.method()) {
      case Request.INVITE -> invite(incoming);
      case Request.REGISTER -> registrar.handle(incoming);
      case Request.OPTIONS -> respond(incoming, capabilities(incoming));
      case Request.ACK -> {}
      default -> respond(incoming, Messages.response(incoming.request(), 481));
    }
  }

  private void within(IncomingRequest incoming) {
    var leg = services.signalling().legs().of(incoming.request());
    if (leg.isPresent()) {
      leg.get().receive(incoming);
    } else if (!incoming.is(Request.ACK)) {
      respond(incoming, Messages.response(incoming.request(), 481));
    }
  }

  /** RFC 3261, section 9.2: a CANCEL is always answered; its INVITE only if that is still open. */
  private void cancel(IncomingRequest cancel) {
    var legs = services.signalling().legs();
    var invite = services.signalling().stack().cancelled(cancel);
    if (invite.isEmpty()) {
      respond(cancel, Messages.response(cancel.request(), 481));
      return;
    }
    respond(cancel, Messages.response(cancel.request(), 200));
    if (cancel.inDialog()) {
      legs.of(cancel.request()).ifPresent(CallLeg::cancelOffer);
    } else if (!arrivals.cancel(cancel.request())) {
      legs.ofCaller(cancel.request()).ifPresent(InboundLeg::cancelled);
    }
  }

  /** RFC 3261, section 8.2.2.2: an INVITE that has come by two ways is taken once. */
  private void invite(IncomingRequest invite) {
    var earlier = services.signalling().legs().ofCaller(invite.request());
    if (earlier.isEmpty() && arrivals.add(invite.request())) {
      Thread.ofVirtual().name("call").start(() -> begin(invite));
    } else if (earlier.filter(leg -> leg.isOf(invite)).isPresent()) {
      earlier.get().repeated();
    } else {
      respond(invite, Messages.response(invite.request(), 482));
    }
  }

  private void begin(IncomingRequest invite) {
    try {
      if (!mayBeTaken(Identity.dialled(invite.request()))) {
        respond(invite, later(invite));
        return;
      }
      switch (callers.identify(invite)) {
        case Callers.Identified.Not(var response) -> respond(invite, response);
        case Callers.Identified.As as -> call(invite, as);
      }
    } catch (DatabaseUnavailable | RedisUnavailable e) {
      LOG.atWarn().log("A call is refused: " + e.getMessage());
      respond(invite, later(invite)); // without effect where a leg has answered
    } catch (BadSdp e) {
      respond(invite, warned(invite, 400, e.getMessage()));
    } catch (NotAcceptable e) {
      respond(invite, warned(invite, 488, e.getMessage()));
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("A call could not begin");
      respond(invite, Messages.response(invite.request(), 500));
    } finally {
      arrivals.remove(invite.request());
    }
  }

  private void call(IncomingRequest invite, Callers.Identified.As as) throws BadSdp, NotAcceptable {
    var refusal = InboundLeg.refusal(invite);
    if (refusal.isPresent()) {
      respond(invite, refusal.get());
      return;
    }
    var before = Diversions.of(invite.request());
    var route = services.router().route(as.caller(), dialled(as.caller(), invite), before);
    if (!isTaken(route)) {
      respond(invite, later(invite));
      return;
    }
    var id = CallId.next();
    var mailbox = new Mailbox();
    var owner = new CallLeg.Owner(id.value(), mailbox, route.isForHelp());
    var leg = InboundLeg.of(services.signalling(), owner, invite, counterpart(as));
    try {
      if (arrivals.remove(invite.request())) {
        leg.reject(HangupCause.CANCELLED.sipStatus(), HangupCause.CANCELLED);
        return;
      }
      var account = new CallAccount(books, id, as.caller(), route);
      calls.run(new Call(services, mailbox, leg, as.caller(), route, account));
    } finally {
      leg.reject(HangupCause.CONGESTION.sipStatus(), HangupCause.CONGESTION);
      leg.abandon();
    }
  }

  /** Whether it is worth the while to find out who calls, and where that is. */
  private boolean mayBeTaken(String dialled) {
    return switch (taking) {
      case EVERY_CALL -> true;
      case CALLS_FOR_HELP -> EmergencyNumbers.mayBe(dialled);
      case NONE -> false;
    };
  }

  private boolean isTaken(Route route) {
    return switch (taking) {
      case EVERY_CALL -> true;
      case CALLS_FOR_HELP -> route.isForHelp();
      case NONE -> false;
    };
  }

  private Counterpart counterpart(Callers.Identified.As as) {
    return switch (as.caller()) {
      case Caller.OfDevice(var account, _, _, _) ->
          Counterpart.phone(
              as.name(),
              services.directory().encryption(account.addressOfRecord()),
              Optional.of(account.deviceId()));
      case Caller.OfTrunk(var trunk, _, _, _, _, _) -> services.invitations().counterpart(trunk);
    };
  }

  /** What a carrier writes is read in its own way; what is no number so stays as it came. */
  private String dialled(Caller caller, IncomingRequest invite) {
    var user = Identity.dialled(invite.request());
    return switch (caller) {
      case Caller.OfDevice _ -> user;
      case Caller.OfTrunk(var trunk, _, _, _, _, _) -> {
        var called = services.origins().called(trunk, invite.request(), user);
        yield trunk.policy().numbers().inbound(called).map(E164::value).orElse(called);
      }
    };
  }

  private SIPResponse capabilities(IncomingRequest incoming) {
    var response = Messages.response(incoming.request(), 200);
    response.setHeader(Messages.list("Allow", Screening.ALLOWED));
    response.setHeader(Messages.list("Accept", InboundLeg.BODIES));
    response.setHeader(Messages.list("Supported", Screening.SUPPORTED));
    return response;
  }

  private static SIPResponse later(IncomingRequest incoming) {
    var response = Messages.response(incoming.request(), 503);
    response.setHeader(Messages.header("Retry-After", RETRY_AFTER_SECONDS));
    return response;
  }

  private static SIPResponse warned(IncomingRequest incoming, int status, String why) {
    var response = Messages.response(incoming.request(), status);
    response.setHeader(Messages.header("Warning", "399 pronto \"" + why + '"'));
    return response;
  }

  private void respond(IncomingRequest incoming, SIPResponse response) {
    try {
      services.signalling().stack().respond(incoming, response);
    } catch (SendFailed e) {
      LOG.atDebug().setCause(e).log("A response was not sent");
    }
  }
}
