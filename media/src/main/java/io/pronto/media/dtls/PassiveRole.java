package io.pronto.media.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** We are the server of the handshake: {@code a=setup:passive}. */
final class PassiveRole extends DefaultTlsServer {
  private final BcTlsCrypto crypto;
  private final Agreement agreement;

  PassiveRole(BcTlsCrypto crypto, Agreement agreement) {
    super(crypto);
    this.crypto = crypto;
    this.agreement = agreement;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return Agreement.VERSIONS;
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Agreement.CIPHERS.clone();
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return DtlsSession.LIMIT_MILLIS;
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return DtlsSession.RESEND_MILLIS;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    agreement.offered(extensions);
  }

  @Override
  public Hashtable<?, ?> getServerExtensions() throws IOException {
    var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getServerExtensions());
    agreement.answer(extensions);
    return extensions;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return agreement.credentials(context, crypto);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    var kinds = new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
    Vector<?> algorithms = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
    return new CertificateRequest(kinds, algorithms, null);
  }

  @Override
  public void notifyClientCertificate(Certificate shown) throws IOException {
    agreement.check(shown);
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    agreement.export(context);
  }
}
