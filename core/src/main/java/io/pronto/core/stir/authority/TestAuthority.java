package io.pronto.core.stir.authority;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a root, authorities under it, and certificates with a TNAuthList (RFC 8226) that sign
 * PASSporTs; and says which of them hold no more. For tests and trials: real calls need a
 * certificate of an authority that other networks trust.
 */
public final class TestAuthority {
  private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String TN_AUTH_LIST = "1.3.6.1.5.5.7.1.26";
  private static final int DIGITAL_SIGNATURE = 0x80;
  private static final int CERT_AND_CRL_SIGN = 0x06;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Instant from;
  private final Instant until;

  /** An authority whose certificates hold from {@code from} until {@code until}. */
  public TestAuthority(Instant from, Instant until) {
    this.from = from;
    this.until = until;
  }

  /** A root: what is trusted. */
  public Issued root(String name) {
    var keys = keys();
    var extensions = List.of(authority(), usage(CERT_AND_CRL_SIGN));
    return issued(name, keys, name, keys.getPrivate(), extensions);
  }

  /** An authority under {@code issuer}. */
  public Issued intermediate(String name, Issued issuer) {
    var extensions = List.of(authority(), usage(CERT_AND_CRL_SIGN));
    return issued(name, keys(), name(issuer), issuer.key(), extensions);
  }

  /** A certificate that signs for the service provider {@code code}. */
  public Issued provider(String name, String code, Issued issuer) {
    return signing(name, issuer, Der.element(0xa0, Der.ia5(code)));
  }

  /** A certificate that signs for {@code count} numbers, from {@code first}, digits without +. */
  public Issued numbers(String name, String first, int count, Issued issuer) {
    var range = Der.sequence(Der.ia5(first), Der.integer(BigInteger.valueOf(count)));
    return signing(name, issuer, Der.element(0xa1, range));
  }

  private Issued signing(String name, Issued issuer, byte[] entry) {
    var list = extension(TN_AUTH_LIST, false, Der.sequence(entry));
    return issued(
        name, keys(), name(issuer), issuer.key(), List.of(usage(DIGITAL_SIGNATURE), list));
  }

  /** The list, in PEM, of the certificates of {@code issuer} that are revoked. */
  public String revocations(Issued issuer, X509Certificate... revoked) {
    var entries =
        Arrays.stream(revoked)
            .map(each -> Der.sequence(Der.integer(each.getSerialNumber()), Der.time(from)))
            .toArray(byte[][]::new);
    var list =
        Der.sequence(
            Der.integer(BigInteger.ONE),
            algorithm(),
            subject(name(issuer)),
            Der.time(from),
            Der.time(until),
            Der.sequence(entries));
    return Issued.pem("X509 CRL", signed(list, issuer.key()));
  }

  private Issued issued(
      String name, KeyPair keys, String issuer, PrivateKey signer, List<byte[]> extensions) {
    var certificate =
        Der.sequence(
            Der.element(0xa0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, RANDOM)),
            algorithm(),
            subject(issuer),
            Der.sequence(Der.time(from), Der.time(until)),
            subject(name),
            keys.getPublic().getEncoded(),
            Der.element(0xa3, Der.sequence(extensions.toArray(byte[][]::new))));
    try {
      var der = new ByteArrayInputStream(signed(certificate, signer));
      return new Issued(
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der),
          keys.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] signed(byte[] content, PrivateKey key) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(content);
      return Der.sequence(content, algorithm(), Der.bits(signature.sign(), 0));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The common name, which all names here consist of. */
  private static String name(Issued issued) {
    return issued.certificate().getSubjectX500Principal().getName().replaceFirst("^CN=", "");
  }

  private static byte[] subject(String name) {
    return Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.utf8(name))));
  }

  private static byte[] algorithm() {
    return Der.sequence(Der.identifier(ECDSA_SHA256));
  }

  private static byte[] authority() {
    return extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.truth()));
  }

  private static byte[] usage(int bits) {
    int unused = Integer.numberOfTrailingZeros(bits);
    return extension(KEY_USAGE, true, Der.bits(new byte[] {(byte) bits}, unused));
  }

  private static byte[] extension(String identifier, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.identifier(identifier), Der.truth(), Der.octets(value))
        : Der.sequence(Der.identifier(identifier), Der.octets(value));
  }
}
