package io.pronto.core.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that would have something deleted sooner than it would be without. Where there is
 * another administrator it waits until one confirms it, and then a day more; where there is none it
 * waits for seven days.
 *
 * @param id {@code rch_} and a ULID
 * @param askedBy the id of the user who wants it, or who made the key that does
 * @param needsConfirmation whether there was another administrator when it was asked for
 * @param confirmedBy the id of the user who wants it, too
 * @param inForceAt when it comes into force, unless somebody withdraws it; of one that nobody has
 *     confirmed yet, and somebody must, the earliest that may come to
 */
public record RetentionChange(
    String id,
    String askedBy,
    Instant askedAt,
    boolean needsConfirmation,
    Optional<String> confirmedBy,
    Optional<Instant> confirmedAt,
    Instant inForceAt,
    RetentionPolicy policy) {
  /** How long others have to object where nobody can confirm. */
  public static final Duration WAIT = Duration.ofDays(7);

  /** How long all administrators have to object after two have agreed. */
  public static final Duration CONFIRMED = Duration.ofDays(1);
}
