package io.pronto.sip.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP port and all connections of it, those accepted and those opened; or, for TLS without a
 * certificate of ours, those opened alone. A peer has one connection: what is sent to an address
 * that is already connected goes over that connection.
 */
public final class TcpPoint extends ListeningPort {
  /** How long a connection may carry nothing: well over the keep-alive of any phone. */
  static final Duration IDLE = Duration.ofMinutes(15);

  /** How long a message may take from first byte to last. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(TcpPoint.class);

  /** How long a connection may take to open, whoever else is opening it: a call waits for it. */
  private static final Duration CONNECTING = Duration.ofSeconds(2);

  /** How often it is looked for connections that are stuck. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int BACKLOG = 1_024;

  private final Map<InetSocketAddress, TcpConnection> connections = new ConcurrentHashMap<>();
  private final ReentrantLock[] opening = new ReentrantLock[64];
  private final Optional<ServerSocket> server;
  private final Securing accepting;
  private final Securing calling;
  private final Places places;
  private final AtomicInteger taken = new AtomicInteger();
  private final Intake intake;
  private volatile Optional<Thread> watch = Optional.empty();

  /**
   * How many connections are kept.
   *
   * @param total of all ports together
   * @param perSource of one address, or 64 bits of IPv6, behind which a whole office may sit; those
   *     of known phones and trunks may be more
   * @param idlers how long one may prove nothing where more than half of the places are taken
   */
  public record Limits(int total, int perSource, Duration idlers) {
    /** Half of what a process may open by default, an office of five hundred, and a minute. */
    public static final Limits DEFAULT = new Limits(8_000, 500, Duration.ofMinutes(1));
  }

  private TcpPoint(
      Transport transport,
      InetSocketAddress local,
      Optional<ServerSocket> server,
      Securing accepting,
      Securing calling,
      Places places,
      Intake intake) {
    super(transport, local);
    this.server = server;
    this.accepting = accepting;
    this.calling = calling;
    this.places = places;
    this.intake = intake;
    for (int i = 0; i < opening.length; i++) {
      opening[i] = new ReentrantLock();
    }
  }

