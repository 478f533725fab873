package io.pronto.sip.registrar;

import gov.nist.javax.sip.header.AuthenticationHeader;
import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An answer to a challenge (RFC 7616, section 3.4).
 *
 * @param count the nonce count, from 1; 1 for an answer without qop, whose nonce is good once
 * @param qop empty for a client of RFC 2069, which sends none
 */
record DigestAnswer(
    String username,
    String nonce,
    String uri,
    Algorithm algorithm,
    Optional<Protection> qop,
    long count,
    String response) {
  private static final Pattern COUNT = Pattern.compile("[0-9a-fA-F]{8}");

  /** What goes into the hash with {@code qop=auth}. */
  record Protection(String count, String clientNonce) {}

  /**
   * The answer for {@code realm} in the headers called {@code header}; empty when there is none
   * that answers what was offered.
   */
  static Optional<DigestAnswer> in(SIPRequest request, String header, String realm) {
    var answers = request.getHeaders(header);
    while (answers.hasNext()) {
      var answer = (AuthenticationHeader) answers.next();
      if ("Digest".equalsIgnoreCase(answer.getScheme())
          && realm.equalsIgnoreCase(answer.getRealm())) {
        return read(answer);
      }
    }
    return Optional.empty();
  }

  /** Whether it was made by somebody who knows {@code ha1}. */
  boolean isProofOf(String ha1, String method) {
    var ha2 = algorithm.hash(method + ':' + uri);
    var middle = qop.map(q -> q.count + ':' + q.clientNonce + ":auth:").orElse("");
    var expected = algorithm.hash(ha1 + ':' + nonce + ':' + middle + ha2);
    return MessageDigest.isEqual(bytes(expected), bytes(response.toLowerCase(Locale.ROOT)));
  }

  private static Optional<DigestAnswer> read(AuthenticationHeader header) {
    var algorithm = Algorithm.named(Optional.ofNullable(header.getParameter("algorithm")));
    var qop = header.getParameter("qop");
    var username = header.getUsername();
    var nonce = header.getNonce();
    var uri = header.getParameter("uri");
    var response = header.getResponse();
    if (algorithm.isEmpty()
        || username == null
        || nonce == null
        || uri == null
        || response == null) {
      return Optional.empty();
    }
    if (qop == null) {
      return Optional.of(
          new DigestAnswer(username, nonce, uri, algorithm.get(), Optional.empty(), 1, response));
    }
    var count = header.getParameter("nc");
    var clientNonce = header.getCNonce();
    if (!qop.equals("auth")
        || clientNonce == null
        || count == null
        || !COUNT.matcher(count).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new DigestAnswer(
            username,
            nonce,
            uri,
            algorithm.get(),
            Optional.of(new Protection(count, clientNonce)),
            Long.parseLong(count, 16),
            response));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
