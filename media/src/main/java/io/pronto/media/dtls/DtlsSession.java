package io.pronto.media.dtls;

import io.pronto.media.secure.SrtpKeys;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsTimeoutException;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * One handshake with one peer, on a virtual thread of its own, and after it the peer's repeated
 * messages, until the peer says that it ends or {@link #close}. What the peer sends is handed in;
 * what cannot be taken in time is thrown away, as a network may do.
 */
public final class DtlsSession implements AutoCloseable {
  /** How long a handshake may take: ten seconds. */
  public static final int LIMIT_MILLIS = 10_000;

  /** After how long a flight that is not answered is sent again for the first time. */
  static final int RESEND_MILLIS = 250;

  private static final int WAITING = 32;
  private static final int LARGEST_SENT = 1_200;
  private static final int LARGEST_RECEIVED = 2_048;
  private static final int QUIET_MILLIS = 60_000;
  private static final byte[] END = {};

  private final DtlsAssociation terms;
  private final Consumer<byte[]> out;
  private final Consumer<SrtpKeys> agreed;
  private final Consumer<String> failed;
  private final BlockingQueue<byte[]> in = new ArrayBlockingQueue<>(WAITING);
  private volatile boolean closed;

  /**
   * Begins the handshake.
   *
   * @param owner for whom, for the thread's name
   * @param out sends a datagram to the peer; called on the session's thread, as are the others
   * @param agreed told once, the keys
   * @param failed told once, why there will be none; never after {@link #close}
   */
  public static DtlsSession begin(
      String owner,
      DtlsAssociation terms,
      Consumer<byte[]> out,
      Consumer<SrtpKeys> agreed,
      Consumer<String> failed) {
    var session = new DtlsSession(terms, out, agreed, failed);
    Thread.ofVirtual().name("dtls-" + owner).start(session::run);
    return session;
  }

  private DtlsSession(
      DtlsAssociation terms,
      Consumer<byte[]> out,
      Consumer<SrtpKeys> agreed,
      Consumer<String> failed) {
    this.terms = terms;
    this.out = out;
    this.agreed = agreed;
    this.failed = failed;
  }

  /** Whether a packet with that first byte is DTLS (RFC 7983). */
  public static boolean isDtls(int first) {
    return first >= 20 && first <= 63;
  }

  /** Hands in a copy of {@code packet}, which starts at 0; false when there is no room for it. */
  public boolean take(ByteBuffer packet) {
    if (packet.limit() > LARGEST_RECEIVED) {
      return false;
    }
    var bytes = new byte[packet.limit()];
    packet.get(0, bytes);
    return in.offer(bytes);
  }

  /** Ends it, whatever it is at. */
  @Override
  public void close() {
    closed = true;
    in.clear();
    in.offer(END);
  }

  private void run() {
    var agreement = new Agreement(terms);
    try {
      var transport = handshake(agreement);
      agreed.accept(agreement.keys().orElseThrow());
      listen(transport);
    } catch (IOException | RuntimeException e) {
      if (!closed && agreement.keys().isEmpty()) {
        failed.accept(words(e));
      }
    }
  }

  private DTLSTransport handshake(Agreement agreement) throws IOException {
    var crypto = new BcTlsCrypto(new SecureRandom());
    return terms.active()
        ? new DTLSClientProtocol().connect(new ActiveRole(crypto, agreement), new Path())
        : new DTLSServerProtocol().accept(new PassiveRole(crypto, agreement), new Path());
  }

  /** Who has not heard our last words repeats its own, and is answered (RFC 6347, 4.2.4). */
  private void listen(DTLSTransport transport) throws IOException {
    var ignored = new byte[LARGEST_RECEIVED];
    while (!closed) {
      transport.receive(ignored, 0, ignored.length, QUIET_MILLIS);
    }
  }

  private static String words(Exception e) {
    if (e instanceof TlsTimeoutException) {
      return "there was no end of the handshake within " + LIMIT_MILLIS / 1000 + " s";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** The peer as the handshake sees it. */
  private final class Path implements DatagramTransport {
    @Override
    public int getReceiveLimit() {
      return LARGEST_RECEIVED;
    }

    @Override
    public int getSendLimit() {
      return LARGEST_SENT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
      try {
        int patience = waitMillis == 0 ? QUIET_MILLIS : waitMillis; // 0: for as long as it takes
        var packet = in.poll(patience, TimeUnit.MILLISECONDS);
        if (closed) {
          throw new IOException("The session is closed");
        }
        if (packet == null) {
          return -1;
        }
        int taken = Math.min(packet.length, length);
        System.arraycopy(packet, 0, buffer, offset, taken);
        return taken;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Interrupted");
      }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
      var packet = new byte[length];
      System.arraycopy(buffer, offset, packet, 0, length);
      out.accept(packet);
    }

    @Override
    public void close() {
      // The socket is the call's.
    }
  }
}
