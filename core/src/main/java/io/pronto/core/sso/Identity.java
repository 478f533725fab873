package io.pronto.core.sso;

import java.util.List;
import java.util.Optional;

/**
 * Who somebody is, as a provider tells in a token that was checked.
 *
 * @param subject by which the provider knows the person for ever
 * @param email only where the provider vouches for it
 * @param language {@code en}, {@code fr} or {@code it}
 * @param groups empty where they are not told
 * @param groupsWithheld whether the person is in more groups than the provider writes into a token
 */
public record Identity(
    String issuer,
    String subject,
    Optional<String> email,
    Optional<String> name,
    String language,
    Optional<List<String>> groups,
    boolean groupsWithheld) {
  /** Copies the list. */
  public Identity {
    groups = groups.map(List::copyOf);
  }

  /** Leaves out who it is. */
  @Override
  public String toString() {
    return "somebody of " + issuer;
  }
}
