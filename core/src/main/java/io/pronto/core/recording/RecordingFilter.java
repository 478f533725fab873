package io.pronto.core.recording;

import io.pronto.core.call.CallId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which recordings are wanted: those to which all that is said here applies.
 *
 * @param call those of this call
 * @param users those of calls in which one of these users took part; an empty set is nobody
 * @param number those of calls to this rented number or from it, E.164
 * @param from those that began then or later
 * @param before those that began earlier
 */
public record RecordingFilter(
    Optional<CallId> call,
    Optional<Set<String>> users,
    Optional<String> number,
    Optional<Instant> from,
    Optional<Instant> before) {
  /** All of them. */
  public static final RecordingFilter ALL =
      new RecordingFilter(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
