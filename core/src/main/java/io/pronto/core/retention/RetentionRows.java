package io.pronto.core.retention;

import io.pronto.core.Id;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.retention.RetentionRule.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Rules and the change that waits, as rows have them, in a transaction of their organisation. */
final class RetentionRows {
  /** Looking through a million rows may take longer than statements usually may. */
  private static final String PATIENCE = "select set_config('statement_timeout', '14s', true)";

  /** How many deadlines of a kind one transaction derives: writing waits for no more. */
  private static final int AT_ONCE = 1_000;

  /**
   * What becomes of each deadline, whatever its id: by the same functions as {@code
   * derive_deadlines}. What is held is not deleted on any day; it is counted for itself. Bounds are
   * those that there are where none are given.
   */
  private static final String EFFECT =
      """
      with wanted as materialized (
             select array(select r from jsonb_populate_recordset(null::retention_rule, $1::jsonb) r) as rules,
                    case when $3::jsonb is not null
                      then array(select b from jsonb_populate_recordset(null::retention_bound, $3::jsonb) b)
                    end as bounds),
           holding as materialized (
             select exists (select from legal_hold where confirmed_at is not null and lifted_at is null) as any_hold),
           reckoned as (
             select 'recording' as category, d.was, d.is_now, d.kept_by,
                    d.is_now < d.was and (select any_hold from holding)
                    and exists (select from recording r,
                                       legal_holds_about(r.organisation_id, r.call_id, array[r.number], r.user_ids,
                                                         r.started_at) h
                                 where r.id = d.id and h.in_force) as held
               from wanted w, recording_deadlines(w.rules, retention_now(), '', 'zzz', w.bounds) d
              where d.was <> d.is_now or d.kept_by like '%training, %'
              union all
             select 'transcript', d.was, d.is_now, d.kept_by,
                    d.is_now < d.was and (select any_hold from holding)
                    and exists (select from transcript t,
                                       legal_holds_about(t.organisation_id, t.call_id, array[t.number], t.user_ids,
                                                         t.spoken_at) h
                                 where t.id = d.id and h.in_force)
               from wanted w, transcript_deadlines(w.rules, $2, retention_now(), '', 'zzz', w.bounds) d
              where d.was <> d.is_now or d.kept_by like '%training, %')
      select category, paris_day(greatest(is_now, retention_now())) as day,
             count(*) filter (where is_now < was and not held) as sooner,
             count(*) filter (where is_now < was and not held and is_now <= retention_now()) as at_once,
             count(*) filter (where is_now < was and held) as held,
             count(*) filter (where is_now > was) as later,
             count(*) filter (where kept_by like '%training, %') as limited
        from reckoned group by category, day order by category, day\
      """;

  private RetentionRows() {}

  /** Keeps all others from changing or using the rules until {@code tx} ends. */
  static void lock(Tx tx, OrganisationId organisation) {
    tx.query("select lock_retention($1)", organisation.value());
  }

  /**
   * Keeps anybody from setting a legal hold until {@code tx} ends: for what is deleted of all
   * organisations at once. Asked before what looks for holds.
   */
  static void shareHolds(Tx tx) {
    tx.query("select share_holds()");
  }

  static RetentionState state(Tx tx) {
    var rules =
        tx
            .query(
                """
                select category, scope, scope_id, days from retention_rule
                 order by category, array_position(array['organisation', 'team', 'number', 'user'], scope), scope_id
                """)
            .stream()
            .map(
                row ->
                    new RetentionRule(
                        Category.of(row.getString("category")),
                        Scope.of(row.getString("scope")),
                        row.getString("scope_id"),
                        row.getInteger("days")))
            .toList();
    boolean outlive =
        tx.one("select transcripts_outlive(acting_organisation()) as outlive")
            .orElseThrow()
            .getBoolean("outlive");
    return new RetentionState(
        new RetentionPolicy(rules, outlive), RetentionBounds.list(tx), change(tx));
  }

  static Optional<RetentionChange> change(Tx tx) {
    return tx.one("select * from retention_change").map(RetentionRows::change);
  }

