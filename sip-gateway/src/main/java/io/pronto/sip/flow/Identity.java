package io.pronto.sip.flow;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.numbering.E164;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;
import javax.sip.header.HeaderAddress;

/**
 * Who a request says has sent it.
 *
 * @param user the user part or number as written; empty when there is none
 * @param host the host of its URI, in lower case; empty for a tel URI
 * @param name the display name in printable characters; empty when there is none
 */
record Identity(String user, String host, String name) {
  private static final int LONGEST = 100;
  private static final Pattern PRIVACY =
      Pattern.compile(":.*\\b(id|user|header|critical)\\b", Pattern.CASE_INSENSITIVE);
  private static final Identity NOBODY = new Identity("", "", "");

  /** What From says: anybody can write anything there. */
  static Identity from(SIPRequest request) {
    return of(request.getFrom().getAddress());
  }

  /** What P-Asserted-Identity says (RFC 3325), which is worth what its sender is worth. */
  static Optional<Identity> asserted(SIPRequest request) {
    return header(request, "P-Asserted-Identity");
  }

  /** What a phone would like to be shown as (RFC 3325, section 9.2). */
  static Optional<Identity> preferred(SIPRequest request) {
    return header(request, "P-Preferred-Identity");
  }

  /** Whether the caller wants to be shown as nobody (RFC 3323, RFC 3325). */
  static boolean withheld(SIPRequest request) {
    return asksPrivacy(request) || from(request).user().equalsIgnoreCase("anonymous");
  }

  /** Whether the caller asks in so many words that its identity be kept (RFC 3323, RFC 3325). */
  static boolean asksPrivacy(SIPRequest request) {
    var privacy = request.getHeader("Privacy");
    return privacy != null && PRIVACY.matcher(privacy.toString()).find();
  }

  /**
   * What {@code request} calls: the user part of its Request-URI, the number of a tel URI, or the
   * service that a URN names.
   */
  static String dialled(SIPRequest request) {
    return request.getRequestURI().getScheme().equalsIgnoreCase("urn")
        ? printable(request.getRequestURI().toString())
        : uri(request.getRequestURI(), "").user();
  }

  /**
   * The user part as a number in international form, read as dialled in {@code country}; empty when
   * it is none.
   */
  Optional<E164> number(String country) {
    var digits = user.replaceAll("[ ().-]", "");
    if (!digits.matches("\\+?\\d{7,18}")) {
      return Optional.empty();
    }
    return E164.of(digits).or(() -> E164.dialled(digits, country));
  }

  private static Optional<Identity> header(SIPRequest request, String name) {
    return request.getHeader(name) instanceof HeaderAddress header
        ? Optional.of(of(header.getAddress()))
        : Optional.empty();
  }

  private static Identity of(Address address) {
    var name =
        Stream.ofNullable(address.getDisplayName()).findFirst().map(Identity::printable).orElse("");
    return uri(address.getURI(), name);
  }

  private static Identity uri(URI uri, String name) {
    return switch (uri) {
      case SipURI sip ->
          new Identity(
              printable(withoutParameters(sip.getUser() == null ? "" : sip.getUser())),
              sip.getHost() == null ? "" : sip.getHost().toLowerCase(Locale.ROOT),
              name);
      case TelURL tel ->
          new Identity(
              printable((tel.isGlobal() ? "+" : "") + tel.getPhoneNumber().replace("+", "")),
              "",
              name);
      default -> NOBODY;
    };
  }

  /** A number's parameters, such as verstat, stand in the user part (RFC 3261, section 19.1.6). */
  private static String withoutParameters(String user) {
    int end = user.indexOf(';');
    return end < 0 ? user : user.substring(0, end);
  }

  /** {@code text} without what is no printable character, and not too much of it. */
  static String printable(String text) {
    var clean = text.replaceAll("[\\p{Cntrl}\"<>\\\\]", "").strip();
    return clean.substring(0, Math.min(LONGEST, clean.length()));
  }
}
