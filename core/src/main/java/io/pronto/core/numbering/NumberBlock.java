package io.pronto.core.numbering;

import java.time.Instant;

/**
 * Numbers that the operator has from a carrier, first to last.
 *
 * @param country ISO 3166 alpha-2
 * @param type {@code geographic}, {@code non_geographic}, {@code mobile}, {@code toll_free}, {@code
 *     shared_cost} or {@code premium}
 */
public record NumberBlock(
    String id,
    String carrierId,
    E164 first,
    E164 last,
    String country,
    String type,
    Instant createdAt) {
  /** How many numbers a block has at most. */
  public static final long LARGEST = 100_000;

  /** How many numbers {@code first} to {@code last} are; not positive when they are none. */
  public static long size(E164 first, E164 last) {
    return first.value().length() != last.value().length()
        ? 0
        : Long.parseLong(last.value(), 1, last.value().length(), 10)
            - Long.parseLong(first.value(), 1, first.value().length(), 10)
            + 1;
  }
}
