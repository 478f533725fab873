package io.pronto.core.call;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The quality of the last 5 s of one leg.
 *
 * @param received how what its party sent came to us; empty when nothing did
 * @param reported how what we sent came to its party, as that reports itself
 * @param roundTripMillis between us and the party; empty while it does not tell
 */
public record LegQuality(
    Optional<Listening> received, Optional<Listening> reported, OptionalDouble roundTripMillis) {}
