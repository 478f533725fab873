package io.pronto.media;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The quality of the last seconds between us and one party.
 *
 * @param received how what the party sent came to us; empty when nothing did
 * @param reported how what we sent came to the party, as its RTCP says: what was lost before it
 *     came to us counts as well; empty when the party has reported nothing
 * @param silent whether nothing but digital silence came: packets, and no sound in them at all
 * @param roundTripMillis between us and the party; empty until its RTCP tells
 */
public record Quality(
    Optional<Reception> received,
    Optional<Reception> reported,
    boolean silent,
    OptionalDouble roundTripMillis) {}
