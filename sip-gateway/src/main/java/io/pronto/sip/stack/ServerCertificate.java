package io.pronto.sip.stack;

import io.pronto.sip.stack.PemFiles.Content;
import io.pronto.sip.stack.PemFiles.Stamp;
import io.pronto.sip.wire.Securing;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What we show to TLS clients. The files are looked at again with each connection, once a second at
 * most: a new certificate is shown to whoever connects from then on, and one that is no good is
 * complained of while the old one stays.
 */
public final class ServerCertificate implements Securing {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofDays(14);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final char[] NONE = {};

  static { // a client of TLS 1.2 could have us shake hands without end; read once, with the first
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final ReentrantLock looking = new ReentrantLock();
  private final InstantSource clock;
  private final PemFiles files;
  private volatile long lookedNanos;
  private volatile List<Stamp> seen;
  private volatile Shown shown;

  private record Shown(SSLContext context, Instant until) {}

  private ServerCertificate(PemFiles files, InstantSource clock) throws BadCertificate {
    this.files = files;
    this.clock = clock;
    this.shown = read();
    this.lookedNanos = System.nanoTime();
  }

  /**
   * That of two files in PEM.
   *
   * @throws BadCertificate when they cannot be read, do not belong together, or are out of date
   */
  public static ServerCertificate of(Path certificate, Path key) throws BadCertificate {
    return new ServerCertificate(new PemFiles(certificate, key), InstantSource.system());
  }

  /** Until when it is good. */
  public Instant until() {
    return shown.until();
  }

  @Override
  public Socket secure(Socket plain, InetSocketAddress remote, int millis) throws IOException {
    plain.setSoTimeout(millis);
    int first = plain.getInputStream().read();
    if (first < 0) {
      throw new EOFException();
    }
    var read = new ByteArrayInputStream(new byte[] {(byte) first});
    var socket = (SSLSocket) current().getSocketFactory().createSocket(plain, read, true);
    var parameters = socket.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    socket.setSSLParameters(parameters);
    socket.setUseClientMode(false);
    socket.startHandshake();
    plain.setSoTimeout(0);
    return socket;
  }

  private SSLContext current() {
    if (System.nanoTime() - lookedNanos > LOOK.toNanos() && looking.tryLock()) {
      try {
        look();
        lookedNanos = System.nanoTime();
      } finally {
        looking.unlock();
      }
    }
    return shown.context();
  }

  private void look() {
    try {
      if (!files.stamps().equals(seen)) {
        shown = read();
        LOG.atInfo()
            .addKeyValue("files", files)
            .addKeyValue("until", shown.until())
            .log("A new certificate is shown over TLS");
      }
    } catch (IOException e) {
      LOG.atWarn().log("The certificate shown over TLS stays the old one: " + e.getMessage());
    }
  }

  /** What is found there is not read once more before it changes. */
  private Shown read() throws BadCertificate {
    try {
      seen = files.stamps();
    } catch (IOException unreadable) { // as reading them will say
      seen = List.of();
    }
    var content = files.read();
    var own = content.chain().getFirst();
    checkDates(own);
    return new Shown(context(content), own.getNotAfter().toInstant());
  }

  private void checkDates(X509Certificate own) throws BadCertificate {
    var now = clock.instant();
    var until = own.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      throw new BadCertificate(
          ("sip.tls.certificate: %s has expired on %s: renew it, or leave sip.tls.certificate and"
                  + " sip.tls.key out to do without TLS")
              .formatted(files.certificate(), until));
    }
    if (now.isBefore(own.getNotBefore().toInstant())) {
      throw new BadCertificate(
          "sip.tls.certificate: %s is good from %s on only: check this machine's clock, or wait"
              .formatted(files.certificate(), own.getNotBefore().toInstant()));
    }
    if (until.isBefore(now.plus(SOON))) {
      LOG.atWarn()
          .addKeyValue("file", files.certificate())
          .addKeyValue("until", until)
          .log("The certificate shown over TLS expires soon: renew it");
    }
  }

  private SSLContext context(Content content) throws BadCertificate {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "pronto", content.key(), NONE, content.chain().toArray(X509Certificate[]::new));
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NONE);
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new BadCertificate(
          "sip.tls.certificate: %s cannot be used for TLS: name another"
              .formatted(files.certificate()),
          e);
    }
  }
}
