package io.pronto.core.routing;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.identity.RightReview;
import io.pronto.core.identity.RightStore;
import io.pronto.core.identity.RightToNumber.Proof;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** An organisation of a test's own, with users, devices and numbers in the real database. */
record Firm(OrganisationId organisation) {
  static final String DOMAIN = "pronto.local";

  static Firm found() {
    return new Firm(Ground.organisation());
  }

  AddressOfRecord addressOfRecord(String username) {
    return new AddressOfRecord(username, Ground.label(organisation) + "." + DOMAIN);
  }

  /** Hires somebody at {@code extension}; returns the user's id. */
  String user(String extension) {
    var id = Id.next("usr");
    database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into user_account (id, organisation_id, email, name, role, extension)
                    values ($1, $2, $3, 'Somebody', 'agent', $4)
                    """,
                    id,
                    organisation.value(),
                    id + "@example.com",
                    extension));
    return id;
  }

  /** Gives {@code user} a device; returns its id. */
  String device(String user, String username) {
    var id = Id.next("dev");
    database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into device
                      (id, organisation_id, user_id, kind, username, ha1_md5, ha1_sha256)
                    values ($1, $2, $3, 'desk_phone', $4, $5, $6)
                    """,
                    id,
                    organisation.value(),
                    user,
                    username,
                    "0".repeat(32),
                    "0".repeat(64)));
    return id;
  }

  /** Declares that the device {@code username} stands in {@code country}. */
  void stands(String username, String country) {
    database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    update device set location = $2, location_confirmed_at = now()
                     where username = $1
                    """,
                    username,
                    new JsonObject()
                        .put("country", country)
                        .put("postcode", "20121")
                        .put("city", "Somewhere")
                        .put("street", "Main Street")));
  }

  /** Rents a number of the operator's. */
  E164 rent() {
    var number = new E164("+3319" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999));
    var carrier = Id.next("car");
    database()
        .asOperator(
            tx -> {
              tx.update("insert into carrier (id, name) values ($1, $1)", carrier);
              return tx.update(
                  """
                  insert into number_block (id, carrier_id, first, last, country, type)
                  values ($1, $2, $3, $3, 'FR', 'geographic')
                  """,
                  Id.next("blk"),
                  carrier,
                  number.value());
            });
    database().in(organisation, tx -> tx.one("select rent_number($1)", number.value()));
    return number;
  }

  /** Lets {@code number} ring {@code user}, its calls recorded as {@code mode} says. */
  void assign(E164 number, String user, String mode) {
    database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    update phone_number set destination_user_id = $2, recording_mode = $3
                    where number = $1
                    """,
                    number.value(),
                    user,
                    mode));
  }

  /** The ledger of rights to numbers. */
  RightStore rights() {
    return new RightStore(database(), Ground.outbox(), master(), InstantSource.system());
  }

  /** Has the operator approve that it shows {@code number}; returns the right's id. */
  String show(E164 number) {
    var asked = rights().request(organisation, number, Proof.DOCUMENT, "", Optional.empty());
    new RightReview(database(), Ground.outbox(), master(), InstantSource.system())
        .approve(asked.id(), Optional.empty(), _ -> {});
    return asked.id();
  }

  /** Makes a schedule that is never open; returns its id. */
  String schedule() {
    var id = Id.next("sch");
    database()
        .in(
            organisation,
            tx ->
                tx.update(
                    """
                    insert into schedule (id, organisation_id, name, time_zone, hours)
                    values ($1, $2, $1, 'Europe/Paris', '[]')
                    """,
                    id,
                    organisation.value()));
    return id;
  }

  private static MasterKey master() {
    return MasterKey.of(Ground.secretsKey());
  }

  private static Database database() {
    return Ground.database();
  }
}
