package io.pronto.core.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A group of an identity provider's.
 *
 * @param name unique in the organisation, whatever its case
 * @param externalId as the provider calls it
 * @param members empty where they were not asked for
 */
public record ProvisionedGroup(
    String id, String name, Optional<String> externalId, List<Member> members, Instant createdAt) {
  /** Copies the list. */
  public ProvisionedGroup {
    members = List.copyOf(members);
  }

  /** A user who is in it. */
  public record Member(String userId, String name) {}
}
