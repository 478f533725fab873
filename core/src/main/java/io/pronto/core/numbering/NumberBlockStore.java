package io.pronto.core.numbering;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The operator's inventory of numbers. */
public final class NumberBlockStore {
  private static final String COLUMNS = "id, carrier_id, first, last, country, type, created_at";
  private static final String SELECT = "select " + COLUMNS + " from number_block";

  private final Database database;

  /** Keeps it in {@code database}. */
  public NumberBlockStore(Database database) {
    this.database = database;
  }

  /**
   * Keeps a new block. Refused by {@code number_block_overlap} when one of its numbers is in
   * another block, by {@code number_block_carrier} when there is no such carrier.
   */
  public NumberBlock create(String carrierId, E164 first, E164 last, String country, String type) {
    return database.asOperator(
        tx ->
            tx.one(
                    """
                    insert into number_block (id, carrier_id, first, last, country, type)
                    values ($1, $2, $3, $4, $5, $6) returning\s\
                    """
                        + COLUMNS,
                    Id.next("blk"),
                    carrierId,
                    first.value(),
                    last.value(),
                    country,
                    type)
                .map(NumberBlockStore::block)
                .orElseThrow());
  }

  /** A page of those of {@code carrierId}, or of all. */
  public Page<NumberBlock> list(Optional<String> carrierId, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .where("carrier_id = ?", carrierId)
                .page(tx, request, NumberBlockStore::block, NumberBlock::id));
  }

  /** The one of that id. */
  public Optional<NumberBlock> find(String id) {
    return database.asOperator(
        tx -> tx.one(SELECT + " where id = $1", id).map(NumberBlockStore::block));
  }

  /** Changes the type of the one of that id; numbers rented already keep theirs. */
  public Optional<NumberBlock> change(String id, UnaryOperator<NumberBlock> change) {
    return database.asOperator(
        tx ->
            locked(tx, id)
                .map(change)
                .map(
                    after -> {
                      tx.update(
                          "update number_block set type = $2 where id = $1", id, after.type());
                      return after;
                    }));
  }

  /**
   * Deletes the one of that id; false when there is none. Refused by {@code phone_number_block}
   * while one of its numbers is rented.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(String id, Consumer<NumberBlock> check) {
    return database.asOperator(
        tx -> {
          locked(tx, id).ifPresent(check);
          return tx.update("delete from number_block where id = $1", id) > 0;
        });
  }

  private static Optional<NumberBlock> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(NumberBlockStore::block);
  }

  private static NumberBlock block(Row row) {
    return new NumberBlock(
        row.getString("id"),
        row.getString("carrier_id"),
        new E164(row.getString("first")),
        new E164(row.getString("last")),
        row.getString("country"),
        row.getString("type"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
