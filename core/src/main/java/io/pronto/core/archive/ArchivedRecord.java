package io.pronto.core.archive;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;

/**
 * Something that law has the operator keep.
 *
 * @param kind what it is
 * @param organisation whose it was
 * @param occurredAt the time that it is of
 * @param lastDay on which it is there, in Europe/Paris
 * @param content all of it
 * @param terms the numbers (E.164) and e-mail addresses (lower case) that it is found by
 */
public record ArchivedRecord(
    Kind kind,
    OrganisationId organisation,
    Instant occurredAt,
    LocalDate lastDay,
    JsonObject content,
    Set<String> terms) {

  /** Copies the terms. */
  public ArchivedRecord {
    terms = Set.copyOf(terms);
  }

  /** What law names, and its term. */
  public enum Kind {
    /** 12 months from the call (CPCE art. R.10-13). */
    CALL_DETAIL_RECORD,
    /** Who a subscriber was: 5 years after the contract (CPCE art. L.34-1 II bis 1°). */
    SUBSCRIBER,
    /** What else was told on signing up, and payments: 1 year after the contract (II bis 2°). */
    SIGN_UP,
    /** The source of a connection, or a terminal: 1 year from its use (II bis 3°). */
    CONNECTION;

    /** As it is written in SQL and JSON: {@code call_detail_record}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one that is written so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
