package io.pronto.sip.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP or TLS connection, opened by either side and used by both: one thread reads, one writes,
 * and a bounded queue stands between the stack and a peer that does not take what it is sent.
 */
final class TcpConnection extends WireChannel {
  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
  private static final byte[] PONG = {'\r', '\n'};
  private static final int QUEUED_MESSAGES = 512;

  private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(QUEUED_MESSAGES);
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final TcpPoint point;
  private final Socket socket;
  private final boolean opened;
  private final Intake intake;
  private volatile Thread writer;

  TcpConnection(TcpPoint point, Socket socket, boolean opened, Intake intake) {
    super(point, point.protocol(), (InetSocketAddress) socket.getRemoteSocketAddress());
    this.point = point;
    this.socket = socket;
    this.opened = opened;
    this.intake = intake;
  }

  /** Begins to read and write. */
  void start() {
    var name = "sip-" + point.protocol().parameter() + '-' + Flow.text(remote());
    writer = Thread.ofVirtual().name(name + "-write").start(this::write);
    Thread.ofVirtual().name(name + "-read").start(this::read);
  }

  @Override
  public Flow flow() {
    return new Flow(point.protocol(), point.local(), remote(), opened);
  }

  boolean isOpen() {
    return open.get();
  }

  @Override
  void send(byte[] bytes) throws IOException {
    if (!open.get()) {
      throw new SocketException("The connection is closed");
    }
    if (!outgoing.offer(bytes)) {
      close();
      throw new SocketException("The peer does not read");
    }
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

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("peer", Flow.text(remote())).log("A connection closed badly");
    }
  }

  private void read() {
    var framer = new StreamFramer(socket, TcpPoint.IDLE, TcpPoint.PATIENCE);
    try {
      boolean sound = true;
      while (sound) {
        var frame = framer.next(this::pong);
        sound =
            intake.admits(remote().getAddress(), frame.bytes(), frame.length())
                ? intake.take(frame.bytes(), frame.length(), frame.envelope(), this)
                : frame.envelope().isAck(); // of a challenge, before the INVITE that answers it
      }
      drain();
    } catch (IOException gone) {
      LOG.atDebug().addKeyValue("peer", Flow.text(remote())).log("A connection ended");
    } finally {
      close();
    }
  }

  private void pong() {
    outgoing.offer(PONG);
  }

  /** Lets the refusal of a broken stream reach the peer before the connection is closed. */
  private void drain() {
    try {
      outgoing.put(new byte[0]);
      writer.join(TcpPoint.PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      var out = socket.getOutputStream();
      for (var bytes = outgoing.take(); bytes.length > 0; bytes = outgoing.take()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      close();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
