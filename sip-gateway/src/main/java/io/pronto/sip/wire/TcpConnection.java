package io.pronto.sip.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLHandshakeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection, opened by either side and used by both: one thread reads, one writes, and a bounded
 * queue stands between the stack and a peer that does not take what it is sent.
 */
final class TcpConnection extends WireChannel {
  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
  private static final byte[] END = {};
  private static final Duration GOODBYE = Duration.ofSeconds(1);
  private static final int QUEUED_MESSAGES = 512;
  private static final int QUEUED_BYTES = 256 * 1024;
  private static final AtomicLong ACCEPTED = new AtomicLong();

  private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(QUEUED_MESSAGES);
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final TcpPoint point;
  private final Socket socket;
  private final Socket plain;
  private final boolean opened;
  private final long number;
  private final Intake intake;
  private final Framing framing;
  private final long begunNanos = System.nanoTime();
  private final AtomicInteger queued = new AtomicInteger();
  private volatile Thread writer;
  private volatile boolean proven;
  private volatile long writingSince;
  private volatile boolean writing;

  /**
   * One that is silent until {@link #start}.
   *
   * @param socket what is spoken on
   * @param plain the connection below it; the same where nothing is enciphered
   * @param opened whether it was opened by us
   */
  TcpConnection(TcpPoint point, Socket socket, Socket plain, boolean opened, Intake intake)
      throws IOException {
    super(point, point.protocol(), (InetSocketAddress) plain.getRemoteSocketAddress());
    this.point = point;
    this.socket = socket;
    this.plain = plain;
    this.opened = opened;
    this.number = opened ? 0 : ACCEPTED.incrementAndGet();
    this.intake = intake;
    this.framing =
        point.protocol().isWebSocket()
            ? new WebSocketFramer(socket, TcpPoint.IDLE, TcpPoint.PATIENCE)
            : new StreamFramer(socket, TcpPoint.IDLE, TcpPoint.PATIENCE);
  }

  /** Begins to read and write. */
  void start() {
    var name = "sip-" + point.protocol().parameter() + '-' + Flow.text(remote());
    writer = Thread.ofVirtual().name(name + "-write").start(this::write);
    Thread.ofVirtual().name(name + "-read").start(this::read);
  }

  @Override
  public Flow flow() {
    return new Flow(point.protocol(), point.local(), remote(), opened, number);
  }

  /** Whether {@code flow}, which has its ends, means this very connection. */
  boolean isMeantBy(Flow flow) {
    return flow.connection() == 0 || flow.connection() == number;
  }

  /** Whether we opened it. */
  boolean isOpened() {
    return opened;
  }

  boolean isOpen() {
    return open.get();
  }

  @Override
  void send(byte[] bytes) throws IOException {
    if (!open.get()) {
      throw new SocketException("The connection is closed");
    }
    if (!enqueue(framing.framed(bytes))) {
      close();
      throw new SocketException("The peer does not read");
    }
  }

  /** Whether the peer has taken nothing of a message for longer than anybody's network does. */
  boolean isStuck(long nanos) {
    return writing && nanos - writingSince > TcpPoint.PATIENCE.toNanos();
  }

  /**
   * Whether it has stood for {@code patience} without anybody of its address having registered or
   * being a trunk of ours. May block.
   */
  boolean isIdler(long nanos, Duration patience) {
    if (opened || proven || nanos - begunNanos < patience.toNanos()) {
      return false;
    }
    proven = intake.knows(remote().getAddress());
    return !proven;
  }

  private boolean enqueue(byte[] bytes) {
    if (queued.addAndGet(bytes.length) <= QUEUED_BYTES && outgoing.offer(bytes)) {
      return true;
    }
    queued.addAndGet(-bytes.length);
    return false;
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      point.forget(this);
      closeSocket();
      var writing = writer;
      if (writing != null) {
        writing.interrupt();
      }
      intake.lost(this);
    }
  }

  /** TLS says that it ends; a peer that does not read would hold that up for ever. */
  private void closeSocket() {
    if (socket == plain) {
      close(plain);
      return;
    }
    Thread.ofVirtual()
        .name("sip-goodbye")
        .start(
            () -> {
              var goodbye = Thread.ofVirtual().start(() -> close(socket));
              try {
                goodbye.join(GOODBYE);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              close(plain);
            });
  }

  private void close(Socket one) {
    try {
      one.close();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("peer", Flow.text(remote())).log("A connection closed badly");
    }
  }

  private void read() {
    try {
      var frame = framing.next(this::enqueue);
      while (frame.isPresent() && isSound(frame.get())) {
        frame = framing.next(this::enqueue);
      }
      if (frame.isPresent()) {
        enqueue(framing.farewell());
      }
      drain();
    } catch (SSLHandshakeException refused) { // TLS 1.3 lets a client refuse us after the handshake
      intake.failed();
    } catch (IOException gone) {
      LOG.atDebug().addKeyValue("peer", Flow.text(remote())).log("A connection ended");
    } finally {
      close();
    }
  }

  private boolean isSound(Framing.Frame frame) {
    return intake.admits(remote().getAddress(), frame.bytes(), frame.length())
        ? intake.take(frame.bytes(), frame.length(), frame.envelope(), this)
        : frame.envelope().isAck(); // of a challenge, before the INVITE that answers it
  }

  /** Lets the refusal of a broken stream reach the peer before the connection is closed. */
  private void drain() {
    try {
      if (outgoing.offer(END, TcpPoint.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        writer.join(TcpPoint.PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      var out = socket.getOutputStream();
      for (var bytes = outgoing.take(); bytes != END; bytes = outgoing.take()) {
        writingSince = System.nanoTime();
        writing = true;
        out.write(bytes);
        writing = false;
        queued.addAndGet(-bytes.length);
      }
    } catch (IOException e) {
      close();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
