package io.pronto.core.rating;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The operator's decks of rates. */
public final class RateDeckStore {
  static final String SELECT =
      """
      select id, kind, name, carrier_id, organisation_id, currency, created_at from rate_deck\
      """;

  private final Database database;

  /** Which decks are meant. */
  public record Filter(
      Optional<RateDeck.Kind> kind,
      Optional<String> carrierId,
      Optional<OrganisationId> organisation) {}

  /** Keeps them in {@code database}. */
  public RateDeckStore(Database database) {
    this.database = database;
  }

  /** The id of a deck to be made. */
  public static String nextId() {
    return Id.next("rdk");
  }

  /**
   * Keeps a new deck, which has no rates yet. Refused by {@code rate_deck_name} when another has
   * the name; by {@code rate_deck_of_carrier}, {@code rate_deck_of_organisation} or {@code
   * rate_deck_by_default} when there is one for that already; by {@code rate_deck_carrier} or
   * {@code rate_deck_organisation} when there is no such thing.
   */
  public RateDeck create(RateDeck deck) {
    return database.asOperator(
        tx ->
            tx.one(
                    """
                    insert into rate_deck (id, kind, name, carrier_id, organisation_id, currency)
                    values ($1, $2, $3, $4, $5, $6)
                    returning id, kind, name, carrier_id, organisation_id, currency, created_at
                    """,
                    deck.id(),
                    deck.kind().code(),
                    deck.name(),
                    deck.carrierId().orElse(null),
                    deck.organisation().map(OrganisationId::value).orElse(null),
                    deck.currency())
                .map(RateDeckStore::deck)
                .orElseThrow());
  }

  /** A page of those that fulfil {@code filter}. */
  public Page<RateDeck> list(Filter filter, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .where("kind = ?", filter.kind().map(RateDeck.Kind::code))
                .where("carrier_id = ?", filter.carrierId())
                .where("organisation_id = ?", filter.organisation().map(OrganisationId::value))
                .page(tx, request, RateDeckStore::deck, RateDeck::id));
  }

  /** The one of that id. */
  public Optional<RateDeck> find(String id) {
    return database.asOperator(
        tx -> tx.one(SELECT + " where id = $1", id).map(RateDeckStore::deck));
  }

  /** Changes the name of the one of that id; refused as {@link #create} is. */
  public Optional<RateDeck> change(String id, UnaryOperator<RateDeck> change) {
    return database.asOperator(
        tx ->
            locked(tx, id)
                .map(change)
                .map(
                    after -> {
                      tx.update("update rate_deck set name = $2 where id = $1", id, after.name());
                      return after;
                    }));
  }

  /**
   * Deletes the one of that id with its versions; false when there is none.
   *
   * @param check sees it locked, and whether a version of it has been effective, and refuses by
   *     throwing
   */
  public boolean delete(String id, Consumer<RateDeck> check, Runnable ifUsed) {
    return database.asOperator(
        tx -> {
          locked(tx, id).ifPresent(check);
          var used =
              "select 1 from rate_deck_version where deck_id = $1 and effective_from <= now()";
          if (tx.one(used, id).isPresent()) {
            ifUsed.run();
          }
          return tx.update("delete from rate_deck where id = $1", id) > 0;
        });
  }

  static Optional<RateDeck> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(RateDeckStore::deck);
  }

  static RateDeck deck(Row row) {
    return new RateDeck(
        row.getString("id"),
        RateDeck.Kind.of(row.getString("kind")),
        row.getString("name"),
        Optional.ofNullable(row.getString("carrier_id")),
        Optional.ofNullable(row.getString("organisation_id")).map(OrganisationId::new),
        row.getString("currency"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
