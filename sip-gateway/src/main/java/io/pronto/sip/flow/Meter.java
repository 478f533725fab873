package io.pronto.sip.flow;

import io.pronto.core.credit.CreditLease;
import io.pronto.core.db.DatabaseUnavailable;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a call may go on before it has to be paid for anew. While it goes on more is leased in
 * good time, on a thread of its own, so that no call waits for the database; where nothing more can
 * be leased the call ends when what is paid for has been talked.
 */
final class Meter {
  private static final Logger LOG = LoggerFactory.getLogger(Meter.class);
  private static final long NEVER = Long.MAX_VALUE / 2;
  private static final Duration AHEAD = Duration.ofSeconds(15);
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Optional<CreditLease> lease;
  private long answeredAt;
  private volatile long asksAt;
  private volatile boolean asking;

  private Meter(Optional<CreditLease> lease) {
    this.lease = lease;
  }

  /** Of a call that may go on for as long as it likes. */
  static Meter none() {
    return new Meter(Optional.empty());
  }

  /** Of a call that may spend what {@code lease} covers. */
  static Meter of(CreditLease lease) {
    return new Meter(Optional.of(lease));
  }

  /** The call has been answered. */
  void start() {
    answeredAt = System.nanoTime();
    lease.ifPresent(paid -> asksAt = inGoodTime(paid));
  }

  /** When to look at it again, on the clock of {@link System#nanoTime}. */
  long wakesAt() {
    long now = System.nanoTime();
    return lease
        .map(paid -> Math.min(endsAt(paid) - now, asking ? LOOK.toNanos() : asksAt - now))
        .map(wait -> now + Math.max(0, wait))
        .orElse(now + NEVER);
  }

  /** Whether all that is paid for has been talked; has more leased when that is near. */
  boolean isSpent() {
    return lease.isPresent() && isSpent(lease.get());
  }

  private boolean isSpent(CreditLease paid) {
    long now = System.nanoTime();
    if (now - endsAt(paid) >= 0) {
      paid.exhausted();
      return true;
    }
    if (!asking && now - asksAt >= 0) {
      asking = true;
      Thread.ofVirtual().name("credit").start(() -> renew(paid));
    }
    return false;
  }

  private void renew(CreditLease paid) {
    boolean more = false;
    try {
      more = paid.renew(Duration.ofNanos(System.nanoTime() - answeredAt));
    } catch (DatabaseUnavailable away) {
      LOG.atWarn().log("A call cannot be paid for: " + away.getMessage());
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("A call cannot be paid for");
    } finally {
      asksAt = more ? inGoodTime(paid) : System.nanoTime() + AGAIN.toNanos();
      asking = false;
    }
  }

  private long endsAt(CreditLease paid) {
    return answeredAt + paid.covered().toNanos();
  }

  /** A quarter of a minute before the end, or halfway there. */
  private long inGoodTime(CreditLease paid) {
    long left = endsAt(paid) - System.nanoTime();
    return endsAt(paid) - Math.min(AHEAD.toNanos(), left / 2);
  }
}
