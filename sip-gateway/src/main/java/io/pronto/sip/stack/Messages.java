package io.pronto.sip.stack;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.header.ToHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;

/**
 * Builds messages and their parts. The texts given are ours, so what does not parse is a mistake in
 * the program and throws {@link IllegalArgumentException}.
 */
public final class Messages {
  /** What User-Agent and Server say. */
  public static final String PRODUCT = "Pronto";

  private static final HeaderFactoryImpl HEADERS = new HeaderFactoryImpl();
  private static final AddressFactory ADDRESSES = new AddressFactoryImpl();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Header SERVER = header("Server", PRODUCT);
  private static final Header USER_AGENT = header("User-Agent", PRODUCT);
  private static final int HOPS = 70;

  private Messages() {}

  private interface Building<T> {
    T build() throws ParseException, InvalidArgumentException, SipException;
  }

  /**
   * A response with the standard reason phrase and, above 100, a tag in To: that of the request, or
   * a new one, which a caller that opens a dialog replaces by its own.
   */
  public static SIPResponse response(SIPRequest request, int status) {
    return response(request, status, phrase(status));
  }

  /** The standard phrase; of newer ones JAIN-SIP has none (RFC 5079, RFC 8197). */
  private static String phrase(int status) {
    return switch (status) {
      case 433 -> "Anonymity Disallowed";
      case 607 -> "Unwanted";
      default -> SIPResponse.getReasonPhrase(status);
    };
  }

  /** A response with a reason phrase of its own, plain words of ours. */
  public static SIPResponse response(SIPRequest request, int status, String reason) {
    var response = request.createResponse(status, reason);
    var to = (To) response.getTo();
    if (status > 100 && to.getTag() == null) {
      built(
          () -> {
            to.setTag(newTag());
            return to;
          });
    }
    response.setHeader(SERVER);
    return response;
  }

  /**
   * A request with Max-Forwards and User-Agent, without Via (added when it is sent) and Contact.
   *
   * @param sequence the number for CSeq, below 2^31
   */
  public static SIPRequest request(
      String method, URI uri, FromHeader from, ToHeader to, CallIdHeader callId, long sequence) {
    return built(
        () -> {
          var request = new SIPRequest();
          request.setMethod(method);
          request.setRequestURI(uri);
          request.setHeader(from);
          request.setHeader(to);
          request.setHeader(callId);
          request.setHeader(HEADERS.createCSeqHeader(sequence, method));
          request.setHeader(HEADERS.createMaxForwardsHeader(HOPS));
          request.setHeader(USER_AGENT);
          return request;
        });
  }

  /** A CSeq. */
  public static CSeqHeader sequence(long number, String method) {
    return built(() -> HEADERS.createCSeqHeader(number, method));
  }

  /** A header of any name from its text, folding and compact forms excluded. */
  public static Header header(String name, String value) {
    return built(() -> HEADERS.createHeader(name, value));
  }

  /** A header that lists several values, such as Allow. */
  public static Header list(String name, Collection<String> values) {
    return built(
        () -> (SIPHeaderList<?>) HEADERS.createHeaders(name + ": " + String.join(", ", values)));
  }

  /** Sets a body of several parts, which {@code boundary} keeps apart (RFC 2046). */
  public static void mixedBody(Message message, String boundary, byte[] body) {
    built(
        () -> {
          var type = HEADERS.createContentTypeHeader("multipart", "mixed");
          type.setParameter("boundary", boundary);
          message.setContent(body, type);
          return message;
        });
  }

  /** Sets the body and its type, such as {@code application}, {@code sdp}. */
  public static void body(Message message, String type, String subtype, byte[] body) {
    built(
        () -> {
          message.setContent(body, HEADERS.createContentTypeHeader(type, subtype));
          return message;
        });
  }

  /** The URI that {@code text} spells, sip or tel. */
  public static URI uri(String text) {
    return built(() -> ADDRESSES.createURI(text));
  }

  /** {@code sip:user@host}; the user is escaped as needed. */
  public static SipURI sipUri(String user, String host) {
    return built(() -> ADDRESSES.createSipURI(user, host));
  }

  /** An address without a display name. */
  public static Address address(URI uri) {
    return ADDRESSES.createAddress(uri);
  }

  /** An address with a display name, which may hold anything: what would end it is escaped. */
  public static Address address(String name, URI uri) {
    var quotable = name.replaceAll("\\p{Cntrl}", " ").replace("\\", "\\\\").replace("\"", "\\\"");
    return built(() -> ADDRESSES.createAddress(quotable, uri));
  }

  /** A From with a tag. */
  public static FromHeader from(Address address, String tag) {
    return built(() -> HEADERS.createFromHeader(address, tag));
  }

  /** A To without a tag, as a new dialog begins. */
  public static ToHeader to(Address address) {
    return built(() -> HEADERS.createToHeader(address, null));
  }

  /** A To with the peer's tag, within a dialog. */
  public static ToHeader to(Address address, String tag) {
    return built(() -> HEADERS.createToHeader(address, tag));
  }

  /** A Contact, or an address in any header that is written like one. */
  public static Header contact(Address address) {
    return HEADERS.createContactHeader(address);
  }

  /** Route headers in the order in which the hops are to be passed. */
  public static void route(Request request, List<Address> hops) {
    request.removeHeader("Route");
    for (var hop : hops) {
      built(
          () -> {
            request.addLast(HEADERS.createRouteHeader(hop));
            return hop;
          });
    }
  }

  /** A Call-ID nobody can guess; it names neither host nor address. */
  public static CallIdHeader newCallId() {
    return built(() -> HEADERS.createCallIdHeader(random(16)));
  }

  /** A Call-ID of that text. */
  public static CallIdHeader callId(String text) {
    return built(() -> HEADERS.createCallIdHeader(text));
  }

  /** A tag for From or To: 64 random bits (RFC 3261, section 19.3 asks for 32). */
  public static String newTag() {
    return random(8);
  }

  /** A branch for Via (RFC 3261, section 8.1.1.7). */
  static String newBranch() {
    return "z9hG4bK" + random(12);
  }

  private static String random(int bytes) {
    var random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static <T> T built(Building<T> building) {
    try {
      return building.build();
    } catch (ParseException | InvalidArgumentException | SipException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
