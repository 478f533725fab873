package io.pronto.api.sso;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pronto.core.sso.SignOns;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What binds an answer of the provider to the browser that asked. Both are made anew of what the
 * browser keeps and of the state, 256 bits each: nobody else can, and the server keeps neither.
 *
 * @param nonce goes to the provider, comes back in the ID token
 * @param verifier of PKCE (RFC 7636), goes with the code to the provider's token endpoint
 */
record Proof(String nonce, String verifier) {
  static Proof of(SignOns.Begun begun) {
    return new Proof(derived(begun, "nonce"), derived(begun, "verifier"));
  }

  /** What the provider is told of the verifier at first (RFC 7636, section 4.2, S256). */
  String challenge() {
    try {
      return text(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String derived(SignOns.Begun begun, String purpose) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(begun.browser().getBytes(US_ASCII), "HmacSHA256"));
      return text(mac.doFinal((purpose + ' ' + begun.state()).getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Leaves out both. */
  @Override
  public String toString() {
    return "Proof";
  }
}
