package io.pronto.core.rental;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a customer proves for numbers of a country and type; what is in it is told to the reviewer
 * only.
 *
 * @param documents which of {@code identity}, {@code address} and {@code proof} are in it
 * @param reason why it was rejected; empty otherwise
 */
public record RegulatoryFile(
    String id,
    OrganisationId organisation,
    String country,
    String type,
    Set<String> documents,
    State state,
    String reason,
    Instant createdAt,
    Optional<Instant> reviewedAt) {
  /** Where it stands. */
  public enum State {
    /** Nobody has decided yet. */
    PENDING,
    /** Numbers may be ordered by it. */
    APPROVED,
    /** It says why, and another one may be handed in. */
    REJECTED;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Copies the set. */
  public RegulatoryFile {
    documents = Set.copyOf(documents);
  }
}
