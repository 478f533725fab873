package io.pronto.core.breach;

import io.pronto.core.Id;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.breach.BreachRefused.Reason;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.DataCategory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The operator's register of breaches: entered, completed, told of; never deleted. */
public final class BreachRegister {
  private static final String SELECT =
      """
      select id, occurred_at, noticed_at, effects, cause, data_categories, people, records,
             consequences, measures, organisation_ids, authority_notified_at, delay_reason,
             not_notified_reason, created_by, created_at
        from breach\
      """;

  private final Database database;
  private final InstantSource clock;

  /** Keeps it in {@code database}. */
  public BreachRegister(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Enters one.
   *
   * @param by who of the operator's staff does
   * @throws BreachRefused where it contradicts itself
   */
  public Breach enter(BreachFacts facts, String by) {
    var id = Id.next("brc");
    return database.asOperator(
        tx -> {
          check(tx, facts);
          tx.update(
              """
              insert into breach (id, occurred_at, noticed_at, effects, cause, data_categories, people,
                records, consequences, measures, organisation_ids, authority_notified_at, delay_reason,
                not_notified_reason, created_by, created_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
              """,
              values(id, facts, by, sql(clock.instant())));
          return read(tx, id, "").orElseThrow();
        });
  }

  /**
   * Completes what is known of one; empty where there is none.
   *
   * @param check sees it locked, and refuses by throwing
   * @throws BreachRefused where it would contradict itself
   */
  public Optional<Breach> change(
      String id, Consumer<Breach> check, UnaryOperator<BreachFacts> change) {
    return database.asOperator(
        tx ->
            read(tx, id, " for update")
                .map(
                    before -> {
                      check.accept(before);
                      var facts = change.apply(before.facts());
                      check(tx, facts);
                      tx.update(
                          """
                          update breach
                             set occurred_at = $2, noticed_at = $3, effects = $4, cause = $5,
                                 data_categories = $6, people = $7, records = $8, consequences = $9,
                                 measures = $10, organisation_ids = $11, authority_notified_at = $12,
                                 delay_reason = $13, not_notified_reason = $14
                           where id = $1
                          """,
                          values(id, facts));
                      return read(tx, id, "").orElseThrow();
                    }));
  }

  /** The one of that id. */
  public Optional<Breach> find(String id) {
    return database.asOperator(tx -> read(tx, id, ""));
  }

  /** A page of all. */
  public Page<Breach> page(PageRequest request) {
    return database.asOperator(
        tx -> new Listing(SELECT, "id").page(tx, request, BreachRegister::breach, Breach::id));
  }

  /** All of which the authority was not told, and is not decided that it is not. */
  public List<Breach> open() {
    return database.asOperator(
        tx ->
            tx
                .query(
                    SELECT
                        + " where authority_notified_at is null and not_notified_reason is null"
                        + " order by id")
                .stream()
                .map(BreachRegister::breach)
                .toList());
  }

  /** An organisation that was told of a breach, and when it was for the first time. */
  public record Told(OrganisationId organisation, Instant at) {}

  /** Who was told of that one. */
  public List<Told> told(String id) {
    return database.asOperator(
        tx ->
            tx
                .query(
                    """
                    select organisation_id, min(told_at) as told_at from notice
                     where about = $1 and kind = 'breach' and told_at is not null
                     group by organisation_id order by organisation_id
                    """,
                    id)
                .stream()
                .map(
                    row ->
                        new Told(
                            new OrganisationId(row.getString("organisation_id")),
                            row.getOffsetDateTime("told_at").toInstant()))
                .toList());
  }

  /**
   * Gives notice to every organisation concerned, of what is known by now; it may be given again
   * when more is (GDPR art. 33(2) and (4)). Empty where there is no such breach.
   *
   * @param message what else there is to say, and whom to ask: at most 4,000 characters
   * @return how many are told
   * @throws BreachRefused where no organisation is concerned
   */
  public Optional<Integer> notify(String id, String message) {
    return database.asOperator(
        tx -> read(tx, id, " for update").map(breach -> notify(tx, breach, message)));
  }

  private int notify(Tx tx, Breach breach, String message) {
    var concerned = breach.facts().organisations();
    if (concerned.isEmpty()) {
      throw new BreachRefused(
          Reason.NOBODY, "No organisation is concerned: say in organisation_ids which are");
    }
    var now = clock.instant();
    concerned.forEach(
        each ->
            Notices.give(
                tx,
                new OrganisationId(each),
                Notice.Kind.BREACH,
                breach.id(),
                told(breach.facts(), message),
                now,
                now));
    AuditLog.note(
        tx,
        "breach.announced",
        breach.id(),
        new JsonObject().put("organisation_ids", new JsonArray(concerned)));
    return concerned.size();
  }

  /** Nothing of who else is concerned. */
  private static JsonObject told(BreachFacts facts, String message) {
    return new JsonObject()
        .put("occurred_at", facts.occurredAt().toString())
        .put("noticed_at", facts.noticedAt().toString())
        .put("effects", new JsonArray(facts.effects().stream().map(Effect::code).toList()))
        .put("cause", facts.cause())
        .put(
            "data_categories",
            new JsonArray(facts.categories().stream().map(DataCategory::code).toList()))
        .put("consequences", facts.consequences())
        .put("measures", facts.measures())
        .put("message", message);
  }

  private void check(Tx tx, BreachFacts facts) {
    var now = clock.instant();
    if (facts.noticedAt().isBefore(facts.occurredAt()) || facts.noticedAt().isAfter(now)) {
      throw new BreachRefused(
          Reason.TIMES, "Must be no earlier than occurred_at, and not in the future");
    }
    authority(facts, now);
    var known =
        tx
            .query(
                "select id from organisation where id = any($1)",
                (Object) facts.organisations().toArray(String[]::new))
            .stream()
            .map(row -> row.getString("id"))
            .toList();
    facts.organisations().stream()
        .filter(each -> !known.contains(each))
        .findFirst()
        .ifPresent(
            each -> {
              throw new BreachRefused(Reason.NO_ORGANISATION, "Is no organisation: " + each);
            });
  }

  private static void authority(BreachFacts facts, Instant now) {
    var authority = facts.authority();
    if (authority.notifiedAt().isEmpty()) {
      return;
    }
    var at = authority.notifiedAt().get();
    if (authority.notNotifiedReason().isPresent()) {
      throw new BreachRefused(
          Reason.BOTH, "Must be null where the authority was told: authority_notified_at says so");
    }
    if (at.isBefore(facts.noticedAt()) || at.isAfter(now)) {
      throw new BreachRefused(
          Reason.NOTIFIED_AT, "Must be no earlier than noticed_at, and not in the future");
    }
    if (at.isAfter(facts.noticedAt().plus(Breach.TERM)) && authority.delayReason().isEmpty()) {
      throw new BreachRefused(
          Reason.DELAY_UNEXPLAINED,
          "Is needed: the authority was told later than 72 hours after it was noticed");
    }
  }

  private static Optional<Breach> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(BreachRegister::breach);
  }

