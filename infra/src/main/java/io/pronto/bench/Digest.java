package io.pronto.bench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Answers to challenges in MD5 with {@code qop=auth} (RFC 7616), as phones of today send them. */
final class Digest {
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]*)\"");

  private Digest() {}

  /** Answers the one of {@code challenges} that asks for MD5, for the domain's own URI. */
  static String answer(Account account, List<String> challenges, String method) {
    var challenge =
        challenges.stream()
            .filter(offered -> !offered.contains("SHA-"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("No challenge in MD5: " + challenges));
    var nonce = NONCE.matcher(challenge);
    if (!nonce.find()) {
      throw new IllegalStateException("A challenge without nonce: " + challenge);
    }
    var uri = "sip:" + account.domain();
    var ha1 = hash(account.username() + ":" + account.domain() + ":" + account.password());
    var ha2 = hash(method + ":" + uri);
    var proof = hash(String.join(":", ha1, nonce.group(1), "00000001", "c1", "auth", ha2));
    return ("Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", algorithm=MD5,"
            + " qop=auth, nc=00000001, cnonce=\"c1\", response=\"%s\"")
        .formatted(account.username(), account.domain(), nonce.group(1), uri, proof);
  }

  private static String hash(String text) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
