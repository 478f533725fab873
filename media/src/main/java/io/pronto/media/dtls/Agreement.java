package io.pronto.media.dtls;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Hashtable;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** What both roles of a handshake have in common: certificates, profiles, keys. */
final class Agreement {
  static final ProtocolVersion[] VERSIONS = ProtocolVersion.DTLSv12.only();
  static final int[] CIPHERS = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  };

  private static final int[] PROFILES = {
    SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80,
    SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_32
  };
  private static final int KEY_BYTES = 16;
  private static final int SALT_BYTES = 14;

  private final DtlsAssociation terms;
  private int profile = -1;
  private Optional<SrtpKeys> keys = Optional.empty();

  Agreement(DtlsAssociation terms) {
    this.terms = terms;
  }

  /** What has been agreed; empty before the end of the handshake. */
  Optional<SrtpKeys> keys() {
    return keys;
  }

  TlsCredentialedSigner credentials(TlsContext context, BcTlsCrypto crypto) throws IOException {
    var chain =
        new Certificate(
            new TlsCertificate[] {crypto.createCertificate(terms.ours().certificate())});
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        PrivateKeyFactory.createKey(terms.ours().privateKey()),
        chain,
        SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
  }

  /** The peer must be who its description said; its certificate is signed by nobody else. */
  void check(Certificate shown) throws IOException {
    if (shown == null || shown.isEmpty()) {
      throw new TlsFatalAlert(AlertDescription.certificate_required, "it shows no certificate");
    }
    if (!terms.isTheirs(shown.getCertificateAt(0).getEncoded())) {
      throw new TlsFatalAlert(
          AlertDescription.bad_certificate, "its certificate is not that of its description");
    }
  }

  void offer(Hashtable<?, ?> extensions) throws IOException {
    TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(PROFILES, new byte[0]));
  }

  /** As client: the server has taken one of our profiles. */
  void taken(Hashtable<?, ?> extensions) throws IOException {
    var data = TlsSRTPUtils.getUseSRTPExtension(extensions);
    if (data == null || data.getProtectionProfiles().length != 1) {
      throw new TlsFatalAlert(AlertDescription.illegal_parameter, "it agrees to no SRTP profile");
    }
    choose(data.getProtectionProfiles());
  }

  /** As server: the client has named profiles. */
  void offered(Hashtable<?, ?> extensions) throws IOException {
    var data = TlsSRTPUtils.getUseSRTPExtension(extensions);
    choose(data == null ? new int[0] : data.getProtectionProfiles());
  }

  void answer(Hashtable<?, ?> extensions) throws IOException {
    TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(new int[] {profile}, new byte[0]));
  }

  /** Takes the keys out of the finished handshake (RFC 5764, section 4.2). */
  void export(TlsContext context) {
    int length = 2 * (KEY_BYTES + SALT_BYTES);
    var material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, length);
    var clients = key(material, 0, 2 * KEY_BYTES);
    var servers = key(material, KEY_BYTES, 2 * KEY_BYTES + SALT_BYTES);
    Arrays.fill(material, (byte) 0);
    keys =
        Optional.of(
            terms.active() ? new SrtpKeys(clients, servers) : new SrtpKeys(servers, clients));
  }

  private void choose(int[] named) throws IOException {
    profile =
        IntStream.of(PROFILES)
            .filter(ours -> IntStream.of(named).anyMatch(theirs -> theirs == ours))
            .findFirst()
            .orElseThrow(
                () ->
                    new TlsFatalAlert(
                        AlertDescription.handshake_failure, "it knows none of our SRTP profiles"));
  }

  private SrtpKey key(byte[] material, int keyAt, int saltAt) {
    var bytes = Arrays.copyOfRange(material, keyAt, keyAt + KEY_BYTES + SALT_BYTES);
    System.arraycopy(material, saltAt, bytes, KEY_BYTES, SALT_BYTES);
    var suite =
        profile == SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80
            ? SrtpProfile.AES_CM_128_HMAC_SHA1_80
            : SrtpProfile.AES_CM_128_HMAC_SHA1_32;
    return new SrtpKey(suite, Base64.getEncoder().encodeToString(bytes));
  }
}