  private static Object[] values(String id, BreachFacts facts, Object... more) {
    var authority = facts.authority();
    return Stream.concat(
            Stream.of(
                id,
                sql(facts.occurredAt()),
                sql(facts.noticedAt()),
                facts.effects().stream().map(Effect::code).toArray(String[]::new),
                facts.cause(),
                facts.categories().stream().map(DataCategory::code).toArray(String[]::new),
                facts.people().orElse(null),
                facts.records().orElse(null),
                facts.consequences(),
                facts.measures(),
                facts.organisations().toArray(String[]::new),
                authority.notifiedAt().map(BreachRegister::sql).orElse(null),
                authority.delayReason().orElse(null),
                authority.notNotifiedReason().orElse(null)),
            Stream.of(more))
        .toArray();
  }

  private static Breach breach(Row row) {
    return new Breach(
        row.getString("id"),
        new BreachFacts(
            row.getOffsetDateTime("occurred_at").toInstant(),
            row.getOffsetDateTime("noticed_at").toInstant(),
            Stream.of(row.getArrayOfStrings("effects")).map(Effect::of).toList(),
            row.getString("cause"),
            Stream.of(row.getArrayOfStrings("data_categories")).map(DataCategory::of).toList(),
            Optional.ofNullable(row.getInteger("people")),
            Optional.ofNullable(row.getInteger("records")),
            row.getString("consequences"),
            row.getString("measures"),
            List.of(row.getArrayOfStrings("organisation_ids")),
            new BreachFacts.Authority(
                Optional.ofNullable(row.getOffsetDateTime("authority_notified_at"))
                    .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("delay_reason")),
                Optional.ofNullable(row.getString("not_notified_reason")))),
        row.getString("created_by"),
        row.getOffsetDateTime("created_at").toInstant());
  }

  private static OffsetDateTime sql(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
