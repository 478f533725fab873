package io.pronto.core.fraud;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A country that somebody of the organisation has talked to, or that an administrator has
 * confirmed.
 */
record KnownCountry(Optional<Instant> first, Optional<Instant> last, Optional<Instant> confirmed) {
  private static final Duration REMEMBERED = Duration.ofDays(90);

  /** Whoever has just got through once must not have opened a country by it. */
  private static final Duration PROBATION = Duration.ofHours(24);

  /** Whether it is no new country at {@code at}. */
  boolean holds(Instant at) {
    var since = at.minus(REMEMBERED);
    return confirmed.filter(since::isBefore).isPresent()
        || first.filter(at.minus(PROBATION)::isAfter).isPresent()
            && last.filter(since::isBefore).isPresent();
  }
}
