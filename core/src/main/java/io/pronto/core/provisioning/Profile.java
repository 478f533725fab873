package io.pronto.core.provisioning;

import java.util.Optional;

/**
 * What an identity provider says of a user.
 *
 * @param email by which the user signs in; unique, whatever its case
 * @param externalId as the provider calls the user
 * @param name as it is shown
 * @param workEmail the address for mail, where it is another than {@code email}
 * @param language ISO 639: {@code en}, {@code fr} or {@code it}
 * @param active whether the user may sign in, call and be called
 */
public record Profile(
    String email,
    Optional<String> externalId,
    String name,
    Optional<String> givenName,
    Optional<String> familyName,
    Optional<String> workEmail,
    String language,
    boolean active) {
  /** The same, active or not. */
  public Profile withActive(boolean now) {
    return new Profile(email, externalId, name, givenName, familyName, workEmail, language, now);
  }
}