  /**
   * Binds {@code address} for {@code transport}.
   *
   * @param accepting what is done with a connection that a peer has opened
   * @param calling what is done with one that we have opened
   * @throws IOException when the address is not ours or the port is taken
   */
  public static TcpPoint bind(
      Transport transport,
      InetSocketAddress address,
      Securing accepting,
      Securing calling,
      Places places,
      Intake intake)
      throws IOException {
    var server = new ServerSocket();
    try {
      server.bind(address, BACKLOG);
      return new TcpPoint(
          transport,
          (InetSocketAddress) server.getLocalSocketAddress(),
          Optional.of(server),
          accepting,
          calling,
          places,
          intake);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /**
   * One for TLS where nobody is listened to: connections are opened by us, and used by both sides.
   *
   * @param local whence they are opened; the port is only told to peers
   */
  public static TcpPoint calling(
      InetSocketAddress local, Securing calling, Places places, Intake intake) {
    return new TcpPoint(
        Transport.TLS, local, Optional.empty(), Securing.NONE, calling, places, intake);
  }

  /** How many connections there are, those included that have yet to show what they are. */
  public int connections() {
    return taken.get();
  }

  /** The connection that {@code flow} means, if it is there. */
  public Optional<Flow> connected(Flow flow) {
    return open(flow).map(TcpConnection::flow);
  }

  @Override
  public WireChannel channel(Flow flow) throws IOException {
    var existing = existing(flow);
    if (existing.isPresent()) {
      return existing.get();
    }
    if (!flow.opens() || protocol().isWebSocket()) {
      throw new ConnectException("The peer's connection is gone");
    }
    long deadline = System.nanoTime() + CONNECTING.toNanos();
    var lock = opening[Math.floorMod(flow.remote().hashCode(), opening.length)];
    awaitTurn(lock, flow);
    try {
      existing = existing(flow);
      return existing.isPresent() ? existing.get() : open(flow.remote(), deadline);
    } finally {
      lock.unlock();
    }
  }

  /** Who connects to us over TLS has not shown that it is whom we would call at its address. */
  private Optional<TcpConnection> existing(Flow flow) {
    return open(flow).filter(known -> known.isOpened() || !flow.opens() || !protocol().isSecure());
  }

  private Optional<TcpConnection> open(Flow flow) {
    return Optional.ofNullable(connections.get(flow.remote()))
        .filter(known -> known.isOpen() && known.isMeantBy(flow));
  }

  private static void awaitTurn(ReentrantLock lock, Flow flow) throws IOException {
    try {
      if (!lock.tryLock(CONNECTING.toNanos(), TimeUnit.NANOSECONDS)) {
        throw late(flow.remote());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted before a connection was open");
    }
  }

  private static int left(long deadline, InetSocketAddress remote) throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw late(remote);
    }
    return (int) millis;
  }

  private static SocketTimeoutException late(InetSocketAddress remote) {
    return new SocketTimeoutException("No connection to " + Flow.text(remote) + " in time");
  }

  @Override
  public void start() {
    watch = Optional.of(Thread.ofVirtual().name("sip-watch-" + local()).start(this::watch));
    server.ifPresent(
        listening ->
            Thread.ofVirtual().name("sip-accept-" + local()).start(() -> accept(listening)));
  }

  @Override
  public void stop() {
    watch.ifPresent(Thread::interrupt);
    try {
      if (server.isPresent()) {
        server.get().close();
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("A TCP port did not close");
    }
    connections.values().forEach(TcpConnection::close);
  }

  /** A write that waits cannot be given a time of its own; places are for who proves something. */
  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        makeRoom();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void makeRoom() {
    try {
      long now = System.nanoTime();
      boolean crowded = places.isCrowded();
      connections.values().stream()
          .filter(one -> one.isStuck(now) || crowded && one.isIdler(now, places.idlers()))
          .forEach(TcpConnection::close);
    } catch (RuntimeException e) { // the watch outlives whatever it cannot find out
      LOG.atError().addKeyValue("local", local()).setCause(e).log("No room was made");
    }
  }

  void forget(TcpConnection connection) {
    connections.remove(connection.remote(), connection);
    leave(connection.remote().getAddress());
  }

  private TcpConnection open(InetSocketAddress remote, long deadline) throws IOException {
    var socket = new Socket();
    try {
      if (!local().getAddress().isAnyLocalAddress()) {
        socket.bind(new InetSocketAddress(local().getAddress(), 0));
      }
      socket.connect(remote, left(deadline, remote));
      if (socket.getLocalSocketAddress().equals(remote)) {
        // Nobody listens: the system chose that very port for our end, and TCP allows it to meet
        // itself.
        throw new ConnectException("Nobody listens at " + Flow.text(remote));
      }
      var secured = calling.secure(socket, remote, left(deadline, remote));
      return keep(secured, socket, true);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        var socket = listening.accept();
        if (hasPlace(socket.getInetAddress())) {
          Thread.ofVirtual().name("sip-welcome").start(() -> welcome(socket));
        } else {
          socket.close();
        }
      } catch (IOException e) {
        if (!listening.isClosed()) {
          LOG.atWarn().addKeyValue("local", local()).setCause(e).log("Accepting failed");
          pause();
        }
      }
    }
  }

  private boolean hasPlace(InetAddress source) {
    boolean given = intake.welcomes(source) && places.offer(source, () -> intake.knows(source));
    if (given) {
      taken.incrementAndGet();
    }
    return given;
  }

  private void leave(InetAddress source) {
    taken.decrementAndGet();
    places.leave(source);
  }

  /** Out of file handles, most likely: trying again at once would only burn the processor. */
  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(100));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Who never comes to the end of its greeting is cut off: the time is for all of it. */
  private void welcome(Socket plain) {
    var greeting = Thread.ofVirtual().name("sip-greet").start(() -> greet(plain));
    try {
      if (!greeting.join(PATIENCE)) {
        plain.close();
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("local", local()).log("A connection closed badly");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void greet(Socket plain) {
    var source = plain.getInetAddress();
    boolean kept = false;
    try {
      var remote = (InetSocketAddress) plain.getRemoteSocketAddress();
      var socket = accepting.secure(plain, remote, (int) PATIENCE.toMillis());
      if (protocol().isWebSocket() && !WebSocketUpgrade.await(socket, (int) PATIENCE.toMillis())) {
        intake.failed();
        return;
      }
      keep(socket, plain, false);
      kept = true;
    } catch (EOFException left) {
      LOG.atDebug().addKeyValue("source", source).log("A peer has left before a word");
    } catch (SSLException | ProtocolException failed) {
      if (isOffence(failed)) {
        intake.failed(source, protocol() + " handshake failed");
      } else {
        intake.failed();
      }
    } catch (IOException slow) { // so may we be, when a whole office comes back at once
      intake.failed();
    } finally {
      if (!kept) {
        turnAway(plain);
      }
    }
  }

  /**
   * A client that refuses us tells so, in words that only the message of the exception has: that is
   * for want of a better certificate of ours.
   */
  private static boolean isOffence(IOException failed) {
    boolean refused = String.valueOf(failed.getMessage()).contains("Received fatal alert");
    boolean broken =
        failed.getCause() instanceof IOException cause && !(cause instanceof SSLException);
    return !refused && !broken;
  }

  private void turnAway(Socket plain) {
    var source = plain.getInetAddress();
    leave(source);
    try {
      plain.close();
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("source", source).log("A connection closed badly");
    }
  }

  private TcpConnection keep(Socket socket, Socket plain, boolean opened) throws IOException {
    plain.setTcpNoDelay(true);
    var connection = new TcpConnection(this, socket, plain, opened, intake);
    if (opened) {
      taken.incrementAndGet();
      places.take(connection.remote().getAddress());
    }
    var before = connections.put(connection.remote(), connection);
    if (before != null) {
      before.close();
    }
    connection.start();
    if (!opened && server.filter(ServerSocket::isClosed).isPresent()) {
      connection.close();
    }
    return connection;
  }
}
