package io.pronto.sip.wire;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sip.address.URI;
import javax.sip.header.ContactHeader;
import javax.sip.header.RequireHeader;
import javax.sip.message.Request;

/**
 * What every request must satisfy before it may take a transaction: RFC 3261, section 8.2, in its
 * order (method, then headers), and RFC 4475 for what the world sends.
 */
public final class Screening {
  /** The methods that are served. */
  public static final List<String> ALLOWED =
      List.of(
          Request.INVITE,
          Request.ACK,
          Request.CANCEL,
          Request.BYE,
          Request.OPTIONS,
          Request.REGISTER,
          Request.PRACK,
          Request.UPDATE,
          Request.INFO);

  /** The extensions that may be required of us: their option tags. */
  public static final List<String> SUPPORTED = List.of("100rel", "timer", "path", "outbound");

  private static final Set<String> KNOWN_ELSEWHERE =
      Set.of(Request.MESSAGE, Request.NOTIFY, Request.PUBLISH, Request.REFER, Request.SUBSCRIBE);
  private static final Set<String> SCHEMES = Set.of("sip", "tel");
  private static final Pattern TOKEN = Pattern.compile("[\\w.!%*+`'~-]+");
  private static final long HIGHEST_CSEQ = Integer.MAX_VALUE;

  private Screening() {}

  /** What is wrong with {@code request}, which came over {@code transport}. */
  static Optional<Fault> check(SIPRequest request, Transport transport) {
    return method(request)
        .or(() -> sequence(request))
        .or(() -> tags(request))
        .or(() -> via(request, transport))
        .or(() -> scheme(request.getRequestURI()))
        .or(() -> hops(request))
        .or(() -> contact(request))
        .or(() -> extensions(request));
  }

  private static Optional<Fault> method(SIPRequest request) {
    var method = request.getMethod();
    if (ALLOWED.contains(method)) {
      return Optional.empty();
    }
    return Optional.of(
        KNOWN_ELSEWHERE.contains(method)
            ? new Fault(405, "Method Not Allowed", List.of("Allow: " + String.join(", ", ALLOWED)))
            : new Fault(501, "Not Implemented"));
  }

  /** RFC 3261, section 8.1.1.5: the method is repeated, the number is below 2^31. */
  private static Optional<Fault> sequence(SIPRequest request) {
    var sequence = request.getCSeq();
    if (!sequence.getMethod().equals(request.getMethod())) {
      return Optional.of(Fault.bad("CSeq names another method"));
    }
    long number = sequence.getSeqNumber();
    return number < 0 || number > HIGHEST_CSEQ
        ? Optional.of(Fault.bad("CSeq out of range"))
        : Optional.empty();
  }

  /** RFC 3261, section 19.3: a tag is a token, also where a lenient parser takes a quoted text. */
  private static Optional<Fault> tags(SIPRequest request) {
    return Stream.of(request.getFromTag(), request.getToTag())
            .allMatch(tag -> tag == null || TOKEN.matcher(tag).matches())
        ? Optional.empty()
        : Optional.of(Fault.bad("Tag is no token"));
  }

  /** A browser says WSS though a proxy before us has taken TLS off. */
  private static Optional<Fault> via(SIPRequest request, Transport transport) {
    var named = Transport.named(request.getTopmostVia().getTransport());
    return named
            .filter(t -> t == transport || t.isWebSocket() && transport.isWebSocket())
            .isPresent()
        ? Optional.empty()
        : Optional.of(Fault.bad("Via names another transport"));
  }

  private static Optional<Fault> scheme(URI uri) {
    return SCHEMES.contains(uri.getScheme()) || ForHelp.isService(uri)
        ? Optional.empty()
        : Optional.of(new Fault(416, "Unsupported URI Scheme"));
  }

  /** RFC 3261, section 16.3: no hop is left for a new call; whom it has reached may answer. */
  private static Optional<Fault> hops(SIPRequest request) {
    var hops = request.getMaxForwards();
    return hops != null
            && hops.getMaxForwards() == 0
            && request.getToTag() == null
            && request.getMethod().equals(Request.INVITE)
        ? Optional.of(new Fault(483, "Too Many Hops"))
        : Optional.empty();
  }

  private static Optional<Fault> contact(SIPRequest request) {
    return request.getMethod().equals(Request.INVITE)
            && request.getHeader(ContactHeader.NAME) == null
        ? Optional.of(Fault.missing("Contact"))
        : Optional.empty();
  }

  /** RFC 3261, section 8.2.2.3; ACK and CANCEL never require anything. */
  private static Optional<Fault> extensions(SIPRequest request) {
    if (request.getMethod().equals(Request.ACK) || request.getMethod().equals(Request.CANCEL)) {
      return Optional.empty();
    }
    var unsupported = new ArrayList<String>();
    var required = request.getHeaders(RequireHeader.NAME);
    while (required.hasNext()) {
      var tag = ((RequireHeader) required.next()).getOptionTag();
      if (tag != null && !SUPPORTED.contains(tag)) {
        unsupported.add(tag);
      }
    }
    return unsupported.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fault(
                420, "Bad Extension", List.of("Unsupported: " + String.join(", ", unsupported))));
  }
}
