package io.pronto.media.dtls;

import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Hashtable;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The other side of a handshake, which knows nothing of ours but what it sees. */
public final class DtlsPeer {
  private final BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
  private final DtlsIdentity identity;
  private final int profile;
  private Fingerprint shown;
  private byte[] material;

  private DtlsPeer(DtlsIdentity identity, SrtpProfile profile) {
    this.identity = identity;
    this.profile =
        profile == SrtpProfile.AES_CM_128_HMAC_SHA1_80
            ? SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80
            : SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_32;
  }

  /** What a handshake ends with: keys as the peer sees them, and whom it has met. */
  public record Met(SrtpKeys keys, Fingerprint shown) {}

  /** Begins a handshake over {@code path}. */
  public static Met connect(DtlsIdentity identity, SrtpProfile profile, DatagramTransport path)
      throws IOException {
    var peer = new DtlsPeer(identity, profile);
    new DTLSClientProtocol().connect(peer.new Client(), path);
    return new Met(new SrtpKeys(peer.key(0, 32, profile), peer.key(16, 46, profile)), peer.shown);
  }

  /** Waits for one. */
  public static Met accept(DtlsIdentity identity, SrtpProfile profile, DatagramTransport path)
      throws IOException {
    var peer = new DtlsPeer(identity, profile);
    new DTLSServerProtocol().accept(peer.new Server(), path);
    return new Met(new SrtpKeys(peer.key(16, 46, profile), peer.key(0, 32, profile)), peer.shown);
  }

  private SrtpKey key(int keyAt, int saltAt, SrtpProfile suite) {
    var bytes = new byte[30];
    System.arraycopy(material, keyAt, bytes, 0, 16);
    System.arraycopy(material, saltAt, bytes, 16, 14);
    return new SrtpKey(suite, Base64.getEncoder().encodeToString(bytes));
  }

  private void finish(TlsContext context) {
    material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 60);
  }

  private void meet(Certificate chain) throws IOException {
    shown = Fingerprint.of(chain.getCertificateAt(0).getEncoded());
  }

  private TlsCredentialedSigner credentials(TlsContext context) throws IOException {
    var chain =
        new Certificate(new TlsCertificate[] {crypto.createCertificate(identity.certificate())});
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        PrivateKeyFactory.createKey(identity.privateKey()),
        chain,
        SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
  }

  private UseSRTPData srtp() {
    return new UseSRTPData(new int[] {profile}, new byte[0]);
  }

  private final class Client extends DefaultTlsClient {
    Client() {
      super(crypto);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.DTLSv12.only();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return 15_000;
    }

    @Override
    public Hashtable<?, ?> getClientExtensions() throws IOException {
      var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
      TlsSRTPUtils.addUseSRTPExtension(extensions, srtp());
      return extensions;
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
          meet(certificate.getCertificate());
        }

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
          return credentials(context);
        }
      };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
      super.notifyHandshakeComplete();
      finish(context);
    }
  }

  private final class Server extends DefaultTlsServer {
    Server() {
      super(crypto);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.DTLSv12.only();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return 15_000;
    }

    @Override
    public Hashtable<?, ?> getServerExtensions() throws IOException {
      var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getServerExtensions());
      TlsSRTPUtils.addUseSRTPExtension(extensions, srtp());
      return extensions;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
      return credentials(context);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
      return new CertificateRequest(
          new short[] {ClientCertificateType.ecdsa_sign},
          TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
          null);
    }

    @Override
    public void notifyClientCertificate(Certificate chain) throws IOException {
      meet(chain);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
      super.notifyHandshakeComplete();
      finish(context);
    }
  }
}
