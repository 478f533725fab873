package io.pronto.media.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.NoPortFree;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread, one selector and all sockets of the calls given to it. Between packets it runs what
 * other threads ask of it, sends what plays every 20 ms and looks for silence five times a second.
 */
public final class RelayLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);

  /** Between two looks at what should have come. */
  static final long TICK_NANOS = Duration.ofMillis(200).toNanos();

  private static final long BEAT_NANOS = Duration.ofMillis(20).toNanos();
  private static final int TAP_BYTES = 16 << 20;

  /** The largest datagram there is, so that none is ever cut. */
  private static final int LARGEST_PACKET = 65_535;

  private final Selector selector;
  private final PortShares ports;
  private final LoopCounters counters = new LoopCounters();
  private final Scores scores;
  private final TapRing taps = new TapRing(TAP_BYTES);
  private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
  private final List<Forwarder> forwarders = new ArrayList<>();
  private final List<Forwarder> playing = new ArrayList<>();
  private final List<Passage> passages = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_PACKET);
  private final ByteBuffer scratch =
      ByteBuffer.allocateDirect(
          RtpHeader.LENGTH + AudioEncoder.MOST_BYTES + SrtpProfile.MOST_ADDED);
  private final Consumer<SelectionKey> read = this::read;
  private final Thread thread;
  private long nextTick;
  private long nextBeat;
  private volatile boolean closing;

  /**
   * Starts a loop named {@code name} over the ports from {@code first} to {@code last}, of which
   * the last few are for calls for help alone.
   */
  public RelayLoop(String name, InetAddress bind, int first, int last, MeterRegistry meters) {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    counters.show(meters, name);
    scores = new Scores(meters);
    ports = new PortShares(selector, bind, first, last, counters);
    thread = Thread.ofPlatform().name("media-" + name).daemon().start(this::loop);
  }

  /**
   * Lends a port to an endpoint.
   *
   * @param forHelp whether it may be one that is for calls for help alone
   * @param owner the call's id, for the log
   * @param silence how long a bridged peer may be quiet
   * @param events told on the loop's thread
   * @param released runs on the loop's thread when the port has been given back
   * @throws NoPortFree when all are in use
   */
  public Forwarder open(
      Endpoint endpoint,
      boolean forHelp,
      String owner,
      Duration silence,
      Consumer<MediaEvent> events,
      Runnable released) {
    var port = ports.lend(forHelp);
    var forwarder = new Forwarder(this, port, endpoint, owner, silence, events, released);
    run(forwarder::open);
    return forwarder;
  }

  /** The copies of tapped packets; to be read by one thread. */
  public TapRing taps() {
    return taps;
  }

  /** Opens a way to a thread that mixes what this loop's parties say. */
  public Passage passage() {
    var passage = new Passage(this, ByteBuffer.allocateDirect(LARGEST_PACKET));
    run(() -> passages.add(passage));
    return passage;
  }

  /** The id of the loop's thread, by which the machine accounts for what it uses. */
  public long threadId() {
    return thread.threadId();
  }

  /** Ends the thread, closes what is still open and all sockets. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has {@code task} run on the loop's thread, after all that was asked before. */
  void run(Runnable task) {
    asked.add(task);
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  /** Has it look what there is to do. */
  void wake() {
    selector.wakeup();
  }

  LoopCounters counters() {
    return counters;
  }

  Scores scores() {
    return scores;
  }

  void add(Forwarder forwarder) {
    forwarders.add(forwarder);
  }

  void remove(Forwarder forwarder) {
    forwarders.remove(forwarder);
  }

  void giveBack(RtpPort port) {
    ports.giveBack(port);
  }

  /** Gives {@code forwarder} a beat every 20 ms while it plays. */
  void beatFor(Forwarder forwarder) {
    if (playing.isEmpty()) {
      nextBeat = System.nanoTime();
    }
    if (!playing.contains(forwarder)) {
      playing.add(forwarder);
    }
  }

  private void loop() {
    try {
      while (!closing) {
        turn();
      }
    } finally {
      shut();
    }
  }

  /**
   * One turn: a fault in one packet or task, be it that memory is short, is said and does not end
   * the other calls.
   */
  private void turn() {
    try {
      selector.select(read, millisUntilDue());
      runAsked();
      deliverMixed();
      long now = System.nanoTime();
      beat(now);
      tick(now);
    } catch (IOException | RuntimeException | Error e) {
      LOG.atError().setCause(e).log("The media loop met a fault and goes on");
    }
  }

  /** Reads a packet, after what was asked before it came has been done. */
  private void read(SelectionKey key) {
    runAsked();
    try {
      ((RtpPort) key.attachment()).read(key.channel(), buffer, System.nanoTime());
    } catch (IOException refused) { // ICMP: the peer's host has nobody at that port
      counters.unreachable.add(1);
    }
  }

  private void runAsked() {
    for (var task = asked.poll(); task != null; task = asked.poll()) {
      task.run();
    }
  }

  private void deliverMixed() {
    for (int i = 0; i < passages.size(); i++) {
      passages.get(i).deliver();
    }
  }

  /** Room for one packet of our own that leaves at once. For this loop's thread. */
  ByteBuffer scratch() {
    return scratch;
  }

  private void beat(long now) {
    if (playing.isEmpty() || now < nextBeat) {
      return;
    }
    for (int i = playing.size() - 1; i >= 0; i--) {
      var forwarder = playing.get(i);
      if (forwarder.playing()) {
        forwarder.beat(scratch, now);
      } else {
        playing.remove(i);
      }
    }
    boolean late = now - nextBeat > 5 * BEAT_NANOS;
    nextBeat = late ? now + BEAT_NANOS : nextBeat + BEAT_NANOS;
  }

  private void tick(long now) throws IOException {
    if (now < nextTick) {
      return;
    }
    nextTick = now + TICK_NANOS;
    for (int i = 0; i < forwarders.size(); i++) {
      forwarders.get(i).tick(now);
    }
    ports.trim(now);
  }

  private long millisUntilDue() {
    long due = playing.isEmpty() ? nextTick : Math.min(nextTick, nextBeat);
    return Math.max(1, (due - System.nanoTime() + 999_999) / 1_000_000);
  }

  private void shut() {
    runAsked();
    List.copyOf(forwarders).forEach(Forwarder::closeNow);
    try {
      for (var key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      LOG.atError().setCause(e).log("The media loop's sockets could not be closed");
    }
  }
}
