package io.pronto.media.mix;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.media.relay.Forwarder;
import io.pronto.media.relay.Passage;
import io.pronto.media.relay.RelayLoop;
import io.pronto.media.relay.TapRing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which some rooms are mixed, 50 times a second. Packets come from the media loops
 * and go back to them through a {@link Passage} each; while there is nobody it sleeps.
 */
public final class MixLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MixLoop.class);
  private static final int MOST_LATE_TICKS = 5;

  private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
  private final Map<RelayLoop, Passage> known = new IdentityHashMap<>();
  private final Queue<Integer> freePlaces = new ArrayDeque<>();
  private final List<Passage> passages = new ArrayList<>();
  private final List<Mixer> mixers = new ArrayList<>();
  private final TapRing.Reader reader = this::packet;
  private final Faults faults = new Faults();
  private final Thread thread;
  private Party[] seats = new Party[64];
  private int placesUsed;
  private int taken;
  private long tick;
  private volatile int sitting;
  private volatile long missed;
  private volatile boolean closing;

  /** Starts the thread named {@code name}. */
  public MixLoop(String name, MeterRegistry meters) {
    Gauge.builder("pronto.media.mix.parties", this, loop -> loop.sitting)
        .tag("loop", name)
        .description("Parties of conferences and supervised calls")
        .register(meters);
    FunctionCounter.builder("pronto.media.mix.missed", this, loop -> loop.missed)
        .tag("loop", name)
        .description("Ticks of 20 ms that were not mixed since the machine was too slow")
        .register(meters);
    thread = Thread.ofPlatform().name("mix-" + name).daemon().start(this::loop);
  }

  /** Opens a room in which nobody is yet. */
  public Mixer open() {
    var mixer = new Mixer(this);
    run(() -> mixers.add(mixer));
    return mixer;
  }

  /** The id of the thread, by which the machine accounts for what it uses. */
  public long threadId() {
    return thread.threadId();
  }

  /** Ends the thread. */
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

  /** Has {@code task} run on the mixing thread, after all that was asked before. */
  void run(Runnable task) {
    asked.add(task);
    LockSupport.unpark(thread);
  }

  Faults faults() {
    return faults;
  }

  Seat join(Mixer mixer, Forwarder forwarder) {
    var passage = passage(forwarder.loop());
    var party = new Party(mixer, forwarder, passage, number());
    run(() -> sit(party));
    forwarder.seat(passage, party.number, party);
    return new Seat(this, party);
  }

  void remove(Mixer mixer) {
    mixers.remove(mixer);
  }

  /** Nobody sits at {@code party}'s place any more. */
  void free(Party party) {
    int place = Passage.place(party.number);
    if (place < seats.length && seats[place] == party) {
      seats[place] = null;
      sitting--;
      synchronized (freePlaces) {
        freePlaces.add(place);
      }
    }
  }

  private void sit(Party party) {
    int place = Passage.place(party.number);
    if (place >= seats.length) {
      seats = Arrays.copyOf(seats, Math.max(place + 1, 2 * seats.length));
    }
    seats[place] = party;
    sitting++;
    party.mixer().addNow(party);
  }

  private int number() {
    synchronized (freePlaces) {
      taken++;
      if (!freePlaces.isEmpty()) {
        return Passage.number(freePlaces.remove(), taken);
      }
      if (placesUsed == Passage.places()) {
        throw new IllegalStateException("No place is left in which to mix another party");
      }
      return Passage.number(placesUsed++, taken);
    }
  }

  private Passage passage(RelayLoop loop) {
    synchronized (known) {
      return known.computeIfAbsent(
          loop,
          from -> {
            var passage = from.passage();
            run(() -> passages.add(passage));
            return passage;
          });
    }
  }

  private void loop() {
    tick = System.nanoTime();
    while (!closing) {
      turn();
    }
    runAsked();
  }

  /** One tick: a fault in one room is said and does not end the others. */
  private void turn() {
    try {
      await();
      for (int i = 0; i < passages.size(); i++) {
        passages.get(i).drain(reader);
      }
      for (int i = 0; i < mixers.size(); i++) {
        mix(mixers.get(i));
      }
      for (int i = 0; i < passages.size(); i++) {
        passages.get(i).flush();
      }
    } catch (RuntimeException | Error e) {
      faults.say("The mixing thread met a fault and goes on", e);
    }
  }

  private void mix(Mixer mixer) {
    try {
      mixer.tick();
    } catch (RuntimeException e) {
      faults.say("A conference met a fault and goes on", e);
    }
  }

  /** Waits for the next tick, or, while nobody sits anywhere, until somebody does. */
  private void await() {
    runAsked();
    while (sitting == 0 && !closing) {
      LockSupport.park(this);
      runAsked();
      tick = System.nanoTime();
    }
    tick += Depth.TICK;
    long left = tick - System.nanoTime();
    if (left < -MOST_LATE_TICKS * Depth.TICK) {
      missed += -left / Depth.TICK;
      tick -= left / Depth.TICK * Depth.TICK;
    }
    while (left > 0 && !closing) {
      LockSupport.parkNanos(this, left);
      left = tick - System.nanoTime();
    }
    runAsked();
  }

  private void runAsked() {
    for (var task = asked.poll(); task != null; task = asked.poll()) {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("What was asked of the mixing thread failed");
      }
    }
  }

  /** A packet that cannot be taken in is that party's alone: it is silenced, and heard anew. */
  private void packet(int number, long arrival, ByteBuffer packet) {
    int place = Passage.place(number);
    var party = place < seats.length ? seats[place] : null;
    if (party != null && party.number == number) {
      try {
        party.packet(packet, arrival, tick);
      } catch (RuntimeException e) {
        party.silence();
        faults.say("A packet of a party of a conference cannot be taken in", e);
      }
    }
  }
}
