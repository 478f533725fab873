package io.pronto.core.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Which events are wanted; what is empty restricts nothing.
 *
 * @param action a whole action, or the beginning of some with {@code *}: {@code recording.*}
 * @param from those that occurred then or later
 * @param until those that occurred earlier
 */
public record AuditFilter(
    Optional<String> actorId,
    Optional<String> subjectId,
    Optional<String> action,
    Optional<Instant> from,
    Optional<Instant> until) {
  /** Everything. */
  public static final AuditFilter ALL =
      new AuditFilter(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
