package io.pronto.sip.stack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.sip.wire.Host;
import io.pronto.sip.wire.Securing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Which TLS servers are believed to be who they say (RFC 5922): a certificate must be for the host
 * that was asked for, and be vouched for by an authority that the system trusts or that the
 * operator has given for that host.
 */
final class Trust implements Securing {
  private static final int HOSTS = 10_000;
  private static final Duration REMEMBERED = Duration.ofHours(24);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final Cache<InetSocketAddress, String> names =
      Caffeine.newBuilder().maximumSize(HOSTS).expireAfterAccess(REMEMBERED).build();
  private final Cache<String, SSLContext> contexts =
      Caffeine.newBuilder().maximumSize(HOSTS).expireAfterAccess(REMEMBERED).build();
  private volatile Function<String, Optional<String>> authorities = _ -> Optional.empty();

  /**
   * From now on {@code of} a host are the certificates, in PEM, that vouch for it beside others.
   */
  void authorities(Function<String, Optional<String>> of) {
    authorities = of;
  }

  /** Whoever is reached at {@code remote} is to be {@code host}. */
  void expect(InetSocketAddress remote, String host) {
    names.put(remote, host.replaceAll("[\\[\\]]", ""));
  }

  @Override
  public Socket secure(Socket plain, InetSocketAddress remote, int millis) throws IOException {
    var host = names.get(remote, address -> Host.literal(address.getAddress()));
    var context = contexts.get(authorities.apply(host).orElse(""), Trust::context);
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, host, remote.getPort(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(PROTOCOLS);
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(millis);
    socket.startHandshake();
    socket.setSoTimeout(0);
    return socket;
  }

  /** What is trusted when {@code pem} is, too. */
  private static SSLContext context(String pem) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, pem.isEmpty() ? null : managers(pem), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("The certificates given for a trunk cannot be used", e);
    }
  }

  private static TrustManager[] managers(String pem) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (var issuer : ofSystem().getAcceptedIssuers()) {
      store.setCertificateEntry("system" + number++, issuer);
    }
    var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    for (var given : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
      store.setCertificateEntry("given" + number++, given);
    }
    return managers(store);
  }

  private static X509TrustManager ofSystem() throws GeneralSecurityException {
    return Arrays.stream(managers((KeyStore) null))
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
