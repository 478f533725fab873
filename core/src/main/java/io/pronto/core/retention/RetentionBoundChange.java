package io.pronto.core.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Less than the operator allows now, which waits until another of its accounts confirms it, and
 * then until whoever it affects has known of it for seven days.
 *
 * @param id {@code rbc_} and a ULID
 * @param askedBy the operator's account that wants it
 * @param confirmedBy the account that wants it, too
 * @param inForceAt the earliest; empty while nobody has confirmed it
 */
public record RetentionBoundChange(
    String id,
    RetentionBound wanted,
    String askedBy,
    Instant askedAt,
    Optional<String> confirmedBy,
    Optional<Instant> confirmedAt,
    Optional<Instant> inForceAt) {
  /** How long organisations know of it before. */
  public static final Duration WAIT = Duration.ofDays(7);
}
