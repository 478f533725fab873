package io.pronto.sip.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP port and all connections of it, those accepted and those opened. A peer has one connection:
 * what is sent to an address that is already connected goes over that connection.
 */
public final class TcpPoint extends ListeningPort {
  /** How long a connection may carry nothing: well over the keep-alive of any phone. */
  static final Duration IDLE = Duration.ofMinutes(15);

  /** How long a message may take from first byte to last. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(TcpPoint.class);
  private static final int CONNECT_MILLIS = 4_000;
  private static final int BACKLOG = 1_024;

  private final Map<InetSocketAddress, TcpConnection> connections = new ConcurrentHashMap<>();
  private final Map<InetAddress, Integer> perSource = new ConcurrentHashMap<>();
  private final ReentrantLock[] opening = new ReentrantLock[64];
  private final ServerSocket server;
  private final Limits limits;
  private final Intake intake;

  /**
   * How many connections are kept.
   *
   * @param total of the whole port
   * @param perSource of one address, behind which a whole office may sit
   */
  public record Limits(int total, int perSource) {
    /** Half of what a process may open by default, and an office of five hundred. */
    public static final Limits DEFAULT = new Limits(8_000, 500);
  }

  private TcpPoint(ServerSocket server, Limits limits, Intake intake) {
    super(Transport.TCP, (InetSocketAddress) server.getLocalSocketAddress());
    this.server = server;
    this.limits = limits;
    this.intake = intake;
    for (int i = 0; i < opening.length; i++) {
      opening[i] = new ReentrantLock();
    }
  }

  /**
   * Binds {@code address}.
   *
   * @throws IOException when the address is not ours or the port is taken
   */
  public static TcpPoint bind(InetSocketAddress address, Limits limits, Intake intake)
      throws IOException {
    var server = new ServerSocket();
    try {
      server.bind(address, BACKLOG);
      return new TcpPoint(server, limits, intake);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** How many connections are open. */
  public int connections() {
    return connections.size();
  }

  @Override
  public WireChannel channel(Flow flow) throws IOException {
    var existing = connections.get(flow.remote());
    if (existing != null && existing.isOpen()) {
      return existing;
    }
    if (!flow.opens()) {
      throw new ConnectException("The peer's connection is gone");
    }
    var lock = opening[Math.floorMod(flow.remote().hashCode(), opening.length)];
    lock.lock();
    try {
      existing = connections.get(flow.remote());
      return existing != null && existing.isOpen() ? existing : open(flow.remote());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void start() {
    Thread.ofVirtual().name("sip-tcp-" + local()).start(this::accept);
  }

  @Override
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("A TCP port did not close");
    }
    connections.values().forEach(TcpConnection::close);
  }

  void forget(TcpConnection connection) {
    if (connections.remove(connection.remote(), connection)) {
      var source = connection.remote().getAddress();
      perSource.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private TcpConnection open(InetSocketAddress remote) throws IOException {
    var socket = new Socket();
    try {
      if (!local().getAddress().isAnyLocalAddress()) {
        socket.bind(new InetSocketAddress(local().getAddress(), 0));
      }
      socket.connect(remote, CONNECT_MILLIS);
      if (socket.getLocalSocketAddress().equals(remote)) {
        // Nobody listens: the system chose that very port for our end, and TCP allows it to meet
        // itself.
        throw new ConnectException("Nobody listens at " + Flow.text(remote));
      }
      return keep(socket, true);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        if (isWelcome(socket.getInetAddress())) {
          keep(socket, false);
        } else {
          socket.close();
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.atWarn().addKeyValue("local", local()).setCause(e).log("Accepting failed");
          pause();
        }
      }
    }
  }

  /** Out of file handles, most likely: trying again at once would only burn the processor. */
  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(100));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isWelcome(InetAddress source) {
    return intake.guard().admits(source)
        && connections.size() < limits.total()
        && perSource.getOrDefault(source, 0) < limits.perSource();
  }

  private TcpConnection keep(Socket socket, boolean opened) throws IOException {
    socket.setTcpNoDelay(true);
    var connection = new TcpConnection(this, socket, opened, intake);
    var before = connections.put(connection.remote(), connection);
    if (before == null) {
      perSource.merge(connection.remote().getAddress(), 1, Integer::sum);
    } else {
      before.close();
    }
    connection.start();
    return connection;
  }
}
