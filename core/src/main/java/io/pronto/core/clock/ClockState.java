package io.pronto.core.clock;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is thought of the database's clock.
 *
 * @param clock what it says
 * @param seenAt the latest time at which it was believed, before this look
 * @param behindFrom since when, as it had that, it was behind; empty where it was not, or that was
 *     settled
 * @param behindUntil until when, as it had that
 * @param confirmedBy the id of the operator's account that has last said that it is right
 */
public record ClockState(
    Belief belief,
    Instant clock,
    Instant seenAt,
    Optional<Instant> behindFrom,
    Optional<Instant> behindUntil,
    Optional<String> confirmedBy,
    Optional<Instant> confirmedAt) {
  /** Whether it is believed, and if not, why. */
  public enum Belief {
    /** It is: what is due is deleted. */
    BELIEVED,
    /**
     * It is three days or more ahead of the latest time that was believed: it has jumped, or no
     * server was there.
     */
    AHEAD,
    /** It is three days or more behind that. */
    BEHIND,
    /** It was, and is right again: what was written meanwhile bears dates that are too early. */
    WAS_BEHIND;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether what is due by the clock may be deleted. */
  public boolean isBelieved() {
    return belief == Belief.BELIEVED;
  }

  /** What an operator is told, in one line. */
  String told() {
    return switch (belief) {
      case BELIEVED -> "The clock is believed: what is due is deleted";
      case AHEAD ->
          ("The clock says %s and was last believed at %s: nothing is deleted until it is put"
                  + " right, or an operator confirms that it is")
              .formatted(clock, seenAt);
      case BEHIND ->
          ("The clock says %s and was last believed at %s: nothing is deleted, and what is written"
                  + " now bears a date that is too early; put it right")
              .formatted(clock, seenAt);
      case WAS_BEHIND ->
          ("The clock was behind and said %s to %s meanwhile: what was written then would be"
                  + " deleted too early; nothing is until an operator has seen to it and confirms")
              .formatted(time(behindFrom), time(behindUntil));
    };
  }

  private static String time(Optional<Instant> time) {
    return time.map(Instant::toString).orElse("?");
  }
}
