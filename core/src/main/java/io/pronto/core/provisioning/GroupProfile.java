package io.pronto.core.provisioning;

import java.util.Optional;
import java.util.Set;

/**
 * What an identity provider says of a group.
 *
 * @param members users' ids
 */
public record GroupProfile(String name, Optional<String> externalId, Set<String> members) {
  /** Copies the set. */
  public GroupProfile {
    members = Set.copyOf(members);
  }
}
