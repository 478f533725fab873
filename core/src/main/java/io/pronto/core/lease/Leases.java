package io.pronto.core.lease;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything the process holds for somebody and must give back, by kind. Whoever takes a thing
 * names its owner, a deadline and how to take it back; what is still held past its deadline is a
 * leak, said once in the log and reclaimed. At rest every kind stands at zero.
 */
public final class Leases implements AutoCloseable {
  /** The kinds of thing held; each has a gauge of its own. */
  public enum Kind {
    /** A call between parties, from its INVITE to its record. */
    CALL,
    /** A SIP dialog of one leg (RFC 3261, section 12). */
    DIALOG,
    /** A media endpoint of one leg. */
    ENDPOINT,
    /** A pair of RTP and RTCP ports. */
    PORT,
    /** A wait that must end: ringing, session expiry, retransmission. */
    TIMER,
    /** An open recording. */
    RECORDER,
    /** A mix of several parties: a conference, or a call that somebody supervises. */
    MIXER,
    /** A speech recogniser at work. */
    RECOGNISER,
    /** The sound of a call that is sent to a server of its organisation's. */
    STREAM
  }

  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final Map<Kind, LongAdder> reclaimed = new EnumMap<>(Kind.class);
  private final Map<Kind, Set<Lease>> held = new EnumMap<>(Kind.class);
  private final Thread sweeper;

  /** Starts with nothing held, and looks for overdue leases once a second until closed. */
  public Leases() {
    for (var kind : Kind.values()) {
      held.put(kind, ConcurrentHashMap.newKeySet());
      reclaimed.put(kind, new LongAdder());
    }
    sweeper = Thread.ofVirtual().name("leases").start(this::sweepUntilClosed);
  }

  /**
   * Takes a lease for {@code owner} that ends after {@code term} at the latest.
   *
   * @param reclaim frees the thing if the owner does not; must not block for long
   */
  public Lease take(Kind kind, String owner, Duration term, Runnable reclaim) {
    var lease = new Lease(this, kind, owner, term, reclaim);
    held.get(kind).add(lease);
    return lease;
  }

  /** How many leases of {@code kind} are held now. */
  public int held(Kind kind) {
    return held.get(kind).size();
  }

  /** How many leases of {@code kind} have been taken back from owners who kept them too long. */
  public long reclaimed(Kind kind) {
    return reclaimed.get(kind).sum();
  }

  /** The owners of what is held now of {@code kind}, for a log line or a test's message. */
  public List<String> owners(Kind kind) {
    return held.get(kind).stream().map(Lease::owner).toList();
  }

  /** Stops looking for overdue leases. */
  @Override
  public void close() {
    sweeper.interrupt();
  }

  void end(Lease lease) {
    held.get(lease.kind()).remove(lease);
  }

  /** Takes back whatever is overdue at {@code nowNanos} ({@link System#nanoTime}). */
  void sweep(long nowNanos) {
    for (var leases : held.values()) {
      for (var lease : leases) {
        if (lease.overdue(nowNanos) && leases.remove(lease)) {
          takeBack(lease);
        }
      }
    }
  }

  private void takeBack(Lease lease) {
    reclaimed.get(lease.kind()).increment();
    LOG.atWarn()
        .addKeyValue("kind", lease.kind())
        .addKeyValue("owner", lease.owner())
        .log("Took back an overdue lease");
    try {
      lease.reclaim();
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("owner", lease.owner()).setCause(e).log("Reclaiming failed");
    }
  }

  private void sweepUntilClosed() {
    try {
      while (true) {
        Thread.sleep(SWEEP);
        sweep(System.nanoTime());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
