package io.pronto.sip.trunk;

import io.pronto.core.carrier.TrunkHealth;
import io.pronto.core.live.TrunkState.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Whether a trunk is up, as this server finds it. So many failures in a row take it down, so many
 * answers in a row bring it up again; besides, a carrier may ask for a rest. For any thread.
 */
final class Condition {
  /** How long one that nobody asks rests when calls by it are not answered. */
  static final Duration UNASKED_REST = Duration.ofSeconds(30);

  /** No carrier closes a trunk for longer by a header. */
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  private final InstantSource clock;
  private boolean down;
  private int failures;
  private int successes;
  private Instant since;
  private Instant restsUntil = Instant.MIN;
  private String reason = "";

  /** It is up until the contrary is found. */
  Condition(InstantSource clock) {
    this.clock = clock;
    this.since = clock.instant();
  }

  /** How it is now. */
  record Now(State state, Instant since, String reason) {}

  synchronized Now now() {
    if (down) {
      return new Now(State.DOWN, since, reason);
    }
    return clock.instant().isBefore(restsUntil)
        ? new Now(State.RESTING, since, reason)
        : new Now(State.UP, since, "");
  }

  /** Whether it has failed and is not down yet, or is down and has answered: soon it is known. */
  synchronized boolean isDoubtful() {
    return down ? successes > 0 : failures > 0;
  }

  /** It has answered; true when that brings it up. */
  synchronized boolean answered(Optional<TrunkHealth> health) {
    failures = 0;
    if (down && ++successes >= health.orElse(TrunkHealth.USUAL).successes()) {
      down = false;
      successes = 0;
      since = clock.instant();
      reason = "";
      return true;
    }
    return false;
  }

  /**
   * It has not answered, for {@code why}; true when that takes it down. One that nobody asks cannot
   * come up again by an answer: it rests instead.
   */
  synchronized boolean failed(Optional<TrunkHealth> health, String why) {
    successes = 0;
    if (down || ++failures < health.orElse(TrunkHealth.USUAL).failures()) {
      return false;
    }
    failures = 0;
    if (health.isEmpty()) {
      rest(UNASKED_REST, why);
      return false;
    }
    down = true;
    since = clock.instant();
    reason = why;
    return true;
  }

  /** It is left alone for {@code time}, and no longer than an hour. */
  synchronized void rest(Duration time, String why) {
    var now = clock.instant();
    var end = now.plus(time.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : time);
    if (end.isAfter(restsUntil)) {
      since = now;
      restsUntil = end;
      reason = why;
    }
  }

  /** Nobody asks it any more: what was found by asking holds no longer; true when it was down. */
  synchronized boolean unwatched() {
    boolean was = down;
    down = false;
    return was;
  }
}
