package io.pronto.core.people;

import java.util.Optional;

/**
 * A user to be made.
 *
 * @param email becomes an {@link EmailAddress}
 * @param extension the first free one from 101 when absent
 * @param passwordHash absent when the user is to choose a password by a sign-up link
 */
public record NewUser(
    String email,
    String name,
    Role role,
    String language,
    Optional<String> extension,
    Optional<String> passwordHash) {
  /**
   * Reads the address.
   *
   * @throws InvalidEmail if it is none
   */
  public NewUser {
    email = new EmailAddress(email).value();
  }

  /** Leaves out the hash. */
  @Override
  public String toString() {
    return email + " (" + role.code() + ")";
  }
}
