package io.pronto.core.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a program shows in place of a session.
 *
 * @param addresses networks (CIDR) from which it may be used; none for anywhere
 * @param createdBy the user with whom it ends
 * @param usedAt when it was used last, to the minute
 */
public record ApiKey(
    String id,
    String name,
    List<Scope> scopes,
    List<String> addresses,
    String createdBy,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> usedAt,
    Optional<String> usedFrom) {
  /** Copies the lists. */
  public ApiKey {
    scopes = List.copyOf(scopes);
    addresses = List.copyOf(addresses);
  }
}
