package io.pronto.media;

import java.time.Instant;
import java.util.Optional;

/**
 * What of a prompt went out to a party, in packets of 20 ms.
 *
 * @param first when the first of them went; empty when none did
 * @param last when the last of them went
 * @param frames how many went
 * @param of how many there are
 */
public record Played(Optional<Instant> first, Optional<Instant> last, long frames, long of) {}
