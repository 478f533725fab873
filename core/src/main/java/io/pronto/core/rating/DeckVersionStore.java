package io.pronto.core.rating;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The versions of decks, and the rates of each: written whole or not at all, never changed. */
public final class DeckVersionStore {
  private static final String COLUMNS = "id, deck_id, effective_from, rates, created_at";
  private static final String SELECT = "select " + COLUMNS + " from rate_deck_version";
  private static final int AT_ONCE = 5_000;
  private static final int PAGE = 20_000;

  private final Database database;

  /** Keeps them in {@code database}. */
  public DeckVersionStore(Database database) {
    this.database = database;
  }

  /**
   * Keeps a new version of a deck, all of it in one transaction. Refused by {@code
   * rate_deck_version_from} when another begins at that moment.
   *
   * @param rates at least one, no two of a prefix at the same time
   * @return empty when there is no such deck
   */
  public Optional<DeckVersion> create(String deckId, Instant effectiveFrom, List<Rate> rates) {
    return database.asOperator(
        tx ->
            RateDeckStore.locked(tx, deckId).map(deck -> insert(tx, deckId, effectiveFrom, rates)));
  }

  private static DeckVersion insert(Tx tx, String deckId, Instant from, List<Rate> rates) {
    var version =
        tx.one(
                """
                insert into rate_deck_version (id, deck_id, effective_from, rates)
                values ($1, $2, $3, $4) returning\s\
                """
                    + COLUMNS,
                Id.next("rdv"),
                deckId,
                utc(from),
                rates.size())
            .map(DeckVersionStore::version)
            .orElseThrow();
    for (int i = 0; i < rates.size(); i += AT_ONCE) {
      insert(tx, version.id(), rates.subList(i, Math.min(rates.size(), i + AT_ONCE)));
    }
    return version;
  }

  private static void insert(Tx tx, String version, List<Rate> rates) {
    tx.update(
        """
        insert into rate (version_id, prefix, description, price_per_minute, connection_fee,
                          first_increment, next_increment, valid_from, valid_until)
        select $1, prefix, description, price::numeric, fee::numeric, first, next, since, until
          from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::integer[],
                      $8::timestamptz[], $9::timestamptz[])
            as t(prefix, description, price, fee, first, next, since, until)
        """,
        version,
        column(rates, Rate::prefix, String[]::new),
        column(rates, Rate::description, String[]::new),
        column(rates, rate -> rate.pricePerMinute().toPlainString(), String[]::new),
        column(rates, rate -> rate.connectionFee().toPlainString(), String[]::new),
        column(rates, Rate::firstIncrement, Integer[]::new),
        column(rates, Rate::nextIncrement, Integer[]::new),
        column(
            rates, rate -> rate.validFrom().map(t -> utc(t)).orElse(null), OffsetDateTime[]::new),
        column(
            rates, rate -> rate.validUntil().map(t -> utc(t)).orElse(null), OffsetDateTime[]::new));
  }

  private static <T> Object column(
      List<Rate> rates, Function<Rate, T> value, IntFunction<T[]> array) {
    return rates.stream().map(value).toArray(array);
  }

  /** A page of those of {@code deckId}, or of all. */
  public Page<DeckVersion> list(Optional<String> deckId, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .where("deck_id = ?", deckId)
                .page(tx, request, DeckVersionStore::version, DeckVersion::id));
  }

  /** The one of that id. */
  public Optional<DeckVersion> find(String id) {
    return database.asOperator(
        tx -> tx.one(SELECT + " where id = $1", id).map(DeckVersionStore::version));
  }

  /**
   * Withdraws the one of that id; false when there is none.
   *
   * @param check sees it and refuses by throwing, as where it has been effective
   */
  public boolean delete(String id, Consumer<DeckVersion> check) {
    return database.asOperator(
        tx -> {
          tx.one(SELECT + " where id = $1", id).map(DeckVersionStore::version).ifPresent(check);
          return tx.update("delete from rate_deck_version where id = $1", id) > 0;
        });
  }

  /** The row of a version for exactly that prefix at that moment, with its description. */
  Optional<Rate> rate(String version, String prefix, Instant at) {
    return database.asOperator(
        tx ->
            tx.one(
                    """
                    select * from rate where version_id = $1 and prefix = $2
                       and (valid_from is null or valid_from <= $3)
                       and (valid_until is null or valid_until > $3)
                    """,
                    version,
                    prefix,
                    utc(at))
                .map(DeckVersionStore::rate));
  }

  /** A part of the rates of a version, by prefix, after one; empty at the end. */
  public List<Rate> ratesAfter(String version, String prefix) {
    var rows =
        database.asOperator(
            tx ->
                tx.query(
                    """
                    select * from rate where version_id = $1 and prefix > $2
                     order by prefix, valid_from nulls first limit $3
                    """,
                    version,
                    prefix,
                    PAGE));
    return wholePrefixes(rows).stream().map(DeckVersionStore::rate).toList();
  }

  /** The table of a version. */
  RateTable table(DeckVersion version) {
    var table = new RateTable.Builder(version.rates());
    var prefix = "";
    while (true) {
      var part = micros(version.id(), prefix);
      if (part.isEmpty()) {
        return table.build();
      }
      for (var row : part) {
        table.add(
            row.getString("prefix"),
            row.getLong("price"),
            row.getLong("fee"),
            row.getInteger("first_increment"),
            row.getInteger("next_increment"),
            time(row, "valid_from"),
            time(row, "valid_until"));
      }
      prefix = part.getLast().getString("prefix");
    }
  }

  private List<Row> micros(String version, String prefix) {
    return wholePrefixes(
        database.asOperator(
            tx ->
                tx.query(
                    """
                    select prefix, (price_per_minute * 1000000)::bigint as price,
                           (connection_fee * 1000000)::bigint as fee, first_increment,
                           next_increment, valid_from, valid_until
                      from rate where version_id = $1 and prefix > $2
                     order by prefix, valid_from nulls first limit $3
                    """,
                    version,
                    prefix,
                    PAGE)));
  }

  /** A full page may end among the rates of one prefix: they come with the next. */
  private static List<Row> wholePrefixes(List<Row> rows) {
    if (rows.size() < PAGE) {
      return rows;
    }
    var last = rows.getLast().getString("prefix");
    var whole = new ArrayList<>(rows);
    while (whole.getLast().getString("prefix").equals(last)) {
      whole.removeLast();
    }
    return whole;
  }

  /** Every version of every deck, the oldest first. */
  static List<DeckVersion> all(Tx tx) {
    return tx.query(SELECT + " order by effective_from").stream()
        .map(DeckVersionStore::version)
        .toList();
  }

  private static DeckVersion version(Row row) {
    return new DeckVersion(
        row.getString("id"),
        row.getString("deck_id"),
        row.getOffsetDateTime("effective_from").toInstant(),
        row.getInteger("rates"),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static Rate rate(Row row) {
    return new Rate(
        row.getString("prefix"),
        row.getString("description"),
        money(row, "price_per_minute"),
        money(row, "connection_fee"),
        row.getInteger("first_increment"),
        row.getInteger("next_increment"),
        time(row, "valid_from"),
        time(row, "valid_until"));
  }

  private static BigDecimal money(Row row, String column) {
    return row.getBigDecimal(column);
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
