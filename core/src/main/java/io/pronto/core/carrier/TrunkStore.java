package io.pronto.core.carrier;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The operator's trunks. */
public final class TrunkStore {
  private static final String SELECT = TrunkRow.SELECT;

  private final Database database;

  /** Keeps them in {@code database}. */
  public TrunkStore(Database database) {
    this.database = database;
  }

  /** The id of a trunk to be made. */
  public static String nextId() {
    return Id.next("trk");
  }

  /**
   * Keeps a new trunk. Refused by {@code trunk_name} when the carrier has one of that name, by
   * {@code trunk_carrier} when there is no such carrier.
   */
  public void create(Trunk trunk) {
    database.asOperator(
        tx ->
            tx.update(
                """
                insert into trunk
                  (id, carrier_id, name, host, port, transport, authority, authentication, username,
                   sealed_password, realm, addresses, priority, weight, max_channels,
                   max_calls_per_second, health_interval, health_failures, health_successes,
                   codecs, numbers, media_encryption)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text[]::cidr[], $13, $14,
                        $15, $16, $17, $18, $19, $20, $21, $22)
                """,
                TrunkRow.arguments(trunk)));
  }

  /** All of them, the oldest first: what calls choose from. */
  public List<Trunk> all() {
    return database.asOperator(
        tx -> tx.query(SELECT + " order by id").stream().map(TrunkRow::read).toList());
  }

  /** A page of those of {@code carrierId}, or of all. */
  public Page<Trunk> list(Optional<String> carrierId, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .where("carrier_id = ?", carrierId)
                .page(tx, request, TrunkRow::read, Trunk::id));
  }

  /** The one of that id. */
  public Optional<Trunk> find(String id) {
    return database.asOperator(tx -> tx.one(SELECT + " where id = $1", id).map(TrunkRow::read));
  }

  /** Changes the one of that id; refused as {@link #create} is. */
  public Optional<Trunk> change(String id, UnaryOperator<Trunk> change) {
    return database.asOperator(tx -> locked(tx, id).map(change).map(after -> write(tx, after)));
  }

  private static Optional<Trunk> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(TrunkRow::read);
  }

  private static Trunk write(Tx tx, Trunk after) {
    tx.update(
        """
        update trunk set carrier_id = $2, name = $3, host = $4, port = $5, transport = $6,
               authority = $7, authentication = $8, username = $9, sealed_password = $10,
               realm = $11, addresses = $12::text[]::cidr[], priority = $13, weight = $14,
               max_channels = $15, max_calls_per_second = $16, health_interval = $17,
               health_failures = $18, health_successes = $19, codecs = $20, numbers = $21,
               media_encryption = $22
         where id = $1
        """,
        TrunkRow.arguments(after));
    return after;
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(String id, Consumer<Trunk> check) {
    return database.asOperator(
        tx -> {
          locked(tx, id).ifPresent(check);
          return tx.update("delete from trunk where id = $1", id) > 0;
        });
  }
}
