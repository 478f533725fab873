package io.pronto.core.stir.authority;

import io.pronto.core.stir.CertificateChain;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A certificate and its key.
 *
 * @param key on P-256
 */
public record Issued(X509Certificate certificate, PrivateKey key) {
  /** The certificate in PEM. */
  public String pem() {
    return pem(certificate);
  }

  /** The key in PEM, PKCS #8. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** This certificate and those of {@code others} in PEM, as they are served at an address. */
  public String chainPem(Issued... others) {
    var text = new StringBuilder(pem());
    for (var other : others) {
      text.append(other.pem());
    }
    return text.toString();
  }

  /** The same as a chain. */
  public CertificateChain chain(Issued... others) {
    return CertificateChain.parse(chainPem(others).getBytes(StandardCharsets.US_ASCII));
  }

  private static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String what, byte[] der) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
  }

  /** Shows nothing of the key. */
  @Override
  public String toString() {
    return "Issued[" + certificate.getSubjectX500Principal() + ']';
  }
}
