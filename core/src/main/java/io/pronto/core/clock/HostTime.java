package io.pronto.core.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * The time on a host beside the database, by which it writes and deletes what is kept outside that.
 *
 * @param now what the host's clock says; where that is three days or more from the database's, the
 *     earlier of both
 * @param believed the same, but where it is not believed never later than what last was
 * @param isBelieved whether what is old by it may be deleted: the database's clock is believed, and
 *     the host's is less than three days from it
 */
public record HostTime(Instant now, Instant believed, boolean isBelieved) {
  /** From how far on a clock is not believed beside another. */
  private static final Duration REACH = Duration.ofDays(3);

  static HostTime of(Instant host, ClockState state) {
    boolean near = isNear(host, state);
    var now = near ? host : earlier(host, state.clock());
    boolean believed = near && state.isBelieved();
    return new HostTime(now, believed ? now : earlier(now, state.seenAt()), believed);
  }

  static boolean isNear(Instant host, ClockState state) {
    return Duration.between(host, state.clock()).abs().compareTo(REACH) < 0;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
