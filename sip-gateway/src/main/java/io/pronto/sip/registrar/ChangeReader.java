package io.pronto.sip.registrar;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ims.Path;
import gov.nist.javax.sip.header.ims.PathHeader;
import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Host;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.sip.address.URI;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.header.SupportedHeader;

/** Reads from a REGISTER what it asks for. */
final class ChangeReader {
  private static final int HIGHEST_PORT = 65_535;
  private static final String OUTBOUND = "outbound";
  private static final String INSTANCE = "+sip.instance";
  private static final String REG_ID = "reg-id";
  private static final int LONGEST_CONTACT = 1_024;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern MANY_DIGITS = Pattern.compile("[0-9]{10,}");

  private final RegistrarSettings settings;
  private final String node;

  ChangeReader(RegistrarSettings settings, String node) {
    this.settings = settings;
    this.node = node;
  }

  /**
   * What {@code incoming} asks for in the name of {@code name}.
   *
   * @throws RegisterRefused if it may not ask for that
   */
  Change read(IncomingRequest incoming, AddressOfRecord name) {
    var request = incoming.request();
    var contacts = contacts(request);
    var callId = request.getCallId().getCallId();
    long sequence = request.getCSeq().getSeqNumber();
    if (contacts.stream().anyMatch(Contact::isWildCard)) {
      if (contacts.size() > 1 || request.getExpires() == null || expires(request) != 0) {
        throw new RegisterRefused(400, "Contact * Needs Expires 0 and No Other Contact");
      }
      return new Change(callId, sequence, true, List.of(), List.of());
    }
    var begun = new ArrayList<Binding>();
    var ended = new ArrayList<Binding>();
    for (var contact : contacts) {
      long seconds = seconds(contact, request);
      var binding = binding(contact, Duration.ofSeconds(seconds), incoming, name);
      (seconds == 0 ? ended : begun).add(binding);
    }
    if (begun.size() > 1 && begun.stream().anyMatch(binding -> binding.regId() > 0)) {
      throw new RegisterRefused(400, "One Contact at a Time With reg-id");
    }
    return new Change(callId, sequence, false, begun, ended);
  }

  private Binding binding(
      Contact contact, Duration time, IncomingRequest incoming, AddressOfRecord name) {
    var request = incoming.request();
    var uri = uri(contact);
    var instance = instance(contact);
    int regId = instance.isEmpty() ? 0 : regId(contact, request);
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new Binding(
        name,
        instance.map(i -> i.toLowerCase(Locale.ROOT) + '#' + regId).orElseGet(() -> key(uri)),
        uri.toString(),
        instance,
        regId,
        request.getCallId().getCallId(),
        request.getCSeq().getSeqNumber(),
        path(request),
        incoming.flow().transport().parameter(),
        Flow.text(incoming.flow().local()),
        remote(uri, incoming),
        node,
        Agent.of(request),
        true,
        now,
        now.plus(time));
  }

  /** RFC 3261, section 10.3, step 7: the contact's own time, else that of Expires, else ours. */
  private long seconds(Contact contact, SIPRequest request) {
    var own = contact.getParameter("expires");
    long wanted = own == null ? expires(request) : number(own);
    long shortest = settings.shortest().toSeconds();
    if (wanted > 0 && wanted < shortest) {
      throw new RegisterRefused(
          423, "Interval Too Brief", Messages.header("Min-Expires", Long.toString(shortest)));
    }
    return Math.min(wanted, settings.longest().toSeconds());
  }

  private long expires(SIPRequest request) {
    var header = (ExpiresHeader) request.getHeader(ExpiresHeader.NAME);
    return header == null ? settings.longest().toSeconds() : header.getExpires();
  }

  /** What is no number counts as not said (section 10.2.1.1); 2^32-1 is the longest there is. */
  private long number(String text) {
    if (DIGITS.matcher(text).matches() || MANY_DIGITS.matcher(text).matches()) {
      return text.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(text);
    }
    return settings.longest().toSeconds();
  }

