package io.pronto.core.routing;

import io.pronto.core.numbering.RentedNumber;
import java.time.Instant;
import java.util.Optional;

/**
 * A number and when it is ours: one that is ported changes operator at a moment, whether or not
 * anybody does something at that moment.
 *
 * @param from since when; empty for always, far in the future while the moment is not known
 * @param until up to when; empty for always
 */
record HeldNumber(RentedNumber number, Optional<Instant> from, Optional<Instant> until) {
  /** After any moment that people agree on. */
  private static final Instant NEVER = Instant.parse("9000-01-01T00:00:00Z");

  boolean isOursAt(Instant now) {
    return from.filter(now::isBefore).isEmpty() && isStillOursAt(now);
  }

  boolean arrivesAt(Instant now) {
    return from.filter(NEVER::isBefore).isEmpty() && isStillOursAt(now);
  }

  private boolean isStillOursAt(Instant now) {
    return until.filter(end -> !now.isBefore(end)).isEmpty();
  }
}
