package io.pronto.core.retention;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.hold.LegalHold;
import io.pronto.core.hold.LegalHold.PersonType;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.hold.WantedHold.WantedPerson;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** An organisation for tests, with people, a team and numbers, and calls of any day. */
final class Stock {
  /** Who calls. */
  static final String CALLER = "+33123456789";

  private static final String CALLED = "+33123456780";

  final Database database;
  final OrganisationId organisation = OrganisationId.next();
  private int extension = 100;

  Stock(Database database) {
    this.database = database;
    database.asOperator(
        tx ->
            tx.update(
                "insert into organisation (id, name, country, label) values ($1, 'X', 'FR', $2)",
                organisation.value(),
                "t" + organisation.value().substring(14).toLowerCase()));
  }

  String user() {
    var id = Id.next("usr");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into user_account (id, organisation_id, email, name, role, extension)
                values ($1, $2, $3, 'Somebody', 'administrator', $4)
                """,
                id,
                organisation.value(),
                id + "@example.org",
                Integer.toString(extension++)));
    return id;
  }

  String team(String... members) {
    var id = Id.next("team");
    database.in(
        organisation,
        tx ->
            tx.update(
                "insert into team (id, organisation_id, name) values ($1, $2, $1)",
                id,
                organisation.value()));
    for (var member : members) {
      join(id, member);
    }
    return id;
  }

  void join(String team, String user) {
    database.in(
        organisation,
        tx ->
            tx.update(
                "insert into team_member (organisation_id, team_id, user_id) values ($1, $2, $3)",
                organisation.value(),
                team,
                user));
  }

  void leave(String team, String user) {
    database.in(
        organisation,
        tx -> tx.update("delete from team_member where team_id = $1 and user_id = $2", team, user));
  }

  /** One of the few numbers that are nobody's here. */
  static String outside(Random random) {
    return List.of(CALLER, CALLED, "+33612345678").get(random.nextInt(3));
  }

  String number() {
    var number = "+3319" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
    var carrier = Id.next("car");
    database.asOperator(
        tx -> {
          tx.update("insert into carrier (id, name) values ($1, $1)", carrier);
          return tx.update(
              """
              insert into number_block (id, carrier_id, first, last, country, type)
              values ($1, $2, $3, $3, 'FR', 'geographic')
              """,
              Id.next("blk"),
              carrier,
              number);
        });
    database.in(organisation, tx -> tx.one("select rent_number($1)", number));
    return number;
  }

  /** The record of a call that began then, from and to these users. */
  String call(Instant startedAt, String... users) {
    return callTo(CALLED, List.of(), startedAt, users);
  }

  /** The same of a call to {@code number}, which those of {@code diversions} have diverted. */
  String callTo(String number, List<String> diversions, Instant startedAt, String... users) {
    var id = Id.next("call");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into cdr (id, organisation_id, direction, caller_number, caller_name,
                  caller_user_id, called_number, called_name, called_user_id, started_at, ended_at,
                  cause, sip_status, ended_by, diversions, legs, recording_ids, node)
                values ($1, $2, 'inbound', $6, '', $3, $7, '', $4, $5, $5,
                  'answered', 200, 'caller', $8, '[]', '{}', 'node-1')
                """,
                id,
                organisation.value(),
                users.length > 0 ? users[0] : null,
                users.length > 1 ? users[1] : null,
                RetentionRows.utc(startedAt),
                CALLER,
                number,
                diversions.toArray(String[]::new)));
    return id;
  }

  /** A recording of that call. */
  String recording(String call, Instant startedAt, Optional<String> number) {
    return recording(call, startedAt, number, new JsonObject());
  }

  /** The same with what its manifest says. */
  String recording(String call, Instant startedAt, Optional<String> number, JsonObject manifest) {
    var id = Id.next("rec");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into recording (id, organisation_id, call_id, number, started_at, millis,
                  state, path, wrapped_key, manifest, bytes, expires_at)
                values ($1, $2, $3, $4, $5, 1000, 'available', $6, $7, $8, 1, $5)
                """,
                id,
                organisation.value(),
                call,
                number.orElse(null),
                RetentionRows.utc(startedAt),
                path(id),
                Buffer.buffer(),
                manifest));
    return id;
  }

  String path(String recording) {
    return organisation + "/" + recording + ".sealed";
  }

  /** What was said in it. */
  String transcript(String call, String recording) {
    var id = Id.next("trn");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into transcript (id, organisation_id, call_id, recording_id, language, state)
                values ($1, $2, $3, $4, 'fr', 'available')
                """,
                id,
                organisation.value(),
                call,
                recording));
    return id;
  }

  /** A call of a user that was recorded and written down; the recording's id. */
  String recorded(Instant startedAt, Optional<String> number, String... users) {
    var call = call(startedAt, users);
    var recording = recording(call, startedAt, number);
    transcript(call, recording);
    return recording;
  }

  /** A hold that two people have set. */
  LegalHold hold(LegalHolds holds, WantedHold wanted) {
    var asked = holds.ask(organisation, wanted, "usr_one");
    return holds.confirm(organisation, asked.id(), "usr_two").orElseThrow();
  }

  /** Two people lift it. */
  void lift(LegalHolds holds, LegalHold hold) {
    holds.askLifting(organisation, hold.id(), "usr_two").orElseThrow();
    holds.confirmLifting(organisation, hold.id(), "usr_one").orElseThrow();
  }

  /** What all calls with {@code number} are held for. */
  static WantedHold ofNumber(String number) {
    return new WantedHold(
        "A case", Optional.of(number), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same of a user's. */
  static WantedHold ofUser(String user) {
    return new WantedHold(
        "A case",
        Optional.empty(),
        Optional.of(new WantedPerson(PersonType.USER, user)),
        Optional.empty(),
        Optional.empty());
  }

  /** The same of all from {@code from} on. */
  static WantedHold since(Instant from) {
    return new WantedHold(
        "A case", Optional.empty(), Optional.empty(), Optional.of(from), Optional.empty());
  }

  /** The change that waits was told of, and its day has come. */
  void itsDayHasCome() {
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                update retention_change
                   set in_force_at = retention_now(), told_at = coalesce(told_at, retention_now())
                """));
  }

  /** When that row of {@code table} is due. */
  Instant expiry(String table, String id) {
    return database
        .in(
            organisation,
            tx -> tx.one("select expires_at from " + table + " where id = $1", id).orElseThrow())
        .getOffsetDateTime(0)
        .toInstant();
  }

  /** By which rule that recording is kept. */
  String keptBy(String recording) {
    return database
        .in(
            organisation,
            tx -> tx.one("select kept_by from recording where id = $1", recording).orElseThrow())
        .getString(0);
  }

  /** When the transcript of a recording is due. */
  Instant transcriptExpiry(String recording) {
    return database
        .in(
            organisation,
            tx ->
                tx.one("select expires_at from transcript where recording_id = $1", recording)
                    .orElseThrow())
        .getOffsetDateTime(0)
        .toInstant();
  }

  /** The ids in {@code table}. */
  Set<String> ids(String table) {
    return database.in(organisation, tx -> tx.query("select id from " + table)).stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toSet());
  }

  /** What certificates tell of that category in the chain of the organisation: how many. */
  long certified(String category) {
    return database
        .in(
            organisation,
            tx ->
                tx.one(
                        """
                        select coalesce(sum(count), 0)::bigint from destruction_certificate
                         where category = $1
                        """,
                        category)
                    .orElseThrow())
        .getLong(0);
  }

  List<String> events(String type) {
    return database
        .in(organisation, tx -> tx.query("select data ->> 'id' from event where type = $1", type))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  static JsonArray json(String... items) {
    return new JsonArray(List.of(items));
  }
}
