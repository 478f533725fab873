package io.pronto.core.stir;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The authorities that the operator trusts, and which certificates they have revoked.
 *
 * @param anchors their own certificates
 * @param revocations their revocation lists
 */
public record TrustAnchors(List<X509Certificate> anchors, List<X509CRL> revocations) {
  /** Nobody is trusted. */
  public static final TrustAnchors NONE = new TrustAnchors(List.of(), List.of());

  /** Copies the lists. */
  public TrustAnchors {
    anchors = List.copyOf(anchors);
    revocations = List.copyOf(revocations);
  }

  /**
   * Checks that a chain leads to an anchor at {@code now} (RFC 5280, section 6), that nothing in it
   * is revoked, and that its certificate may sign.
   *
   * @throws PassportRefused if not
   */
  void check(CertificateChain chain, Instant now) {
    if (!chain.signs()) {
      throw untrusted("Its key is not on P-256");
    }
    var usage = chain.leaf().getKeyUsage();
    if (usage != null && !usage[0]) {
      throw untrusted("It is not for signatures");
    }
    if (chain.leaf().getBasicConstraints() >= 0) {
      throw untrusted("It is an authority's");
    }
    revoked(chain)
        .ifPresent(
            certificate -> {
              throw untrusted(certificate.getSubjectX500Principal() + " is revoked");
            });
    validate(chain, now);
  }

  /** An anchor that a peer sends along is not part of the path. */
  private void validate(CertificateChain chain, Instant now) {
    var path = chain.certificates().stream().filter(each -> !anchors.contains(each)).toList();
    if (anchors.isEmpty() || path.isEmpty()) {
      throw untrusted("No authority that is trusted stands behind it");
    }
    Set<TrustAnchor> trusted =
        anchors.stream()
            .filter(anchor -> valid(anchor, now))
            .map(anchor -> new TrustAnchor(anchor, null))
            .collect(Collectors.toSet());
    if (trusted.isEmpty()) {
      throw untrusted("The authorities that are trusted have expired");
    }
    try {
      var parameters = new PKIXParameters(trusted);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException | CertificateException e) {
      throw untrusted(e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean valid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  private Optional<X509Certificate> revoked(CertificateChain chain) {
    return chain.certificates().stream()
        .filter(
            certificate ->
                revocations.stream()
                    .anyMatch(list -> list.getRevokedCertificate(certificate) != null))
        .findFirst();
  }

  private static PassportRefused untrusted(String why) {
    return new PassportRefused(Fault.NOT_TRUSTED, "The certificate: " + why);
  }
}
