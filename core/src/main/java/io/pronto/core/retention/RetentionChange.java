package io.pronto.core.retention;

import java.time.Duration;
import java.time.Instant;

/**
 * A change that would have something deleted sooner than it would be without: it waits until a
 * second person confirms it, or until its day.
 *
 * @param id {@code rch_} and a ULID
 * @param askedBy the id of the user who wants it, or who made the key that does
 * @param inForceAt when it comes into force, unless somebody withdraws it
 */
public record RetentionChange(
    String id, String askedBy, Instant askedAt, Instant inForceAt, RetentionPolicy policy) {
  /** How long others have to object where nobody confirms. */
  public static final Duration WAIT = Duration.ofDays(7);
}
