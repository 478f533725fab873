package io.pronto.sip.leg;

import io.pronto.core.lease.Lease;
import io.pronto.core.lease.Leases;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock of all calls: after a while it posts work into a call's mailbox. */
public final class Timers implements AutoCloseable {
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final ScheduledThreadPoolExecutor clock;
  private final Leases leases;
  private final int speed;

  /** Starts the clock's one thread. */
  public Timers(Leases leases) {
    this(leases, 1);
  }

  /**
   * Starts a clock that goes faster than the world's, so that what takes minutes can be watched.
   *
   * @param speed how many times faster, 1 or more
   */
  public Timers(Leases leases, int speed) {
    this.leases = leases;
    this.speed = speed;
    clock =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().daemon().name("sip-timers").unstarted(work));
    clock.setRemoveOnCancelPolicy(true);
  }

  /** A wait under way. */
  public static final class Timer {
    private final ScheduledFuture<?> future;
    private final Lease lease;

    private Timer(ScheduledFuture<?> future, Lease lease) {
      this.future = future;
      this.lease = lease;
    }

    /** Ends the wait; what has been posted already still runs. */
    public void cancel() {
      future.cancel(false);
      lease.close();
    }
  }

  /** Posts {@code work} into {@code mailbox} after {@code wait}. */
  public Timer after(Duration wait, String owner, Mailbox mailbox, Runnable work) {
    var lease = leases.take(Leases.Kind.TIMER, owner, wait.plus(GRACE), () -> {});
    var future =
        clock.schedule(
            () -> {
              lease.close();
              mailbox.post(work);
            },
            wait.toMillis() / speed,
            TimeUnit.MILLISECONDS);
    return new Timer(future, lease);
  }

  /** Stops the clock; nothing is posted any more. */
  @Override
  public void close() {
    clock.shutdownNow();
  }
}
