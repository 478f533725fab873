package io.pronto.media.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** We are the client of the handshake: {@code a=setup:active}. */
final class ActiveRole extends DefaultTlsClient {
  private final BcTlsCrypto crypto;
  private final Agreement agreement;

  ActiveRole(BcTlsCrypto crypto, Agreement agreement) {
    super(crypto);
    this.crypto = crypto;
    this.agreement = agreement;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return Agreement.VERSIONS;
  }

  /** A peer's own certificate may be of either kind. */
  @Override
  protected int[] getSupportedCipherSuites() {
    return new int[] {
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
      CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
      CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
      CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
      CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
    };
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
  public Hashtable<?, ?> getClientExtensions() throws IOException {
    var extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
    agreement.offer(extensions);
    return extensions;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public void processServerExtensions(Hashtable extensions) throws IOException {
    super.processServerExtensions(extensions);
    agreement.taken(extensions);
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
        agreement.check(shown.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return agreement.credentials(context, crypto);
      }
    };
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    agreement.export(context);
  }
}
