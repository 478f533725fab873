package io.pronto.media.record;

import io.pronto.core.lease.Leases;
import io.pronto.media.RecordingPlan;
import io.pronto.media.SoundListener;
import io.pronto.media.relay.RelayLoop;
import io.pronto.media.relay.TapRing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that records the calls of one relay loop: 50 times a second it takes what the loop has
 * copied, and writes what is old enough. It sleeps while nothing is recorded.
 */
public final class Recorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final long PASS_NANOS = Duration.ofMillis(20).toNanos();
  private static final long REVIEW_NANOS = Duration.ofMillis(100).toNanos();

  private final RelayLoop loop;
  private final Leases leases;
  private final Map<Integer, Ear> ears = new HashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final TapRing.Reader reader = new Reader();
  private final TappedPacket packet = new TappedPacket();
  private final List<Session> sessions = new ArrayList<>();
  private final List<Session> ending = new ArrayList<>();
  private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
  private final Stalls stalls = new Stalls(PASS_NANOS);
  private final Thread thread;
  private long nextReview = System.nanoTime();
  private volatile boolean closing;

  /** Starts the thread of {@code loop}, named after {@code name}. */
  public Recorder(String name, RelayLoop loop, Leases leases) {
    this.loop = loop;
    this.leases = leases;
    thread = Thread.ofPlatform().name("recorder-" + name).daemon().start(this::work);
  }

  /**
   * Starts a recording, in which nobody is heard yet. Makes its file; when that fails, the
   * recording goes on without one and says so in the end.
   *
   * @param listener hears what is kept
   */
  public Session record(RecordingPlan plan, SoundListener listener) {
    var session = new Session(this, plan, listener, leases);
    run(() -> sessions.add(session));
    return session;
  }

  /** The loop whose calls this records. */
  public RelayLoop loop() {
    return loop;
  }

  /** The id of the thread, by which the machine accounts for what it uses. */
  public long threadId() {
    return thread.threadId();
  }

  /** Ends all recordings and the thread. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A number for a tap, 0 or more, that nobody has. May be asked for on any thread. */
  int number() {
    return numbers.getAndIncrement() & Integer.MAX_VALUE;
  }

  /** Lets {@code ear} have what is tapped by {@code number}. */
  void listen(int number, Ear ear) {
    ears.put(number, ear);
  }

  /** Lets nobody have what is tapped by {@code number}. */
  void ignore(int number) {
    ears.remove(number);
  }

  /** Reads one packet after the other, for all lanes. */
  TappedPacket packet() {
    return packet;
  }

  /** Has {@code task} run on the recorder's thread, after all that was asked before. */
  void run(Runnable task) {
    asked.add(task);
    LockSupport.unpark(thread);
  }

  /** For how many samples sound is waited for. */
  int patience() {
    return Session.PATIENCE + stalls.grace();
  }

  /** Ends {@code session} as of {@code nanos}, when all that had been copied then is taken. */
  void end(Session session, long nanos) {
    run(
        () -> {
          if (session.endsAt(nanos)) {
            ending.add(session);
          }
        });
  }

  void remove(Session session) {
    sessions.remove(session);
  }

  private void work() {
    while (!closing) {
      guarded(this::pass);
      rest();
    }
    runAsked();
    sessions.forEach(session -> end(session, System.nanoTime()));
    guarded(this::pass);
  }

  private void rest() {
    if (!sessions.isEmpty()) {
      LockSupport.parkNanos(this, asked.isEmpty() && ending.isEmpty() ? PASS_NANOS : 1);
      return;
    }
    stalls.sleep();
    while (asked.isEmpty() && !closing) {
      LockSupport.park(this);
    }
  }

  /**
   * Whoever taps asks first to hear: what is in the ring before the asking is run is heard. Whoever
   * ends has all that was in the ring then.
   */
  private void pass() {
    long now = System.nanoTime();
    stalls.look(now);
    runAsked();
    var over = List.copyOf(ending);
    ending.clear();
    long tapped = loop.taps().end();
    runAsked();
    guarded(() -> loop.taps().drain(tapped, reader));
    over.forEach(session -> guarded(session::finish));
    if (now >= nextReview) {
      nextReview = now + REVIEW_NANOS;
      sessions.forEach(session -> guarded(() -> session.advance(now)));
    }
  }

  private void runAsked() {
    for (var task = asked.poll(); task != null; task = asked.poll()) {
      guarded(task);
    }
  }

  /** A fault in one recording is said and does not end the others. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("The recorder met a fault and goes on");
    }
  }

  /** Hands what comes out of the ring to whom it belongs. */
  private final class Reader implements TapRing.Reader {
    @Override
    public void packet(int tap, long arrivalNanos, ByteBuffer tapped) {
      var ear = ears.get(tap);
      if (ear == null) {
        return;
      }
      try {
        ear.take(tapped, arrivalNanos);
      } catch (RuntimeException | Error e) { // once: the packets that follow are not heard
        ear.deafen();
        LOG.atError().setCause(e).log("One side of a recording met a fault and ends");
      }
    }

    @Override
    public void missed() {
      ears.values().forEach(ear -> ear.lane().missed());
    }
  }
}
