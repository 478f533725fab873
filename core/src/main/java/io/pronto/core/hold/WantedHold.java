package io.pronto.core.hold;

import io.pronto.core.hold.LegalHold.PersonType;
import java.time.Instant;
import java.util.Optional;

/**
 * A hold as somebody asks for it: one of number, person and period at least.
 *
 * @param reason what for, in words; not blank
 * @param number as the organisation's country dials it, or E.164
 * @param from of what began then or later
 * @param until of what began before; after {@code from}
 */
public record WantedHold(
    String reason,
    Optional<String> number,
    Optional<WantedPerson> person,
    Optional<Instant> from,
    Optional<Instant> until) {
  /**
   * Somebody who takes part in calls.
   *
   * @param value the user's id, the number as dialled or E.164, or the e-mail address
   */
  public record WantedPerson(PersonType type, String value) {}
}
