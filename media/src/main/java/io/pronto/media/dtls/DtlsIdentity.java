package io.pronto.media.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A key on the curve P-256 and a certificate that it has signed for itself: what the server shows
 * in handshakes. It names nothing and nobody.
 */
public final class DtlsIdentity {
  /** For how long one is shown to new peers. */
  static final Duration SHOWN = Duration.ofDays(1);

  /** Longer than the longest call that began on its last day. */
  private static final Duration VALID = Duration.ofDays(30);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static volatile DtlsIdentity current = made(Instant.now());

  private final byte[] privateKey;
  private final byte[] certificate;
  private final Fingerprint fingerprint;
  private final Instant made;

  private DtlsIdentity(byte[] privateKey, byte[] certificate, Instant made) {
    this.privateKey = privateKey;
    this.certificate = certificate;
    this.fingerprint = Fingerprint.of(certificate);
    this.made = made;
  }

  /** The one that is shown to a peer whose session begins now; a new one each day. */
  public static DtlsIdentity current() {
    var now = Instant.now();
    if (current.made.plus(SHOWN).isBefore(now)) {
      current = made(now);
    }
    return current;
  }

  /** A new one. */
  public static DtlsIdentity next() {
    return made(Instant.now());
  }

  /** What the session description says of it. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  byte[] privateKey() {
    return privateKey;
  }

  byte[] certificate() {
    return certificate;
  }

  private static DtlsIdentity made(Instant now) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      var pair = generator.generateKeyPair();
      return new DtlsIdentity(pair.getPrivate().getEncoded(), signed(pair, now), now);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("No certificate for DTLS could be made", e);
    }
  }

  private static byte[] signed(KeyPair pair, Instant now)
      throws GeneralSecurityException, IOException {
    var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    var body = body(pair, algorithm, now);
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate(), RANDOM);
    signature.update(body.getEncoded("DER"));
    var parts = new ASN1EncodableVector();
    parts.add(body);
    parts.add(algorithm);
    parts.add(new DERBitString(signature.sign()));
    return new DERSequence(parts).getEncoded("DER");
  }

  private static TBSCertificate body(KeyPair pair, AlgorithmIdentifier algorithm, Instant now) {
    var name = new X500Name("CN=pronto");
    var generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(new BigInteger(64, RANDOM).setBit(63)));
    generator.setSignature(algorithm);
    generator.setIssuer(name);
    generator.setSubject(name);
    generator.setStartDate(new Time(Date.from(now.minus(SHOWN))));
    generator.setEndDate(new Time(Date.from(now.plus(VALID))));
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    return generator.generateTBSCertificate();
  }
}
