package io.pronto.core.credit;

import io.pronto.core.organisation.OrganisationId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that came or went, for good.
 *
 * @param amount positive for what came, negative for what went
 * @param balance of the account after it
 * @param reference what it is for: a call's id, a number and a day; no two of a kind are for the
 *     same
 */
public record LedgerEntry(
    String id,
    OrganisationId organisation,
    Kind kind,
    BigDecimal amount,
    String currency,
    BigDecimal balance,
    Optional<String> reference,
    String note,
    Instant createdAt) {
  /** What it is. */
  public enum Kind {
    /** Money paid in. */
    TOP_UP,
    /** A call. */
    CALL,
    /** The rent of a number. */
    RENT,
    /** Something put right by hand. */
    ADJUSTMENT;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
