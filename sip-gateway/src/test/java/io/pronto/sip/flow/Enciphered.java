package io.pronto.sip.flow;

import io.pronto.sip.phone.Certified;
import io.pronto.sip.stack.SipSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** The certificate of all exchanges that listen to TLS, since it takes a while to make one. */
final class Enciphered {
  private static final Certified IDENTITY;
  private static final Path FOLDER;

  static {
    try {
      IDENTITY = Certified.of("127.0.0.1", "::1");
      FOLDER = Files.createTempDirectory("enciphered");
      IDENTITY.write(FOLDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Enciphered() {}

  /** {@code plain} with WebSockets and TLS, on any free ports. */
  static SipSettings settings(SipSettings plain) {
    return plain
        .withWebSockets(0)
        .with(new SipSettings.Tls(0, 0, FOLDER.resolve("cert.pem"), FOLDER.resolve("key.pem")));
  }

  /** What trusts it. */
  static SSLContext trust() {
    return IDENTITY.trust();
  }
}
