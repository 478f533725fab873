package io.pronto.core.authority;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * That records were shown: an archive was fetched.
 *
 * @param handoverId by which link
 * @param counts how many of each kind
 * @param sha256 of the list of the archive's files with their hashes, 64 hexadecimal digits; empty
 *     where whoever fetched it was cut off
 */
public record Disclosure(
    String id, String handoverId, Instant at, Map<String, Long> counts, Optional<String> sha256) {
  /** Copies the map. */
  public Disclosure {
    counts = Map.copyOf(counts);
  }
}
