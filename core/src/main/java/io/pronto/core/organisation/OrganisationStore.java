package io.pronto.core.organisation;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The operator's customers. */
public final class OrganisationStore {
  private static final String SELECT =
      "select id, name, country, label, created_at from organisation";

  private final Database database;

  /** Keeps them in {@code database}. */
  public OrganisationStore(Database database) {
    this.database = database;
  }

  /**
   * Makes an organisation with a label derived from its name, that nobody else has.
   *
   * @param tx a transaction in the organisation {@code id}, so that its people can be made in it
   *     too
   */
  public static Organisation create(Tx tx, OrganisationId id, String name, String country) {
    for (int attempt = 1; ; attempt++) {
      var label = Labels.numbered(Labels.of(name), attempt);
      var made = insert(tx, id, name, country, label);
      if (made.isPresent()) {
        return made.get();
      }
    }
  }

  private static Optional<Organisation> insert(
      Tx tx, OrganisationId id, String name, String country, String label) {
    return tx.one(
            """
            insert into organisation (id, name, country, label) values ($1, $2, $3, $4)
            on conflict (label) do nothing
            returning id, name, country, label, created_at
            """,
            id.value(),
            name,
            country,
            label)
        .map(OrganisationStore::organisation);
  }

  /** A page of all. */
  public Page<Organisation> list(PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(SELECT, "id")
                .page(tx, request, OrganisationStore::organisation, o -> o.id().value()));
  }

  /** The one of that id. */
  public Optional<Organisation> find(OrganisationId id) {
    return database.in(id, tx -> read(tx, id));
  }

  /** Changes name and country of the one of that id. */
  public Optional<Organisation> change(OrganisationId id, UnaryOperator<Organisation> change) {
    return database.asOperator(tx -> locked(tx, id).map(change).map(changed -> write(tx, changed)));
  }

  private static Optional<Organisation> read(Tx tx, OrganisationId id) {
    return tx.one(SELECT + " where id = $1", id.value()).map(OrganisationStore::organisation);
  }

  private static Optional<Organisation> locked(Tx tx, OrganisationId id) {
    return tx.one(SELECT + " where id = $1 for update", id.value())
        .map(OrganisationStore::organisation);
  }

  private static Organisation write(Tx tx, Organisation changed) {
    tx.update(
        "update organisation set name = $2, country = $3 where id = $1",
        changed.id().value(),
        changed.name(),
        changed.country());
    return changed;
  }

  private static Organisation organisation(Row row) {
    return new Organisation(
        new OrganisationId(row.getString("id")),
        row.getString("name"),
        row.getString("country"),
        row.getString("label"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
