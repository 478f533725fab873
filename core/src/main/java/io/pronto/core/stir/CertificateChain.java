package io.pronto.core.stir;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;

/**
 * A certificate and those that lead from it towards an anchor, the certificate itself first.
 *
 * @param certificates 1 to 5
 */
public record CertificateChain(List<X509Certificate> certificates) {
  private static final int LARGEST = 32 * 1024;
  private static final int LONGEST = 5;

  /** Copies the list. */
  public CertificateChain {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads certificates in PEM.
   *
   * @throws IllegalArgumentException saying what is wrong with them
   */
  public static CertificateChain parse(byte[] pem) {
    if (pem.length > LARGEST) {
      throw new IllegalArgumentException("More than 32 KiB");
    }
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty() || certificates.size() > LONGEST) {
        throw new IllegalArgumentException(
            "There are %d certificates, not 1 to %d".formatted(certificates.size(), LONGEST));
      }
      return new CertificateChain(certificates);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("They cannot be read as certificates in PEM");
    }
  }

  /** The certificate by which PASSporTs are signed. */
  public X509Certificate leaf() {
    return certificates.getFirst();
  }

  /** Whether the certificate's key can sign PASSporTs: it is on P-256. */
  public boolean signs() {
    return leaf().getPublicKey() instanceof ECPublicKey key && Es256.fits(key);
  }

  /** The service provider codes in it. */
  public List<String> codes() {
    return NumberAuthority.of(leaf()).codes();
  }
}
