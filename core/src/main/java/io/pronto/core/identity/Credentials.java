package io.pronto.core.identity;

import io.pronto.core.stir.CertificateChain;
import io.pronto.core.stir.PassportRefused;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Reads what an operator uploads, and refuses what could not be used later. */
final class Credentials {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private Credentials() {}

  /** A chain whose certificate can sign now. */
  static CertificateChain chain(String pem, Instant now) {
    var chain = certificates("chain", pem);
    if (!chain.signs()) {
      throw new BadCredential("chain", "Its key must be on P-256: PASSporTs are signed by ES256");
    }
    requireValid("chain", chain.leaf(), now);
    if (chain.leaf().getBasicConstraints() >= 0) {
      throw new BadCredential(
          "chain", "The first certificate is an authority's, not one that signs");
    }
    for (int i = 0; i + 1 < chain.certificates().size(); i++) {
      requireIssued(chain.certificates().get(i), chain.certificates().get(i + 1));
    }
    try {
      chain.codes();
    } catch (PassportRefused unreadable) {
      throw new BadCredential("chain", unreadable.getMessage());
    }
    return chain;
  }

  /** An authority's own certificate. */
  static X509Certificate anchor(String pem, Instant now) {
    var chain = certificates("certificate", pem);
    if (chain.certificates().size() != 1) {
      throw new BadCredential("certificate", "Must be one certificate: the authority's own");
    }
    requireValid("certificate", chain.leaf(), now);
    if (chain.leaf().getBasicConstraints() < 0) {
      throw new BadCredential("certificate", "Is no authority's: it may not issue others");
    }
    return chain.leaf();
  }

  /** Revocation lists; none where {@code pem} is empty. */
  static List<X509CRL> revocations(String pem) {
    if (pem.isBlank()) {
      return List.of();
    }
    try {
      var lists =
          CertificateFactory.getInstance("X.509").generateCRLs(stream(pem)).stream()
              .map(X509CRL.class::cast)
              .toList();
      if (lists.isEmpty()) {
        throw new BadCredential("revocations", "Must be revocation lists in PEM");
      }
      return lists;
    } catch (CRLException | CertificateException e) {
      throw new BadCredential("revocations", "Cannot be read as revocation lists in PEM");
    }
  }

  /** The key of {@code certificate}, PKCS #8 in PEM. */
  static PrivateKey key(String pem, X509Certificate certificate) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new BadCredential(
          "private_key",
          "Must be PKCS #8 in PEM, without a password: openssl pkcs8 -topk8 -nocrypt");
    }
    var key = key(pem.substring(begin + BEGIN.length(), end));
    if (!isOf(key, certificate)) {
      throw new BadCredential("private_key", "Is not the key of the chain's first certificate");
    }
    return key;
  }

  private static PrivateKey key(String base64) {
    try {
      return unwrapped(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException | InvalidKeySpecException e) {
      throw new BadCredential("private_key", "Cannot be read as a key on P-256");
    }
  }

  /** The key in PKCS #8. */
  static PrivateKey unwrapped(byte[] encoded) throws InvalidKeySpecException {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOf(PrivateKey key, X509Certificate certificate) {
    try {
      var sample = "pronto".getBytes(StandardCharsets.US_ASCII);
      var signing = Signature.getInstance("SHA256withECDSA");
      signing.initSign(key);
      signing.update(sample);
      var signature = signing.sign();
      signing.initVerify(certificate.getPublicKey());
      signing.update(sample);
      return signing.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static CertificateChain certificates(String field, String pem) {
    try {
      return CertificateChain.parse(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new BadCredential(field, e.getMessage());
    }
  }

  private static void requireValid(String field, X509Certificate certificate, Instant now) {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw new BadCredential(field, "Has expired on " + certificate.getNotAfter().toInstant());
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw new BadCredential(
          field, "Is not valid before " + certificate.getNotBefore().toInstant());
    }
  }

  private static void requireIssued(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new BadCredential(
          "chain",
          "%s is not issued by the certificate after it"
              .formatted(certificate.getSubjectX500Principal()));
    }
  }

  private static ByteArrayInputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
