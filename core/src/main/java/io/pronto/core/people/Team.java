package io.pronto.core.people;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * People who work together. A supervisor among them sees the calls of all of them.
 *
 * @param members users' ids
 */
public record Team(String id, String name, Set<String> members, Instant createdAt) {
  /** Copies the set, in order. */
  public Team {
    members = java.util.Collections.unmodifiableSet(new TreeSet<>(members));
  }
}
