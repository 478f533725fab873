package io.pronto.core.emergency;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The ways that the operator has planned for calls for help. */
public final class EmergencyRouteStore {
  private static final String SELECT =
      """
      select id, trunk_id, country, service_code, department, number, priority, location,
             created_at from emergency_route\
      """;

  private final Database database;

  /** Keeps them in {@code database}. */
  public EmergencyRouteStore(Database database) {
    this.database = database;
  }

  /** The id of a route to be made. */
  public static String nextId() {
    return Id.next("emr");
  }

  /** Keeps a new one. Refused by {@code emergency_route_trunk} when there is no such trunk. */
  public EmergencyRoute create(EmergencyRoute route) {
    return database.asOperator(
        tx -> {
          tx.update(
              """
              insert into emergency_route
                (id, trunk_id, country, service_code, department, number, priority, location,
                 created_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, now())
              """,
              arguments(route));
          return read(tx, route.id(), "").orElseThrow();
        });
  }

  /** All of them. */
  public List<EmergencyRoute> all() {
    return database.asOperator(
        tx -> tx.query(SELECT + " order by id").stream().map(EmergencyRouteStore::route).toList());
  }

  /** A page of those by {@code trunkId}, or of all. */
  public Page<EmergencyRoute> list(Optional<String> trunkId, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .where("trunk_id = ?", trunkId)
                .page(tx, request, EmergencyRouteStore::route, EmergencyRoute::id));
  }

  /** The one of that id. */
  public Optional<EmergencyRoute> find(String id) {
    return database.asOperator(tx -> read(tx, id, ""));
  }

  /** Changes the one of that id. Refused as {@link #create}. */
  public Optional<EmergencyRoute> change(String id, UnaryOperator<EmergencyRoute> change) {
    return database.asOperator(
        tx ->
            read(tx, id, " for update")
                .map(change)
                .map(
                    after -> {
                      tx.update(
                          """
                          update emergency_route set trunk_id = $2, country = $3,
                                 service_code = $4, department = $5, number = $6, priority = $7,
                                 location = $8 where id = $1
                          """,
                          arguments(after));
                      return after;
                    }));
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(String id, Consumer<EmergencyRoute> check) {
    return database.asOperator(
        tx -> {
          read(tx, id, " for update").ifPresent(check);
          return tx.update("delete from emergency_route where id = $1", id) > 0;
        });
  }

  private static Object[] arguments(EmergencyRoute route) {
    return new Object[] {
      route.id(),
      route.trunkId(),
      route.country(),
      route.serviceCode().orElse(null),
      route.department().orElse(null),
      route.number().orElse(null),
      route.priority(),
      route.location()
    };
  }

  private static Optional<EmergencyRoute> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(EmergencyRouteStore::route);
  }

  private static EmergencyRoute route(Row row) {
    return new EmergencyRoute(
        row.getString("id"),
        row.getString("trunk_id"),
        row.getString("country"),
        Optional.ofNullable(row.getString("service_code")),
        Optional.ofNullable(row.getString("department")),
        Optional.ofNullable(row.getString("number")),
        row.getInteger("priority"),
        row.getBoolean("location"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
