package io.pronto.core.lease;

import java.time.Duration;

/**
 * Something the process holds for somebody and must give back by a deadline: a port, a dialog, a
 * timer. Closing it twice is harmless.
 */
public final class Lease implements AutoCloseable {
  private final Leases leases;
  private final Leases.Kind kind;
  private final String owner;
  private final Runnable reclaim;
  private volatile long deadlineNanos;

  Lease(Leases leases, Leases.Kind kind, String owner, Duration term, Runnable reclaim) {
    this.leases = leases;
    this.kind = kind;
    this.owner = owner;
    this.reclaim = reclaim;
    renew(term);
  }

  /** Moves the deadline to {@code term} from now. */
  public void renew(Duration term) {
    deadlineNanos = System.nanoTime() + term.toNanos();
  }

  /** Gives the thing back: the gauge of its kind falls by one. */
  @Override
  public void close() {
    leases.end(this);
  }

  /** What is held. */
  public Leases.Kind kind() {
    return kind;
  }

  /** For whom it is held: a call's id, an address of record, a transcript's id. */
  public String owner() {
    return owner;
  }

  boolean overdue(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  void reclaim() {
    reclaim.run();
  }
}
