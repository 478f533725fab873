package io.pronto.core.provisioning;

import java.time.Instant;
import java.util.List;

/** A user as an identity provider sees one. */
public record ProvisionedUser(
    String id, Profile profile, List<Membership> groups, Instant createdAt) {
  /** Copies the list. */
  public ProvisionedUser {
    groups = List.copyOf(groups);
  }

  /** A group that the user is in. */
  public record Membership(String groupId, String name) {}
}
