package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.Category;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.retention.RetentionRule.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweeperTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final InstantSource SYSTEM = InstantSource.system();

  @TempDir static Path folder;
  private static SweptDatabase ground;
  private static Database database;

  private final Stock stock = new Stock(database);
  private final Instant now = Instant.now();

  @BeforeAll
  static void start() {
    ground = new SweptDatabase(folder);
    database = ground.database;
  }

  @AfterAll
  static void stop() {
    ground.close();
  }

  @Test
  void whatIsDueGoesWithAllThatWasMadeOfItAndWhatIsNotStays() {
    var due = stock.recorded(daysAgo(190), Optional.empty());
    var alive = stock.recorded(daysAgo(10), Optional.empty());

    sweep();

    assertThat(stock.ids("recording")).containsExactly(alive);
    assertThat(stock.ids("transcript")).hasSize(1);
    assertThat(stock.events("recording.deleted")).containsExactly(due);
    assertThat(stock.certified("recording")).isEqualTo(1);
    assertThat(stock.certified("transcript")).isEqualTo(1);
    assertThat(text("select rule from destruction_certificate where category = 'recording'"))
        .isEqualTo("usual P6M");
    assertThat(text("select string_agg(action, ' ') from audit_event"))
        .contains("destruction_certificate.issued")
        .doesNotContain("recording.deleted");
  }

  @Test
  void whatTheDatabasesOwnerDeletesByHandIsInTheAuditLog() {
    var alive = stock.recorded(daysAgo(10), Optional.empty());

    ground.owner("delete from recording where id = '%s'".formatted(alive));

    assertThat(deletions()).isEqualTo(alive);
  }

  @Test
  void whatIsDeletedForNobodyAndIsNotDueIsInTheAuditLog() {
    var alive = stock.recorded(daysAgo(10), Optional.empty());

    ground.store().delete(stock.organisation, alive);

    assertThat(deletions()).isEqualTo(alive);
  }

  @Test
  void onlyWhatASweepDeletesIsLeftToItsCertificate() {
    stock.recorded(daysAgo(190), Optional.empty());
    var alive = stock.recorded(daysAgo(10), Optional.empty());

    database.together(
        () -> {
          sweep();
          return ground.store().delete(stock.organisation, alive);
        });

    assertThat(stock.certified("recording")).isEqualTo(1);
    assertThat(deletions()).isEqualTo(alive);
  }

  @Test
  void aServerThatDiesBetweenRowAndFileLeavesNothingThatLooksAlive() throws IOException {
    var due = stock.recorded(daysAgo(190), Optional.empty());
    var file = folder.resolve("recordings").resolve(stock.path(due));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "sealed");

    sweep(); // and nobody deletes the files

    assertThat(stock.ids("recording")).isEmpty();
    assertThat(file).exists();

    ground.store().removeFiles(); // as the server does when it starts again
    assertThat(file).doesNotExist();
    ground.store().removeFiles();
    sweep();
    assertThat(stock.certified("recording")).isEqualTo(1);
  }

  @Test
  void aBatchThatCannotBeCertifiedDeletesNothing() {
    var due = stock.recorded(daysAgo(190), Optional.empty());
    ground.owner("alter table destruction_certificate rename to elsewhere");
    try {
      assertThat(ground.sweeper(SYSTEM, 10).sweep().getOrDefault("recording", 0L)).isZero();
    } finally {
      ground.owner("alter table elsewhere rename to destruction_certificate");
    }

    assertThat(stock.ids("recording")).containsExactly(due);
    assertThat(stock.events("recording.deleted")).isEmpty();
    assertThat(
            ground.owner("select count(*) from recording_removal where path like '%" + due + "%'"))
        .isZero();
    sweep();
    assertThat(stock.ids("recording")).isEmpty();
  }

  @Test
  void twoServersNeverDeleteTheSame() throws Exception {
    for (int i = 0; i < 120; i++) {
      stock.recorded(daysAgo(190), Optional.empty());
    }
    var calls = stock.ids("cdr").size();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Map<String, Long>> sweep = () -> ground.sweeper(SYSTEM, 7).sweep();
      var both = threads.invokeAll(List.of(sweep, sweep));
      long deleted = 0;
      for (var one : both) {
        deleted += one.get().getOrDefault("recording", 0L);
      }
      assertThat(deleted).isEqualTo(120);
    }

    assertThat(stock.ids("recording")).isEmpty();
    assertThat(stock.ids("transcript")).isEmpty();
    assertThat(stock.ids("cdr")).hasSize(calls);
    assertThat(stock.certified("recording")).isEqualTo(120);
    assertThat(stock.certified("transcript")).isEqualTo(120);
    assertThat(
            ground.owner(
                """
                select count(distinct o) from destruction_certificate, unnest(objects) o
                 where chain = '%s' and category = 'recording'
                """
                    .formatted(stock.organisation)))
        .isEqualTo(120);
  }

  @Test
  void aTranscriptThatWasChosenToOutliveItsRecordingDoesUntilItsOwnDay() {
    new RetentionPolicies(database, ground.outbox, SYSTEM)
        .put(
            stock.organisation,
            new RetentionPolicy(
                List.of(
                    new RetentionRule(
                        Category.TRANSCRIPT, Scope.ORGANISATION, stock.organisation.value(), 300)),
                true),
            "usr_x",
            _ -> {});
    stock.recorded(daysAgo(200), Optional.empty());
    stock.recorded(daysAgo(310), Optional.empty());

    sweep();

    assertThat(stock.ids("recording")).isEmpty();
    assertThat(stock.ids("transcript")).hasSize(1);
  }

  @Test
  void aCallIsKeptThroughItsLastDayAndNotADayLonger() {
    var today = now.atZone(PARIS).toLocalDate();
    var lastDay = stock.call(begin(today.minusMonths(12)).plusSeconds(43_200));
    var over = stock.call(begin(today.minusMonths(12).minusDays(1)).plusSeconds(86_399 - 3_600));

    sweep();

    assertThat(stock.ids("cdr")).contains(lastDay).doesNotContain(over);
  }

  @Test
  void aClockThatIsAheadDeletesNothingSooner() {
    var call = stock.call(daysAgo(300));
    var recording = stock.recorded(daysAgo(100), Optional.empty());

    ground.sweeper(() -> now.plus(Duration.ofDays(400)), 100).sweep();

    assertThat(stock.ids("cdr")).contains(call);
    assertThat(stock.ids("recording")).containsExactly(recording);
  }

  @Test
  void aClockThatWasSetBackDeletesLaterAndBreaksNothing() {
    stock.recorded(daysAgo(190), Optional.empty());

    ground.sweeper(() -> now.minus(Duration.ofDays(60)), 100).sweep();
    assertThat(stock.ids("recording")).hasSize(1);

    sweep();
    assertThat(stock.ids("recording")).isEmpty();
  }

  @Test
  void aMonthThatIsOverLeavesAsAWholeAndStragglersByRow() {
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(16);
    database.asStranger(tx -> tx.one("select open_cdr_month($1)", month.atDay(1)));
    for (int day = 1; day <= 28; day++) {
      stock.call(month.atDay(day).atTime(12, 0).toInstant(ZoneOffset.UTC));
    }
    var alive = stock.call(daysAgo(100));
    var name = "cdr_" + month.toString().replace('-', '_');
    assertThat(ground.owner("select count(*) from " + name)).isEqualTo(28);

    sweep();

    assertThat(ground.owner("select count(*) from pg_class where relname = '" + name + "'"))
        .isZero();
    assertThat(stock.ids("cdr")).containsExactly(alive);
    assertThat(
            ground.owner(
                "select count from destruction_certificate where objects = '{" + name + "}'"))
        .isEqualTo(28);
    assertThat(stock.certified("call_detail_record")).isEqualTo(28);
    stock.call(month.atDay(3).atStartOfDay().toInstant(ZoneOffset.UTC)); // its record came late
    sweep();
    assertThat(stock.ids("cdr")).containsExactly(alive);
    assertThat(stock.certified("call_detail_record")).isEqualTo(29);
  }

  @Test
  void eachOrganisationHasProofOfItsOwnCallsAndOfNoOthers() {
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(17);
    var other = new Stock(database);
    database.asStranger(tx -> tx.one("select open_cdr_month($1)", month.atDay(1)));
    stock.call(month.atDay(3).atStartOfDay().toInstant(ZoneOffset.UTC));
    other.call(month.atDay(4).atStartOfDay().toInstant(ZoneOffset.UTC));
    other.call(month.atDay(5).atStartOfDay().toInstant(ZoneOffset.UTC));
    sweep();
    assertThat(stock.certified("call_detail_record")).isEqualTo(1);
    assertThat(other.certified("call_detail_record")).isEqualTo(2);

    var first = stock.call(daysAgo(400));
    other.call(daysAgo(400));
    sweep();

    assertThat(stock.certified("call_detail_record")).isEqualTo(2);
    assertThat(other.certified("call_detail_record")).isEqualTo(3);
    assertThat(
            text(
                "select array_to_string(objects, ' ') from destruction_certificate"
                    + " order by sequence desc"))
        .isEqualTo(first);
    assertThat(
            ground.owner(
                """
                select count(*) from destruction_certificate
                 where chain = 'operator' and category = 'call_detail_record'
                """))
        .isZero();
  }

  @Test
  void callsThatAreDueTogetherHaveOneCertificateOfTheirOrganisations() {
    var other = new Stock(database);
    for (int minute = 0; minute < 5; minute++) {
      stock.call(daysAgo(400).plusSeconds(60 * minute));
      other.call(daysAgo(400).plusSeconds(60 * minute + 30));
    }

    ground.sweeper(SYSTEM, 2).sweep();

    for (var each : List.of(stock, other)) {
      assertThat(each.certified("call_detail_record")).isEqualTo(5);
      assertThat(each.ids("destruction_certificate")).hasSize(1);
    }
  }

  @Test
  void theKeyOfAMonthOfWhichNoRecordingCanComeIsDestroyedAndCertified() {
    var ended = YearMonth.from(now.atZone(ZoneOffset.UTC));
    var gone = monthKey(ended.minusMonths(14));
    var early = monthKey(ended.minusMonths(13));
    var used = monthKey(ended.minusMonths(16));
    stock.recorded(begin(ended.minusMonths(16).atDay(10)), Optional.empty());
    ground.owner(
        "update recording set expires_at = now() + interval '1 day' where organisation_id = '%s'"
            .formatted(stock.organisation));

    ground.sweeper(SYSTEM, 100).sweep();

    assertThat(text("select string_agg(id, ' ') from month_key where sealed is null"))
        .isEqualTo(gone);
    assertThat(
            text(
                """
                select string_agg(array_to_string(keys, ' '), ' ') from destruction_certificate
                 where category = 'month_key'
                """))
        .isEqualTo(gone)
        .isNotIn(early, used);
  }

  @Test
  void theKeyOfAMonthStaysAsLongAsARecordingMayBeKept() {
    var bounds = new RetentionBounds(database);
    var usual = bounds.find(Category.RECORDING).bound();
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(18);
    monthKey(month);
    try {
      bounds.put(bound(600), "opr_one", _ -> {});
      sweep();
      assertThat(stock.certified("month_key")).isZero();
    } finally {
      ground.allow(usual);
    }

    sweep();

    assertThat(stock.certified("month_key")).isEqualTo(1);
  }

  private String monthKey(YearMonth month) {
    var id = Id.next("key");
    database.in(
        stock.organisation,
        tx ->
            tx.update(
                """
                insert into month_key (organisation_id, month, id, sealed)
                values ($1, $2, $3, 'sealed')
                """,
                stock.organisation.value(),
                month.atDay(1),
                id));
    return id;
  }

  @Test
  void aMonthThatSomebodyReadsIsLeftForTheNextTime() {
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(15);
    database.asStranger(tx -> tx.one("select open_cdr_month($1)", month.atDay(1)));
    var name = "cdr_" + month.toString().replace('-', '_');

    var inIt = stock.call(month.atDay(3).atStartOfDay().toInstant(ZoneOffset.UTC));
    var before = stock.call(month.atDay(1).minusDays(9).atStartOfDay().toInstant(ZoneOffset.UTC));
    var after = stock.call(begin(LocalDate.now(PARIS).minusMonths(12).minusDays(1)));
    var alive = stock.call(daysAgo(100));
    var meters = new SimpleMeterRegistry();
    ground.owner("update retention_sweep set completed_at = now() - interval '5 hours'");

    database.in(
        stock.organisation,
        tx -> {
          tx.query("select count(*) from cdr");
          database.apart(() -> ground.sweeper(SYSTEM, 100, meters).sweep());
          return null;
        });

    assertThat(stock.ids("cdr")).contains(inIt, alive).doesNotContain(before, after);
    assertThat(meters.get("pronto.retention.failures").counter().count()).isPositive();
    assertThat(meters.get("pronto.retention.age.seconds").gauge().value())
        .isGreaterThanOrEqualTo(5 * 3_600);
    assertThat(ground.owner("select count(*) from pg_class where relname = '" + name + "'"))
        .isEqualTo(1);

    sweep();
    assertThat(ground.owner("select count(*) from pg_class where relname = '" + name + "'"))
        .isZero();
  }

  @Test
  void whoseDeadlinesCannotBeDerivedLosesNothingAndStandsInNobodysWay() {
    var kept = stock.recorded(daysAgo(190), Optional.empty());
    var other = new Stock(database);
    other.recorded(daysAgo(190), Optional.empty());
    var meters = new SimpleMeterRegistry();
    var sweeper = ground.sweeper(SYSTEM, 100, meters);
    var age = meters.get("pronto.retention.age.seconds").gauge();
    ground.owner("update retention_sweep set completed_at = now() - interval '5 hours'");
    askForDerivation();
    ground.owner(
        """
        create function too_slow() returns trigger language plpgsql as $$
        begin
          raise 'too slow' using errcode = 'query_canceled';
        end
        $$;
        create trigger too_slow before update on retention_derivation
          for each row execute function too_slow()
        """);
    try {
      sweeper.sweep();

      assertThat(stock.ids("recording")).containsExactly(kept);
      assertThat(stock.ids("transcript")).hasSize(1);
      assertThat(other.ids("recording")).isEmpty();
      assertThat(meters.get("pronto.retention.failures").counter().count()).isEqualTo(1);
      assertThat(age.value()).isGreaterThanOrEqualTo(5 * 3_600);
    } finally {
      ground.owner("drop function too_slow cascade");
    }

    sweeper.sweep();
    assertThat(stock.ids("recording")).isEmpty();
    assertThat(age.value()).isLessThan(3_600);
  }

  @Test
  void deadlinesAreDerivedBitByBitAndNothingGoesBefore() {
    for (int i = 0; i < 20; i++) {
      stock.recorded(daysAgo(10), Optional.empty());
    }
    database.in(
        stock.organisation,
        tx -> {
          tx.update("update recording set expires_at = now() + interval '1 hour'");
          return tx.update("update transcript set expires_at = now() + interval '1 hour'");
        });
    askForDerivation();

    int batches = 1;
    while (!database.in(
        stock.organisation,
        tx -> tx.one("select derive_deadlines(7)").orElseThrow().getBoolean(0))) {
      batches++;
    }

    assertThat(batches).isEqualTo(5);
    for (var id : stock.ids("recording")) {
      assertThat(stock.expiry("recording", id)).isAfter(now.plus(Duration.ofDays(100)));
      assertThat(stock.transcriptExpiry(id)).isAfter(now.plus(Duration.ofDays(100)));
    }
    assertThat(ground.owner("select count(*) from retention_derivation")).isZero();
  }

  @Test
  void whatWasDeletedByHandIsForgottenThoughNobodyDeletesAnything() {
    ground.owner(
        """
        insert into deletion_journal (id, organisation_id, kind, object, forget_at)
        select 'del_' || ulid(now()), 'org_1', 'contact', 'con_' || n, now() + n * interval '1 day'
          from generate_series(-2, 1) n
        """);

    sweep();

    assertThat(ground.owner("select count(*) from deletion_journal where object = 'con_1'"))
        .isEqualTo(1);
    assertThat(ground.owner("select count(*) from deletion_journal where forget_at <= now()"))
        .isZero();
  }

  @Test
  void aFileOfWhichNobodyKnowsTheServerIsAskedForAtAll() {
    var lost = stock.recording("call_unknown", daysAgo(190), Optional.empty());
    var found = stock.recording(stock.call(daysAgo(200)), daysAgo(190), Optional.empty());
    database.in(
        stock.organisation,
        tx ->
            tx.update(
                """
                insert into recording_audit (id, organisation_id, day, node, audited_by, planned,
                  available, empty, refused, failed, deleted, unaccounted, findings)
                values ('rau_' || $1, $1, current_date - 1, 'node-2', 'x', 0, 0, 0, 0, 0, 0, 0, '[]')
                """,
                stock.organisation.value()));

    sweep();

    assertThat(places(lost)).isEqualTo("node-1 node-2");
    assertThat(places(found)).isEqualTo("node-1");
  }

  /** Whoever redacts writes another file, which is to go as well; of others there is none. */
  @Test
  void whatMayBeReplacingAFileIsAskedToGoWithIt() {
    var plain = stock.recorded(daysAgo(200), Optional.empty());
    var redacted = stock.recorded(daysAgo(200), Optional.empty());
    ground.owner("update recording set redaction = 'pending' where id = '%s'".formatted(redacted));

    sweep();

    assertThat(files(plain)).isEqualTo("1");
    assertThat(files(redacted)).isEqualTo("2");
  }

  private String files(String recording) {
    return text(
        "select count(distinct path)::text from recording_removal where path like '%%/%s.%%'"
            .formatted(recording));
  }

  private String places(String recording) {
    return text(
        """
        select string_agg(place, ' ' order by place) from recording_removal
         where path = '%s' and place <> ''
        """
            .formatted(stock.path(recording)));
  }

  private void askForDerivation() {
    database.in(
        stock.organisation,
        tx ->
            tx.update(
                "insert into retention_derivation (organisation_id) values ($1)",
                stock.organisation.value()));
  }

  @Test
  void aLowerMaximumActsOnWhatThereIsWhateverWasDecidedOnceItIsInForce() {
    var bounds = new RetentionBounds(database);
    var policies = new RetentionPolicies(database, ground.outbox, SYSTEM);
    var usual = bounds.find(Category.RECORDING).bound();
    var rule =
        new RetentionRule(Category.RECORDING, Scope.ORGANISATION, stock.organisation.value(), 300);
    policies.put(stock.organisation, new RetentionPolicy(List.of(rule), false), "usr_x", _ -> {});
    var old = stock.recorded(daysAgo(90), Optional.empty());
    var young = stock.recorded(daysAgo(10), Optional.empty());
    try {
      bounds.put(bound(60), "opr_one", _ -> {});
      bounds.confirm(Category.RECORDING, "opr_two");
      sweep();
      assertThat(stock.ids("recording")).containsExactlyInAnyOrder(old, young);

      ground.aWeekHasPassed();
      sweep();

      assertThat(stock.ids("recording")).containsExactly(young);
      assertThat(stock.keptBy(young)).isEqualTo("organisation 60 days, the maximum");
    } finally {
      bounds.put(usual, "opr_one", _ -> {});
    }
    sweep();
    assertThat(stock.keptBy(young)).isEqualTo("organisation 300 days");
  }

  @Test
  void whatHasALifetimeOfItsOwnLeavesWhenThatIsOver() {
    database.in(
        stock.organisation,
        tx -> {
          tx.update(
              """
              insert into event (organisation_id, sequence, id, type, occurred_at, data, delete_after)
              select $1, n, 'evt_' || n || $1, 'call.ended', now(), '{}',
                     now() - interval '15 days' + n * interval '1 day'
                from generate_series(1, 30) n
              """,
              stock.organisation.value());
          return tx.update(
              """
              insert into recording_audit (id, organisation_id, day, node, audited_by, planned,
                available, empty, refused, failed, deleted, unaccounted, findings)
              select 'rau_' || n || $1, $1, current_date - 350 - n, 'x', 'x', 0, 0, 0, 0, 0, 0, 0, '[]'
                from generate_series(1, 30) n
              """,
              stock.organisation.value());
        });

    ground.sweeper(SYSTEM, 4).sweep();

    assertThat(stock.ids("event")).hasSize(15);
    assertThat(stock.ids("recording_audit")).hasSizeBetween(14, 17);
    assertThat(
            ground.owner(
                """
                select count(*) from recording_audit
                 where delete_after < (now() at time zone 'Europe/Paris')::date
                """))
        .isZero();
    assertThat(
            ground.owner(
                """
                select sum(count) from destruction_certificate
                 where chain = 'operator' and category = 'event' and rule = '30 days'
                   and cardinality(objects) = 0 and window_from < window_until
                """))
        .isEqualTo(15);
  }

  @Test
  void aKeyForgetsAYearAfterItsLastUseFromWhereThatWas() {
    var maker = stock.user();
    var old = key(maker, "1 year 1 day");
    var young = key(maker, "1 year -1 day");

    ground.sweeper(SYSTEM, 1).sweep();

    var places = "select string_agg(id, ' ') from api_key where used_from is not null";
    assertThat(text(places)).isEqualTo(young);
    assertThat(text("select string_agg(id, ' ') from api_key where used_at is not null"))
        .as("that it was used is no place")
        .contains(old, young);
  }

  private String key(String maker, String unused) {
    var id = Id.next("key");
    database.in(
        stock.organisation,
        tx ->
            tx.query(
                """
                insert into api_key (id, organisation_id, name, token_hash, scopes, created_by,
                  used_at, used_from)
                values ('%1$s', '%2$s', '%1$s', sha256('%1$s'), '{calls:read}', '%3$s',
                  now() - interval '%4$s', '192.0.2.7')
                """
                    .formatted(id, stock.organisation, maker, unused)));
    return id;
  }

  @Test
  void whatIsHeldIsKeptWhateverItsDeadlineSays() {
    var holds = new LegalHolds(database, ground.outbox);
    var held = stock.recorded(daysAgo(400), Optional.empty());
    var other = new Stock(database);
    other.recorded(daysAgo(400), Optional.empty());
    var hold = stock.hold(holds, Stock.since(daysAgo(500)));

    sweep();

    assertThat(stock.ids("recording")).containsExactly(held);
    assertThat(stock.ids("transcript")).hasSize(1);
    assertThat(stock.ids("cdr")).hasSize(1);
    assertThat(other.ids("recording")).isEmpty();
    assertThat(other.ids("cdr")).isEmpty();
    stock.lift(holds, hold);
    sweep();
    assertThat(stock.ids("recording")).isEmpty();
    assertThat(stock.ids("transcript")).isEmpty();
    assertThat(stock.ids("cdr")).isEmpty();
  }

  @Test
  void aMonthThatCannotBeLookedThroughInTimeLeavesByRowAndStandsInNoOthersWay() {
    var slow = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(18);
    for (var month : List.of(slow, slow.plusMonths(1))) {
      database.asStranger(tx -> tx.one("select open_cdr_month($1)", month.atDay(1)));
      stock.call(month.atDay(3).atTime(12, 0).toInstant(ZoneOffset.UTC));
    }
    var name = "cdr_" + slow.toString().replace('-', '_');
    ground.owner(
        """
        alter function is_month_held rename to is_month_held_in_time;
        create function is_month_held(of_month text) returns boolean
          language plpgsql stable security definer set search_path = public as $$
        begin
          if of_month = '%s' then
            raise 'too slow' using errcode = 'query_canceled';
          end if;
          return is_month_held_in_time(of_month);
        end
        $$
        """
            .formatted(name));
    try {
      sweep();
    } finally {
      ground.owner("drop function is_month_held");
      ground.owner("alter function is_month_held_in_time rename to is_month_held");
    }

    assertThat(stock.ids("cdr")).isEmpty();
    assertThat(ground.owner("select count(*) from " + name)).isZero();
    var next = "cdr_" + slow.plusMonths(1).toString().replace('-', '_');
    assertThat(ground.owner("select count(*) from pg_class where relname = '" + next + "'"))
        .isZero();
    sweep();
  }

  private static RetentionBound bound(int most) {
    return new RetentionBound(
        Category.RECORDING, OptionalInt.of(1), OptionalInt.of(most), Period.ofMonths(6));
  }

  private String text(String sql) {
    return database.in(stock.organisation, tx -> tx.query(sql)).getFirst().getString(0);
  }

  /** Those recordings of whose deletion the audit log has an entry. */
  private String deletions() {
    return text(
        "select string_agg(subject_id, ' ') from audit_event where action = 'recording.deleted'");
  }

  private void sweep() {
    ground.sweeper(SYSTEM, 100).sweep();
  }

  private static Instant begin(LocalDate day) {
    return day.atStartOfDay(PARIS).toInstant();
  }

  private Instant daysAgo(int days) {
    return now.minus(Duration.ofDays(days));
  }
}