  private static RetentionChange change(Row row) {
    return new RetentionChange(
        row.getString("id"),
        row.getString("asked_by"),
        row.getOffsetDateTime("asked_at").toInstant(),
        row.getBoolean("needs_confirmation"),
        Optional.ofNullable(row.getString("confirmed_by")),
        Optional.ofNullable(row.getOffsetDateTime("confirmed_at")).map(OffsetDateTime::toInstant),
        row.getOffsetDateTime("in_force_at").toInstant(),
        new RetentionPolicy(
            rules(row.getJsonArray("rules")), row.getBoolean("transcripts_outlive_recordings")));
  }

  /** Returns whether there was one. */
  static boolean dropChange(Tx tx) {
    return tx.update("delete from retention_change") > 0;
  }

  /** The one that waits, if its day has come by {@code now}, and it was told and agreed to. */
  static Optional<RetentionChange> changeDue(Tx tx, Instant now) {
    return tx.one("select * from retention_change c where has_come(c, $1)", utc(now))
        .map(RetentionRows::change);
  }

  /**
   * Has a change wait from {@code now} on, and no shorter where a clock was set back; a key's is
   * that of whoever made the key.
   */
  static RetentionChange wait(
      Tx tx, OrganisationId organisation, RetentionPolicy wanted, String by, Instant now) {
    tx.update(
        """
        insert into retention_change (organisation_id, id, asked_by, asked_at, needs_confirmation, in_force_at, rules,
                                      transcripts_outlive_recordings)
        select $1::text, $2::text, a.asker, $4::timestamptz, n.others,
               greatest($4::timestamptz, retention_now())
                 + make_interval(hours => case when n.others then $5::integer else $6::integer end),
               $7::jsonb, $8::boolean
          from (select coalesce((select created_by from api_key where id = $3), $3) as asker) a
         cross join lateral (select others_may_confirm(a.asker) as others) n
        """,
        organisation.value(),
        Id.next("rch"),
        by,
        utc(now),
        (int) RetentionChange.CONFIRMED.toHours(),
        (int) RetentionChange.WAIT.toHours(),
        json(organisation, wanted.rules()),
        wanted.transcriptsOutlive());
    return change(tx).orElseThrow();
  }

  /** Two have agreed: it waits for a day more, but no longer than it would have by itself. */
  static RetentionChange confirm(Tx tx, String by, Instant now) {
    tx.update(
        """
        update retention_change c
           set confirmed_by = $1, confirmed_at = $2, told_at = coalesce(told_at, $2),
               in_force_at = case when needs_confirmation then day.at else least(in_force_at, day.at) end
          from (select greatest($2::timestamptz, retention_now()) + make_interval(hours => $3) as at) day
        """,
        by,
        utc(now),
        (int) RetentionChange.CONFIRMED.toHours());
    return change(tx).orElseThrow();
  }

  /**
   * The one that is in force by itself in a day, if nobody was told yet: whoever is told now. It is
   * in force no sooner than a day later, however late that is.
   */
  static Optional<RetentionChange> changeNear(Tx tx, Instant now) {
    return tx.one(
            """
            update retention_change c
               set told_at = $1,
                   in_force_at = greatest(in_force_at, least($1::timestamptz, retention_now()) + interval '24 hours')
             where is_near(c, $1) returning *
            """,
            utc(now))
        .map(RetentionRows::change);
  }

