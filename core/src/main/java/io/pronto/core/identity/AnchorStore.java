package io.pronto.core.identity;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The authorities that the operator trusts. */
public final class AnchorStore {
  static final String SELECT =
      "select id, name, certificate, revocations, expires_at, created_at from trust_anchor";

  private final Database database;
  private final InstantSource clock;

  /** Keeps them in {@code database}. */
  public AnchorStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Trusts one more. Refused by {@code trust_anchor_name} when another has that name.
   *
   * @throws BadCredential when it is no authority's certificate, or has expired
   */
  public Anchor create(String name, String certificate, String revocations) {
    var own = Credentials.anchor(certificate, clock.instant());
    Credentials.revocations(revocations);
    var id = Id.next("anc");
    return database.asOperator(
        tx -> {
          tx.update(
              """
              insert into trust_anchor (id, name, certificate, revocations, expires_at)
              values ($1, $2, $3, $4, $5)
              """,
              id,
              name,
              certificate,
              revocations,
              own.getNotAfter().toInstant().atOffset(ZoneOffset.UTC));
          return read(tx, id).orElseThrow();
        });
  }

  /** A page of them. */
  public Page<Anchor> list(PageRequest request) {
    return database.asOperator(
        tx -> new Listing(SELECT, "id").page(tx, request, AnchorStore::anchor, Anchor::id));
  }

  /** The one of that id. */
  public Optional<Anchor> find(String id) {
    return database.asOperator(tx -> read(tx, id));
  }

  /**
   * Changes name and revocation lists of the one of that id.
   *
   * @throws BadCredential when the lists cannot be read
   */
  public Optional<Anchor> change(String id, UnaryOperator<Anchor> change) {
    return database.asOperator(
        tx ->
            locked(tx, id)
                .map(change)
                .map(
                    after -> {
                      Credentials.revocations(after.revocations());
                      tx.update(
                          "update trust_anchor set name = $2, revocations = $3 where id = $1",
                          id,
                          after.name(),
                          after.revocations());
                      return after;
                    }));
  }

  /**
   * Trusts the one of that id no more; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(String id, Consumer<Anchor> check) {
    return database.asOperator(
        tx -> {
          locked(tx, id).ifPresent(check);
          return tx.update("delete from trust_anchor where id = $1", id) > 0;
        });
  }

  private static Optional<Anchor> read(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(AnchorStore::anchor);
  }

  private static Optional<Anchor> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(AnchorStore::anchor);
  }

  static Anchor anchor(Row row) {
    return new Anchor(
        row.getString("id"),
        row.getString("name"),
        row.getString("certificate"),
        row.getString("revocations"),
        row.getOffsetDateTime("expires_at").toInstant(),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
