package io.pronto.core.call;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which CDRs are wanted: those to which all that is said here applies.
 *
 * @param from those that began then or later
 * @param before those that began earlier
 * @param users those in which one of these users called or was called; an empty set is nobody
 * @param number those that came from this number or went to it
 */
public record CdrFilter(
    Optional<Instant> from,
    Optional<Instant> before,
    Optional<CallDetailRecord.Direction> direction,
    Optional<Set<String>> users,
    Optional<String> number,
    Optional<HangupCause> cause) {
  /** All of them. */
  public static final CdrFilter ALL =
      new CdrFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
