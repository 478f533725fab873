package io.pronto.core.people;

import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Optional;

/**
 * One of an organisation's people.
 *
 * @param email by which the user signs in; unique, whatever its case
 * @param language ISO 639: {@code en}, {@code fr} or {@code it}
 * @param extension 3 to 5 digits, the first not 0; unique in the organisation
 * @param callerId the number shown to whoever the user calls outside, if one was chosen
 * @param signedUp whether the user has a password
 * @param active whether the user may sign in, call and be called
 */
public record User(
    String id,
    OrganisationId organisation,
    String email,
    String name,
    Role role,
    String language,
    String extension,
    Optional<E164> callerId,
    boolean signedUp,
    boolean active,
    Instant createdAt) {
  /** The same with another address. */
  User withEmail(EmailAddress other) {
    return new User(
        id,
        organisation,
        other.value(),
        name,
        role,
        language,
        extension,
        callerId,
        signedUp,
        active,
        createdAt);
  }

  /** The same of another tier. */
  User withRole(Role other) {
    return new User(
        id,
        organisation,
        email,
        name,
        other,
        language,
        extension,
        callerId,
        signedUp,
        active,
        createdAt);
  }
}
