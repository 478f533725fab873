package io.pronto.core.db;

import java.util.Optional;

/**
 * Which part of a list is wanted.
 *
 * @param limit at most so many
 * @param after those that follow the one with this key
 * @param before those that come before the one with this key; ignored where {@code after} is given
 * @param descending the greatest key first; keys grow with time
 */
public record PageRequest(
    int limit, Optional<String> after, Optional<String> before, boolean descending) {
  /** The first {@code limit}, the newest first. */
  public static PageRequest first(int limit) {
    return new PageRequest(limit, Optional.empty(), Optional.empty(), true);
  }

  /** Whether the page is read from its end towards its beginning. */
  boolean backwards() {
    return after.isEmpty() && before.isPresent();
  }

  /** The key from which the page is read. */
  Optional<String> cursor() {
    return after.or(() -> before);
  }
}
