package io.pronto.core.carrier;

import io.pronto.core.AddressRange;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The operator's trunks. */
public final class TrunkStore {
  private static final String SELECT =
      """
      select id, carrier_id, name, host, port, transport, max_channels,
             addresses::text[] as addresses from trunk\
      """;

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
                  (id, carrier_id, name, host, port, transport, addresses, max_channels)
                values ($1, $2, $3, $4, $5, $6, $7::text[]::cidr[], $8)
                """,
                arguments(trunk)));
  }

  /** All of them, the oldest first: what calls choose from. */
  public List<Trunk> all() {
    return database.asOperator(
        tx -> tx.query(SELECT + " order by id").stream().map(TrunkStore::trunk).toList());
  }

  /** A page of those of {@code carrierId}, or of all. */
  public Page<Trunk> list(Optional<String> carrierId, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .where("carrier_id = ?", carrierId)
                .page(tx, request, TrunkStore::trunk, Trunk::id));
  }

  /** The one of that id. */
  public Optional<Trunk> find(String id) {
    return database.asOperator(tx -> tx.one(SELECT + " where id = $1", id).map(TrunkStore::trunk));
  }

  /** Changes the one of that id; refused as {@link #create} is. */
  public Optional<Trunk> change(String id, UnaryOperator<Trunk> change) {
    return database.asOperator(tx -> locked(tx, id).map(change).map(after -> write(tx, after)));
  }

  private static Optional<Trunk> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(TrunkStore::trunk);
  }

  private static Trunk write(Tx tx, Trunk after) {
    tx.update(
        """
        update trunk set carrier_id = $2, name = $3, host = $4, port = $5, transport = $6,
               addresses = $7::text[]::cidr[], max_channels = $8 where id = $1
        """,
        arguments(after));
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

  private static Object[] arguments(Trunk trunk) {
    return new Object[] {
      trunk.id(),
      trunk.carrierId(),
      trunk.name(),
      trunk.host(),
      trunk.port(),
      trunk.transport(),
      trunk.addresses().stream().map(AddressRange::toString).toArray(String[]::new),
      trunk.maxChannels().isPresent() ? trunk.maxChannels().getAsInt() : null
    };
  }

  private static Trunk trunk(Row row) {
    var channels = row.getInteger("max_channels");
    return new Trunk(
        row.getString("id"),
        row.getString("carrier_id"),
        row.getString("name"),
        row.getString("host"),
        row.getInteger("port"),
        row.getString("transport"),
        Stream.of(row.getArrayOfStrings("addresses")).map(AddressRange::parse).toList(),
        channels == null ? OptionalInt.empty() : OptionalInt.of(channels));
  }
}
