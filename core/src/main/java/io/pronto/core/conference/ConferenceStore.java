package io.pronto.core.conference;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.UserStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The conferences of organisations. */
public final class ConferenceStore {
  private static final String SELECT =
      """
      select id, organisation_id, name, extension, max_parties, wait_for_moderator, announce,
             sealed_pin, sealed_moderator_pin, created_at from conference\
      """;

  private final Database database;

  /** Keeps them in {@code database}. */
  public ConferenceStore(Database database) {
    this.database = database;
  }

  /**
   * Makes one. Refused by {@code conference_name} and {@code conference_extension} when another, or
   * a user, has them.
   *
   * @param conference told the id that it is to have
   * @throws io.pronto.core.people.ReservedExtension if the extension is an emergency number
   */
  public Conference create(OrganisationId organisation, Function<String, Conference> conference) {
    return database.in(
        organisation,
        tx -> {
          var wanted = conference.apply(Id.next("cnf"));
          UserStore.lock(tx, organisation);
          UserStore.requireUnreserved(tx, wanted.extension());
          tx.update(
              """
              insert into conference (id, organisation_id, name, extension, max_parties,
                wait_for_moderator, announce, sealed_pin, sealed_moderator_pin)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
              """,
              wanted.id(),
              organisation.value(),
              wanted.name(),
              wanted.extension(),
              wanted.maxParties(),
              wanted.waitForModerator(),
              wanted.announce(),
              bytes(wanted.pins().party()),
              bytes(wanted.pins().moderator()));
          return read(tx, "id", wanted.id()).orElseThrow();
        });
  }

  /** A page of all. */
  public Page<Conference> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(SELECT, "id")
                .page(tx, request, ConferenceStore::conference, Conference::id));
  }

  /** The one of that id. */
  public Optional<Conference> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, "id", id));
  }

  /**
   * Changes all but its id; refused as {@link #create} is. Who is in it stays.
   *
   * @throws io.pronto.core.people.ReservedExtension if the extension is an emergency number
   */
  public Optional<Conference> change(
      OrganisationId organisation, String id, UnaryOperator<Conference> change) {
    return database.in(
        organisation,
        tx -> {
          UserStore.lock(tx, organisation);
          return locked(tx, id).map(before -> write(tx, before, change.apply(before)));
        });
  }

  /**
   * Deletes the one of that id; false when there is none. Numbers that lead there lead nowhere.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public boolean delete(OrganisationId organisation, String id, Consumer<Conference> check) {
    return database.in(
        organisation,
        tx -> {
          locked(tx, id).ifPresent(check);
          return tx.update("delete from conference where id = $1", id) > 0;
        });
  }

  /** The one whose {@code column}, {@code id} or {@code extension}, is {@code value}. */
  public static Optional<Conference> read(Tx tx, String column, String value) {
    return tx.one(SELECT + " where " + column + " = $1", value).map(ConferenceStore::conference);
  }

  private static Conference write(Tx tx, Conference before, Conference after) {
    if (!after.extension().equals(before.extension())) {
      UserStore.requireUnreserved(tx, after.extension());
    }
    tx.update(
        """
        update conference set name = $2, extension = $3, max_parties = $4, wait_for_moderator = $5,
               announce = $6, sealed_pin = $7, sealed_moderator_pin = $8 where id = $1
        """,
        after.id(),
        after.name(),
        after.extension(),
        after.maxParties(),
        after.waitForModerator(),
        after.announce(),
        bytes(after.pins().party()),
        bytes(after.pins().moderator()));
    return after;
  }

  private static Optional<Conference> locked(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1 for update", id).map(ConferenceStore::conference);
  }

  private static Buffer bytes(Optional<SealedPin> pin) {
    return pin.map(SealedPin::sealed).orElse(null);
  }

  private static Conference conference(Row row) {
    return new Conference(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        row.getString("name"),
        row.getString("extension"),
        row.getInteger("max_parties"),
        row.getBoolean("wait_for_moderator"),
        row.getBoolean("announce"),
        new Conference.Pins(
            Optional.ofNullable(row.getBuffer("sealed_pin")).map(SealedPin::new),
            Optional.ofNullable(row.getBuffer("sealed_moderator_pin")).map(SealedPin::new)),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
