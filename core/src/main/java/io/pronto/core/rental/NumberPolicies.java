package io.pronto.core.rental;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the operator has decided for each kind of number. */
public final class NumberPolicies {
  private static final String SELECT =
      """
      select country, type, monthly_price, currency, quarantine_days, reservation_minutes,
             documents from number_policy\
      """;

  private final Database database;

  /** Keeps them in {@code database}. */
  public NumberPolicies(Database database) {
    this.database = database;
  }

  /** All that was decided, by country and type. */
  public List<NumberPolicy> list() {
    return database.asOperator(
        tx ->
            tx.query(SELECT + " order by country, type").stream()
                .map(NumberPolicies::policy)
                .toList());
  }

  /** What holds for numbers of {@code country} and {@code type}. */
  public NumberPolicy of(String country, String type) {
    return database.asOperator(tx -> in(tx, country, type));
  }

  /** The same, within {@code tx}. */
  public static NumberPolicy in(Tx tx, String country, String type) {
    return tx.one(SELECT + " where country = $1 and type = $2", country, type)
        .map(NumberPolicies::policy)
        .orElseGet(() -> NumberPolicy.usual(country, type));
  }

  /**
   * Puts {@code wanted} in the place of what held; numbers that are rented keep their price.
   *
   * @param check is given what held, which nobody else changes meanwhile, and refuses by throwing
   */
  public NumberPolicy put(NumberPolicy wanted, Consumer<NumberPolicy> check) {
    return database.asOperator(
        tx -> {
          tx.query(
              "select pg_advisory_xact_lock(hashtextextended($1, 0))",
              "number_policy " + wanted.country() + wanted.type());
          check.accept(in(tx, wanted.country(), wanted.type()));
          tx.update(
              """
              insert into number_policy (country, type, monthly_price, currency, quarantine_days,
                                         reservation_minutes, documents)
              values ($1, $2, $3, $4, $5, $6, $7)
              on conflict (country, type) do update set
                monthly_price = excluded.monthly_price, currency = excluded.currency,
                quarantine_days = excluded.quarantine_days,
                reservation_minutes = excluded.reservation_minutes,
                documents = excluded.documents
              """,
              wanted.country(),
              wanted.type(),
              wanted.price().map(MonthlyPrice::amount).orElse(null),
              wanted.price().map(MonthlyPrice::currency).orElse(null),
              wanted.quarantineDays(),
              (int) wanted.reservation().toMinutes(),
              wanted.documents().stream().sorted().toArray(String[]::new));
          return in(tx, wanted.country(), wanted.type());
        });
  }

  private static NumberPolicy policy(Row row) {
    return new NumberPolicy(
        row.getString("country"),
        row.getString("type"),
        price(row),
        row.getInteger("quarantine_days"),
        Duration.ofMinutes(row.getInteger("reservation_minutes")),
        Set.of(row.getArrayOfStrings("documents")));
  }

  /** The columns {@code monthly_price} and {@code currency}. */
  public static Optional<MonthlyPrice> price(Row row) {
    return Optional.ofNullable(row.getBigDecimal("monthly_price"))
        .map(BigDecimal::stripTrailingZeros)
        .map(amount -> amount.scale() < 0 ? amount.setScale(0) : amount)
        .map(amount -> new MonthlyPrice(amount, row.getString("currency")));
  }
}