  /**
   * What is out of bounds by now is brought within them. Deadlines are to be derived again ({@link
   * #derive}), and nothing is swept before.
   */
  static void putInForce(Tx tx, OrganisationId organisation, RetentionPolicy policy) {
    tx.update(
        """
        with wanted as (
               select w.organisation_id, w.category, w.scope, w.scope_id,
                      greatest(least(w.days, b.maximum_days), b.minimum_days) as days
                 from jsonb_populate_recordset(null::retention_rule, $1::jsonb) w
                 join retention_bound b using (category)),
             gone as (
               delete from retention_rule r
                where not exists (select from wanted w
                                   where w.category = r.category and w.scope = r.scope and w.scope_id = r.scope_id))
        insert into retention_rule (organisation_id, category, scope, scope_id, days)
        select organisation_id, category, scope, scope_id, days from wanted
            on conflict (organisation_id, category, scope, scope_id) do update set days = excluded.days
               where retention_rule.days <> excluded.days
        """,
        json(organisation, policy.rules()));
    tx.update(
        """
        insert into organisation_settings (organisation_id, transcripts_outlive_recordings)
        select $1::text, $2::boolean where transcripts_outlive($1::text) <> $2::boolean
            on conflict (organisation_id) do update
               set transcripts_outlive_recordings = excluded.transcripts_outlive_recordings
        """,
        organisation.value(),
        policy.transcriptsOutlive());
    tx.update(
        """
        insert into retention_derivation as d (organisation_id) values ($1)
            on conflict (organisation_id) do update
               set times = d.times + 1, begun = false, recordings_to = '', transcripts_to = ''
        """,
        organisation.value());
  }

  /** Derives the next deadlines where that is to be done; returns whether all have theirs. */
  static boolean derive(Tx tx) {
    return tx.one("select derive_deadlines($1) as done", AT_ONCE).orElseThrow().getBoolean("done");
  }

  /** Whether deadlines are to be derived still: nothing is swept by those that there are. */
  static boolean isDeriving(Tx tx) {
    return tx.one("select 1 from retention_derivation").isPresent();
  }

  static RetentionEffect effect(Tx tx, OrganisationId organisation, RetentionPolicy wanted) {
    return effect(tx, json(organisation, wanted.rules()), wanted.transcriptsOutlive(), null);
  }

  /** What other {@code bounds} would do to what there is of the organisation that acts. */
  static RetentionEffect effect(Tx tx, OrganisationId organisation, List<RetentionBound> bounds) {
    var policy = state(tx).policy();
    return effect(
        tx, json(organisation, policy.rules()), policy.transcriptsOutlive(), json(bounds));
  }

  private static RetentionEffect effect(
      Tx tx, JsonArray rules, boolean outlive, JsonArray boundsOrNull) {
    tx.query(PATIENCE);
    var rows = tx.query(EFFECT, rules, outlive, boundsOrNull);
    return new RetentionEffect(
        List.of(of(rows, Category.RECORDING), of(rows, Category.TRANSCRIPT)));
  }

  private static RetentionEffect.OfCategory of(List<Row> all, Category category) {
    var rows =
        all.stream().filter(row -> row.getString("category").equals(category.text())).toList();
    return new RetentionEffect.OfCategory(
        category,
        sum(rows, "at_once"),
        sum(rows, "sooner"),
        sum(rows, "held"),
        sum(rows, "later"),
        sum(rows, "limited"),
        rows.stream()
            .filter(row -> row.getLong("sooner") > 0)
            .map(row -> new RetentionEffect.Day(row.getLocalDate("day"), row.getLong("sooner")))
            .toList());
  }

  private static long sum(List<Row> rows, String column) {
    return rows.stream().mapToLong(row -> row.getLong(column)).sum();
  }

  private static JsonArray json(OrganisationId organisation, List<RetentionRule> rules) {
    var json = new JsonArray();
    for (var rule : rules) {
      json.add(
          new JsonObject()
              .put("organisation_id", organisation.value())
              .put("category", rule.category().text())
              .put("scope", rule.scope().text())
              .put("scope_id", rule.scopeId())
              .put("days", rule.days()));
    }
    return json;
  }

  private static JsonArray json(List<RetentionBound> bounds) {
    var json = new JsonArray();
    for (var bound : bounds) {
      json.add(
          new JsonObject()
              .put("category", bound.category().text())
              .put("minimum_days", bound.minimumDays().orElseThrow())
              .put("maximum_days", bound.maximumDays().orElseThrow())
              .put("usual", bound.usual().toString()));
    }
    return json;
  }

  private static List<RetentionRule> rules(JsonArray json) {
    return json.stream()
        .map(JsonObject.class::cast)
        .map(
            rule ->
                new RetentionRule(
                    Category.of(rule.getString("category")),
                    Scope.of(rule.getString("scope")),
                    rule.getString("scope_id"),
                    rule.getInteger("days")))
        .toList();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
