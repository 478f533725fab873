package io.pronto.core.hours;

import java.time.Instant;
import java.util.Optional;

/**
 * A hand on the switch: open or closed now, whatever the hours say.
 *
 * @param until when that ends by itself; empty: when it is lifted
 */
public record Switch(boolean open, Optional<Instant> until) {
  /** Whether it holds at {@code at}. */
  public boolean holds(Instant at) {
    return until.isEmpty() || at.isBefore(until.get());
  }
}
