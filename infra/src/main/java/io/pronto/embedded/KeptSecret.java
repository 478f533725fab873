package io.pronto.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret of 32 random bytes that is made once and then kept in a file for its owner only.
 *
 * @param text base64, with the letters of URLs for a password
 * @param made whether it did not exist before
 */
public record KeptSecret(String text, boolean made) {
  private static final int BYTES = 32;

  /** The key kept in {@code file}, in base64. */
  public static KeptSecret key(Path file) throws IOException {
    return kept(file, Base64.getEncoder());
  }

  /** The password kept in {@code file}, of letters that need no escaping in a URL. */
  static String password(Path file) throws IOException {
    return kept(file, Base64.getUrlEncoder().withoutPadding()).text();
  }

  private static KeptSecret kept(Path file, Base64.Encoder encoder) throws IOException {
    if (Files.exists(file)) {
      return new KeptSecret(Files.readString(file).strip(), false);
    }
    var random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    var text = encoder.encodeToString(random);
    OwnerOnly.write(file, text + '\n');
    return new KeptSecret(text, true);
  }

  /** Without the secret, which belongs in no log. */
  @Override
  public String toString() {
    return "KeptSecret";
  }
}
