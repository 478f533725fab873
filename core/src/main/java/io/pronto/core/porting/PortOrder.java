package io.pronto.core.porting;

import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rental.MonthlyPrice;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * A number that is to change operator.
 *
 * @param rio empty where the number leaves and the gaining operator has not told it
 * @param otherOperator whom the number comes from or goes to, where that is known
 * @param reason why it was refused or cancelled
 * @param dueAt when it must be done at the latest
 * @param switchAt when the number changes operator, once that is known
 * @param cancelUntil until when it may still be cancelled, once that is known
 * @param price what a number that comes costs from then on; empty where it costs nothing
 */
public record PortOrder(
    String id,
    OrganisationId organisation,
    Direction direction,
    E164 number,
    String country,
    String type,
    Optional<Rio> rio,
    LocalDate desiredDate,
    Optional<String> otherOperator,
    PortState state,
    Optional<String> reason,
    Instant dueAt,
    Optional<Instant> switchAt,
    Optional<Instant> cancelUntil,
    Optional<MonthlyPrice> price,
    Instant createdAt) {
  /** Which way the number goes. */
  public enum Direction {
    /** To us. */
    IN,
    /** From us. */
    OUT;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Direction of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
