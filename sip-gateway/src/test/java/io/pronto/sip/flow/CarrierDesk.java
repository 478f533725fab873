package io.pronto.sip.flow;

import io.pronto.sip.phone.SipMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/** A carrier's registrar: challenges by digest, and checks what is answered by itself. */
final class CarrierDesk {
  private static final Pattern FIELD = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^\\s,]+))");
  private static final String REALM = "carrier.example";
  private static final String NONCE = "0123456789abcdef";

  private final BlockingQueue<SipMessage> registered = new LinkedBlockingQueue<>();
  private final String username;
  private final String password;
  private final String algorithm;
  private final int expires;

  /** One that offers {@code algorithm} alone and grants {@code expires} seconds. */
  CarrierDesk(String username, String password, String algorithm, int expires) {
    this.username = username;
    this.password = password;
    this.algorithm = algorithm;
    this.expires = expires;
  }

  /** What it says to a request outside any call. */
  Optional<SipMessage> answer(SipMessage request) {
    if (!request.method().equals("REGISTER")) {
      return Optional.of(SipMessage.responding(request, "200 OK"));
    }
    if (request.find("Authorization").isEmpty()) {
      return Optional.of(
          SipMessage.responding(request, "401 Unauthorized")
              .with("WWW-Authenticate", "Digest realm=\"other\", nonce=\"x\", algorithm=SHA-512")
              .with("WWW-Authenticate", challenge()));
    }
    if (!isProof(request.header("Authorization"), "REGISTER")) {
      return Optional.of(SipMessage.responding(request, "403 Forbidden"));
    }
    registered.add(request);
    return Optional.of(
        SipMessage.responding(request, "200 OK")
            .with("Contact", request.header("Contact") + ";expires=" + expires));
  }

  /** Every REGISTER that was accepted, in order. */
  BlockingQueue<SipMessage> registered() {
    return registered;
  }

  String challenge() {
    return "Digest realm=\"%s\", nonce=\"%s\", algorithm=%s, qop=\"auth\", opaque=\"o\""
        .formatted(REALM, NONCE, algorithm);
  }

  /** Whether {@code authorization} was made by somebody who knows the password. */
  boolean isProof(String authorization, String method) {
    var ha1 = hash(username + ":" + REALM + ":" + password);
    var ha2 = hash(method + ":" + field(authorization, "uri"));
    var expected =
        hash(
            String.join(
                ":",
                ha1,
                NONCE,
                field(authorization, "nc"),
                field(authorization, "cnonce"),
                "auth",
                ha2));
    return expected.equals(field(authorization, "response"))
        && field(authorization, "username").equals(username)
        && field(authorization, "opaque").equals("o");
  }

  private static String field(String text, String name) {
    var fields = FIELD.matcher(text);
    while (fields.find()) {
      if (fields.group(1).equals(name)) {
        return fields.group(2) == null ? fields.group(3) : fields.group(2);
      }
    }
    return "";
  }

  private String hash(String text) {
    try {
      var digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
