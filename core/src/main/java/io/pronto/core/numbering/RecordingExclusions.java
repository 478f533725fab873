package io.pronto.core.numbering;

import java.util.Collection;
import java.util.Set;

/**
 * Whose calls an organisation never records, nor has written down.
 *
 * @param numbers E.164
 * @param users their ids; those who are in a team that is excluded are among them
 */
public record RecordingExclusions(Set<String> numbers, Set<String> users) {
  /** Nobody's. */
  public static final RecordingExclusions NONE = new RecordingExclusions(Set.of(), Set.of());

  /** Copies the sets. */
  public RecordingExclusions {
    numbers = Set.copyOf(numbers);
    users = Set.copyOf(users);
  }

  /** Whether a call in which these take part is not recorded. */
  public boolean cover(Collection<String> itsNumbers, Collection<String> itsUsers) {
    return itsNumbers.stream().anyMatch(numbers::contains)
        || itsUsers.stream().anyMatch(users::contains);
  }
}
