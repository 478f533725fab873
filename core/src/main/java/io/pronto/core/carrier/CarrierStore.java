package io.pronto.core.carrier;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.subprocessor.ProcessedBy;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The operator's carriers. */
public final class CarrierStore {
  private static final String SELECT = "select id, name, subprocessor_id, created_at from carrier";

  private final Database database;

  /** Keeps them in {@code database}. */
  public CarrierStore(Database database) {
    this.database = database;
  }

  /**
   * Makes a carrier. Refused by {@code carrier_name_key} when another has the name, and by {@code
   * carrier_subprocessor} when there is no such subprocessor.
   */
  public Carrier create(String name, ProcessedBy by) {
    return database.asOperator(
        tx ->
            tx.one(
                    """
                    insert into carrier (id, name, subprocessor_id) values ($1, $2, $3)
                    returning id, name, subprocessor_id, created_at
                    """,
                    Id.next("car"),
                    name,
                    subprocessor(by))
                .map(CarrierStore::carrier)
                .orElseThrow());
  }

  /** A page of all. */
  public Page<Carrier> list(PageRequest request) {
    return database.asOperator(
        tx -> new Listing(SELECT, "id").page(tx, request, CarrierStore::carrier, Carrier::id));
  }

  /** The one of that id. */
  public Optional<Carrier> find(String id) {
    return database.asOperator(
        tx -> tx.one(SELECT + " where id = $1", id).map(CarrierStore::carrier));
  }

  /** Changes name and subprocessor of the one of that id; refused as {@link #create} is. */
  public Optional<Carrier> change(String id, UnaryOperator<Carrier> change) {
    return database.asOperator(
        tx ->
            locked(tx, id)
                .map(change)
                .map(
                    after -> {
                      tx.update(
                          "update carrier set name = $2, subprocessor_id = $3 where id = $1",
                          id,
                          after.name(),
                          subprocessor(after.processedBy()));
                      return after;
                    }));
  }

  /**
   * Deletes the one of that id; false when there is none. Refused by {@code trunk_carrier} or
   * {@code number_block_carrier} while it has any.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(String id, Consumer<Carrier> check) {
    return database.asOperator(
        tx -> {
          locked(tx, id).ifPresent(check);
          return tx.update("delete from carrier where id = $1", id) > 0;
        });
  }

  private static Optional<Carrier> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(CarrierStore::carrier);
  }

  private static String subprocessor(ProcessedBy by) {
    return by instanceof ProcessedBy.Named(var id) ? id : null;
  }

  private static Carrier carrier(Row row) {
    return new Carrier(
        row.getString("id"),
        row.getString("name"),
        ProcessedBy.of(Optional.ofNullable(row.getString("subprocessor_id"))),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
