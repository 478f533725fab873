package io.pronto.core.rating;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The prices of a carrier, or the operator's own.
 *
 * @param carrierId whose prices they are, of a deck by which the operator buys
 * @param organisation who is billed by it, of a deck by which the operator sells; empty: all who
 *     have none of their own and pay in its currency
 * @param currency ISO 4217
 */
public record RateDeck(
    String id,
    Kind kind,
    String name,
    Optional<String> carrierId,
    Optional<OrganisationId> organisation,
    String currency,
    Instant createdAt) {
  /** Which side the operator is on. */
  public enum Kind {
    /** A carrier's prices, which the operator pays. */
    BUYING,
    /** The operator's prices, which organisations pay. */
    SELLING;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** The same by another name. */
  public RateDeck named(String other) {
    return new RateDeck(id, kind, other, carrierId, organisation, currency, createdAt);
  }
}
