package io.pronto.core.call;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The quality of the last 5 s of one leg.
 *
 * @param received how what its party sent came to us; empty when nothing did
 * @param reported how what we sent came to its party, as that reports itself
 * @param silent whether nothing but digital silence came from the party: packets, and no sound in
 *     them at all, as of a phone that is muted or whose microphone is dead
 * @param roundTripMillis between us and the party; empty while it does not tell
 */
public record LegQuality(
    Optional<Listening> received,
    Optional<Listening> reported,
    boolean silent,
    OptionalDouble roundTripMillis) {
  /** The quality where there was sound, or nothing at all. */
  public LegQuality(
      Optional<Listening> received, Optional<Listening> reported, OptionalDouble roundTripMillis) {
    this(received, reported, false, roundTripMillis);
  }
}