  /** Only what we can send to: no scheme but SIP, and no headers to be put into requests. */
  private static SipUri uri(Contact contact) {
    if (!(contact.getAddress().getURI() instanceof SipUri given)) {
      throw new RegisterRefused(400, "Contact Is No SIP URI");
    }
    if (!given.getScheme().equals("sip")) {
      throw new RegisterRefused(416, "Contact of an Unsupported URI Scheme");
    }
    var uri = (SipUri) reachable(given).clone();
    uri.clearQheaders();
    if (uri.toString().length() > LONGEST_CONTACT) {
      throw new RegisterRefused(400, "Contact Is Too Long");
    }
    return uri;
  }

  private static Optional<String> instance(Contact contact) {
    return Optional.ofNullable(contact.getParameter(INSTANCE))
        .map(text -> text.replaceAll("[\"<>]", ""))
        .filter(text -> !text.isEmpty());
  }

  /** RFC 5626, section 6: without support on the way back a flow of its own is not possible. */
  private static int regId(Contact contact, SIPRequest request) {
    var text = contact.getParameter(REG_ID);
    if (text == null || !supports(request, OUTBOUND)) {
      return 0;
    }
    if (!DIGITS.matcher(text).matches() || Integer.parseInt(text) == 0) {
      throw new RegisterRefused(400, "Malformed reg-id");
    }
    if (request.getViaHeaders().size() > 1
        && path(request).stream().limit(1).noneMatch(hop -> hop.contains(";ob"))) {
      throw new RegisterRefused(439, "First Hop Lacks Outbound Support");
    }
    return Integer.parseInt(text);
  }

  static boolean supports(SIPRequest request, String option) {
    return headers(request, SupportedHeader.NAME, SupportedHeader.class).stream()
        .anyMatch(supported -> option.equalsIgnoreCase(supported.getOptionTag()));
  }

  private static List<String> path(SIPRequest request) {
    return headers(request, PathHeader.NAME, Path.class).stream()
        .map(hop -> reachable(hop.getAddress().getURI()).toString())
        .toList();
  }

  /** Only what can be sent to is kept. */
  private static SipUri reachable(URI uri) {
    if (uri instanceof SipUri sip && sip.getPort() <= HIGHEST_PORT) {
      return sip;
    }
    throw new RegisterRefused(400, "Address Cannot Be Reached");
  }

  /**
   * Where requests to it go: back to where it spoke from, which passes its NAT; but a device that
   * does not ask for that (rport, RFC 3581) and is behind no NAT listens where its Contact says.
   */
  private static String remote(SipUri contact, IncomingRequest incoming) {
    var flow = incoming.flow();
    boolean symmetric =
        flow.transport().isReliable() || incoming.request().getTopmostVia().hasParameter("rport");
    if (symmetric
        || incoming.request().getViaHeaders().size() > 1
        || !Host.of(flow.remote().getAddress()).equalsIgnoreCase(contact.getHost())) {
      return flow.source();
    }
    return contact.getHost() + ':' + (contact.getPort() > 0 ? contact.getPort() : 5060);
  }

  /** Equal for contacts that are equal by RFC 3261, section 19.1.4, as devices write them. */
  private static String key(SipUri uri) {
    var parameters =
        StreamSupport.stream(((Iterable<String>) uri::getParameterNames).spliterator(), false)
            .map(name -> (name + '=' + uri.getParameter(name)).toLowerCase(Locale.ROOT))
            .sorted()
            .collect(Collectors.joining(";"));
    var user = uri.getUser() == null ? "" : uri.getUser();
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    return "sip:" + user + '@' + host + ':' + Math.max(0, uri.getPort()) + ';' + parameters;
  }

  private static List<Contact> contacts(SIPRequest request) {
    return headers(request, ContactHeader.NAME, Contact.class);
  }

  private static <T> List<T> headers(SIPRequest request, String name, Class<T> type) {
    var found = new ArrayList<T>();
    request.getHeaders(name).forEachRemaining(header -> found.add(type.cast(header)));
    return found;
  }
}
