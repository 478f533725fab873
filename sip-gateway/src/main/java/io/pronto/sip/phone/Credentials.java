package io.pronto.sip.phone;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a phone proves itself with.
 *
 * @param username the device's name
 * @param password as the server gave it once
 * @param domain the organisation's SIP domain
 */
public record Credentials(String username, String password, String domain) {
  private static final Pattern FIELD = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^\\s,]+))");

  /** Hides the password. */
  @Override
  public String toString() {
    return username + "@" + domain;
  }

  /**
   * Answers the first of {@code challenges} that it can (RFC 7616, 8760): the server offers the
   * strongest first.
   *
   * @param count the nonce count, from 1
   */
  public String answer(List<String> challenges, String method, String uri, int count) {
    for (var challenge : challenges) {
      var algorithm = field(challenge, "algorithm");
      if (algorithm.isEmpty() || algorithm.equals("MD5") || algorithm.equals("SHA-256")) {
        return answer(challenge, algorithm.isEmpty() ? "MD5" : algorithm, method, uri, count);
      }
    }
    throw new AssertionError("No challenge that a phone can answer: " + challenges);
  }

  private String answer(String challenge, String algorithm, String method, String uri, int count) {
    var realm = field(challenge, "realm");
    var nonce = field(challenge, "nonce");
    var cnonce = "c" + Integer.toHexString(count);
    var nc = "%08x".formatted(count);
    var ha1 = hash(algorithm, username + ":" + realm + ":" + password);
    var ha2 = hash(algorithm, method + ":" + uri);
    var response = hash(algorithm, String.join(":", ha1, nonce, nc, cnonce, "auth", ha2));
    return ("Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", algorithm=%s, "
            + "qop=auth, nc=%s, cnonce=\"%s\", response=\"%s\"")
        .formatted(username, realm, nonce, uri, algorithm, nc, cnonce, response);
  }

  private static String field(String challenge, String name) {
    var fields = FIELD.matcher(challenge);
    while (fields.find()) {
      if (fields.group(1).equals(name)) {
        return fields.group(2) == null ? fields.group(3) : fields.group(2);
      }
    }
    return "";
  }

  private static String hash(String algorithm, String text) {
    try {
      var digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
