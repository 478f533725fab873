package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.archive.ArchivedRecord;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Database;
import io.pronto.core.hold.Held;
import io.pronto.core.hold.HoldInvalid;
import io.pronto.core.hold.HoldRefused;
import io.pronto.core.hold.HoldRefused.Reason;
import io.pronto.core.hold.LegalHold;
import io.pronto.core.hold.LegalHold.PersonType;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.hold.WantedHold.WantedPerson;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a legal hold keeps, and from whom. */
class LegalHoldTest {
  private static final InstantSource SYSTEM = InstantSource.system();

  @TempDir static Path folder;
  private static SweptDatabase ground;
  private static Database database;
  private static LegalHolds holds;

  private final Stock stock = new Stock(database);
  private final Instant now = Instant.now();

  @BeforeAll
  static void start() {
    ground = new SweptDatabase(folder);
    database = ground.database;
    holds = new LegalHolds(database, ground.outbox);
  }

  @AfterAll
  static void stop() {
    ground.close();
  }

  @Test
  void aNumberIsHeldWhetherItCalledWasCalledDivertedOrWasDivertedTo() {
    var called = stock.callTo("+33144556677", List.of(), daysAgo(400));
    var diverted = stock.callTo("+33612345678", List.of("+33144556677"), daysAgo(400));
    stock.callTo("+33144556678", List.of("+33144556679"), daysAgo(400));
    var recorded = stock.recording(diverted, daysAgo(400), Optional.empty());
    stock.transcript(diverted, recorded);
    stock.hold(holds, Stock.ofNumber("01 44 55 66 77"));

    sweep();

    assertThat(stock.ids("cdr")).containsExactlyInAnyOrder(called, diverted);
    assertThat(stock.ids("recording")).containsExactly(recorded);
    assertThat(stock.ids("transcript")).hasSize(1);
    var caller = new Stock(database);
    var from = caller.call(daysAgo(400));
    caller.hold(holds, Stock.ofNumber(Stock.CALLER));
    sweep();
    assertThat(caller.ids("cdr")).containsExactly(from);
  }

  @Test
  void theSealedOriginalOfACallThatIsHeldStaysAsLongAsTheHold() {
    var erased = "+33633445566";
    var byNumber = sealed(Id.next("call"), erased, daysAgo(400));
    var ofAnother = sealed(Id.next("call"), "+33633445567", daysAgo(400));
    var earlier = sealed(Id.next("call"), erased, daysAgo(420));
    var user = stock.user();
    var byUser = sealed(stock.call(daysAgo(400), user), "+33633445568", daysAgo(400));
    var number =
        stock.hold(
            holds,
            new WantedHold(
                "A case",
                Optional.of(erased),
                Optional.of(new WantedPerson(PersonType.NUMBER, erased)),
                Optional.of(daysAgo(410)),
                Optional.empty()));
    var person = stock.hold(holds, Stock.ofUser(user));

    sweep();

    assertThat(List.of(byNumber, byUser)).allMatch(this::isSealed);
    assertThat(List.of(ofAnother, earlier)).noneMatch(this::isSealed);
    stock.lift(holds, number);
    stock.lift(holds, person);
    sweep();
    assertThat(List.of(byNumber, byUser)).noneMatch(this::isSealed);
  }

  @Test
  void ofNumberPersonAndPeriodAllMustApply() {
    var user = stock.user();
    var number = stock.number();
    var all = stock.recorded(daysAgo(200), Optional.of(number), user);
    stock.recorded(daysAgo(230), Optional.of(number), user);
    stock.recorded(daysAgo(200), Optional.of(number));
    stock.recorded(daysAgo(200), Optional.empty(), user);
    stock.hold(
        holds,
        new WantedHold(
            "A case",
            Optional.of(number),
            Optional.of(new WantedPerson(PersonType.EMAIL, user.toUpperCase() + "@example.org")),
            Optional.of(daysAgo(210)),
            Optional.of(daysAgo(190))));

    sweep();

    assertThat(stock.ids("recording")).containsExactly(all);
  }

  @Test
  void whatIsHeldIsPassedOverHoweverMuchItIs() {
    var user = stock.user();
    for (int i = 0; i < 12; i++) {
      stock.recorded(daysAgo(300), Optional.empty(), user);
    }
    for (int i = 0; i < 5; i++) {
      stock.recorded(daysAgo(290 - i), Optional.empty());
      stock.call(daysAgo(380 - i));
      stock.call(daysAgo(390), user);
    }
    stock.hold(holds, Stock.ofUser(user));

    ground.sweeper(SYSTEM, 3).sweep();

    assertThat(stock.ids("recording")).hasSize(12);
    assertThat(stock.ids("transcript")).hasSize(12);
    assertThat(stock.ids("cdr")).hasSize(12 + 5 + 5);
  }

  @Test
  void whatTheSweepHasNotDeletedForGoodStaysWhenAHoldIsSet() throws Exception {
    for (int i = 0; i < 6; i++) {
      stock.recorded(daysAgo(190 + i), Optional.empty());
    }
    database.in(
        stock.organisation,
        tx -> {
          ground.outbox.append(tx, "test.began", told());
          return null;
        });
    var asked = holds.ask(stock.organisation, Stock.since(daysAgo(500)), "usr_one");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      database.in(
          stock.organisation,
          tx -> {
            tx.query("select * from event_sequence for update");
            threads.submit(() -> ground.sweeper(SYSTEM, 10).sweep()); // two recordings at once
            awaitWaiting("transactionid", 1);
            threads.submit(() -> holds.confirm(stock.organisation, asked.id(), "usr_two"));
            awaitWaiting("advisory", 1);
            return null;
          });
    }

    assertThat(holds.find(stock.organisation, asked.id()).orElseThrow().state())
        .isEqualTo(LegalHold.State.IN_FORCE);
    assertThat(stock.ids("recording")).hasSize(4);
    assertThat(stock.events("recording.deleted")).hasSize(2);
    assertThat(stock.certified("recording")).isEqualTo(2);
    sweep();
    assertThat(stock.ids("recording")).hasSize(4);
  }

  private static JsonObject told() {
    return new JsonObject();
  }

  /** Until so many wait in the database for a lock of that kind. */
  private static void awaitWaiting(String kind, int many) {
    Waiting.until(
        "somebody waits for " + kind,
        () ->
            ground.owner(
                    "select count(*) from pg_stat_activity where datname = current_database()"
                        + " and wait_event_type = 'Lock' and wait_event = '"
                        + kind
                        + "'")
                == many);
  }

  @Test
  void aMonthThatWasTakenOutComesBackWhereAHoldWasSetBeforeItWasDropped() {
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(15);
    var name = month(month);
    var user = stock.user();
    var held = stock.call(in(month, 3), user);
    stock.call(in(month, 4));
    assertThat(ground.owner("select detach_month_of_calls(now(), '%s')::int".formatted(name)))
        .isEqualTo(1);
    stock.call(in(month, 5)); // its record came late
    assertThat(stock.ids("cdr")).doesNotContain(held);
    var hold = stock.hold(holds, Stock.ofUser(user));

    sweep();

    assertThat(stock.ids("cdr")).containsExactly(held);
    assertThat(ground.owner("select count(*) from " + name)).isEqualTo(1);
    assertThat(stock.certified("call_detail_record")).isEqualTo(2);
    stock.lift(holds, hold);
    sweep();
    assertThat(stock.ids("cdr")).isEmpty();
    assertThat(ground.owner("select count(*) from pg_class where relname = '" + name + "'"))
        .isZero();
    assertThat(stock.certified("call_detail_record")).isEqualTo(3);
  }

  @Test
  void ofAMonthSomeOfWhichIsHeldTheRestGoes() {
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(17);
    month(month);
    var user = stock.user();
    var held = stock.call(in(month, 3), user);
    stock.call(in(month, 4));
    stock.hold(holds, Stock.ofUser(user));

    sweep();

    assertThat(stock.ids("cdr")).containsExactly(held);
  }

  @Test
  void whatIsAboutAHeldCallIsKeptWithIt() {
    var user = stock.user();
    var held = stock.call(daysAgo(400), user);
    var other = stock.call(daysAgo(400));
    for (var call : List.of(held, other)) {
      charge(call);
      alarm(call);
    }
    stock.hold(holds, Stock.ofUser(user));

    sweep();

    assertThat(text("select string_agg(call_id, ' ') from call_charge")).isEqualTo(held);
    assertThat(text("select string_agg(call_id, ' ') from fraud_alarm")).isEqualTo(held);
  }

  @Test
  void theKeyOfAMonthIsKeptForWhatIsHeldOfIt() {
    var month = YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(20);
    database.in(
        stock.organisation,
        tx ->
            tx.update(
                "insert into month_key (organisation_id, month, id, sealed) values ($1, $2, $3,"
                    + " 'x')",
                stock.organisation.value(),
                month.atDay(1),
                Id.next("key")));
    stock.recorded(in(month, 9), Optional.empty());
    var hold = stock.hold(holds, Stock.since(in(month, 1)));

    sweep();

    assertThat(stock.ids("recording")).hasSize(1);
    assertThat(stock.certified("month_key")).isZero();
    stock.lift(holds, hold);
    sweep();
    assertThat(stock.ids("recording")).isEmpty();
    assertThat(stock.certified("month_key")).isEqualTo(1);
  }

  @Test
  void nobodyDeletesWhatIsHeldByHandNorByAnyOtherWay() {
    var user = stock.user();
    var held = stock.recorded(daysAgo(10), Optional.empty(), user);
    var free = stock.recorded(daysAgo(10), Optional.empty());
    var hold = stock.hold(holds, Stock.ofUser(user));

    assertThatThrownBy(() -> ground.store().delete(stock.organisation, held))
        .isInstanceOfSatisfying(
            Held.class, refused -> assertThat(refused.holds()).containsExactly(hold.id()));
    for (var table : List.of("recording", "transcript")) {
      assertThatThrownBy(
              () -> database.in(stock.organisation, tx -> tx.update("delete from " + table)))
          .isInstanceOfSatisfying(
              PgException.class,
              refused -> assertThat(refused.getConstraint()).isEqualTo(table + "_held"));
    }
    assertThat(ground.store().delete(stock.organisation, free)).isTrue();

    assertThat(stock.ids("recording")).containsExactly(held);
    assertThat(ground.store().find(stock.organisation, held).orElseThrow().held()).isTrue();
    stock.lift(holds, hold);
    assertThat(ground.store().find(stock.organisation, held).orElseThrow().held()).isFalse();
    assertThat(ground.store().delete(stock.organisation, held)).isTrue();
  }

  @Test
  void itTakesTwoToSetAndTwoToLiftAndNothingIsChangedInBetween() {
    stock.recorded(daysAgo(10), Optional.empty());
    var mine = stock.organisation;
    var id = holds.ask(mine, Stock.since(daysAgo(500)), "usr_one").id();

    assertThat(holds.reach(mine, id).recordings()).isEqualTo(1);
    assertThat(reason(() -> holds.confirm(mine, id, "usr_one")))
        .isEqualTo(Reason.SECOND_PERSON_NEEDED);
    assertThat(reason(() -> holds.askLifting(mine, id, "usr_two"))).isEqualTo(Reason.NOT_IN_FORCE);
    holds.confirm(mine, id, "usr_two");
    assertThat(reason(() -> holds.confirm(mine, id, "usr_two"))).isEqualTo(Reason.IN_FORCE);
    assertThat(reason(() -> holds.withdraw(mine, id))).isEqualTo(Reason.IN_FORCE);
    assertThat(reason(() -> holds.confirmLifting(mine, id, "usr_two")))
        .isEqualTo(Reason.LIFTING_NOT_ASKED);
    holds.askLifting(mine, id, "usr_two");
    assertThat(reason(() -> holds.confirmLifting(mine, id, "usr_two")))
        .isEqualTo(Reason.SECOND_PERSON_NEEDED);
    assertThat(holds.withdrawLifting(mine, id)).isTrue();
    holds.askLifting(mine, id, "usr_one");
    holds.confirmLifting(mine, id, "usr_two");
    assertThat(reason(() -> holds.askLifting(mine, id, "usr_one"))).isEqualTo(Reason.LIFTED);
    assertThat(holds.confirm(new Stock(database).organisation, id, "usr_three")).isEmpty();
    for (var change :
        List.of("reason = 'x'", "number = '+33144556677'", "confirmed_by = 'usr_x'")) {
      assertThatThrownBy(
              () -> database.in(mine, tx -> tx.update("update legal_hold set " + change)))
          .isInstanceOf(PgException.class);
    }
    assertThat(text("select string_agg(action, ' ' order by sequence) from audit_event"))
        .contains("legal_hold.created", "legal_hold.changed");
  }

  @Test
  void whatWouldMatchNothingOrHalfIsRefused() {
    for (var half : List.of("0144", "+331445566", "doctor", "+")) {
      assertThat(fault(Stock.ofNumber(half))).as(half).isEqualTo("/number invalid_number");
    }
    assertThat(fault(Stock.ofUser(Id.next("usr")))).isEqualTo("/person/id not_found");
    assertThat(
            fault(
                new WantedHold(
                    "x",
                    Optional.empty(),
                    Optional.of(new WantedPerson(PersonType.EMAIL, "nobody@example.org")),
                    Optional.empty(),
                    Optional.empty())))
        .isEqualTo("/person/id not_found");
    assertThat(
            fault(
                new WantedHold(
                    "x", Optional.empty(), Optional.empty(), Optional.of(now), Optional.of(now))))
        .isEqualTo("/until not_after_from");
    assertThat(
            fault(
                new WantedHold(
                    "x", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())))
        .isEqualTo("/number required");
    assertThat(stock.ids("legal_hold")).isEmpty();
  }

  private String fault(WantedHold wanted) {
    try {
      holds.ask(stock.organisation, wanted, "usr_one");
      return "none";
    } catch (HoldInvalid invalid) {
      return invalid.field() + ' ' + invalid.code();
    }
  }

  private static Reason reason(Runnable step) {
    try {
      step.run();
      throw new AssertionError("It was taken");
    } catch (HoldRefused refused) {
      return refused.reason();
    }
  }

  private void charge(String call) {
    database.in(
        stock.organisation,
        tx ->
            tx.update(
                """
                insert into call_charge (call_id, organisation_id, started_at, seconds, billed_seconds, currency)
                values ($1, $2, $3, 1, 1, 'EUR')
                """,
                call,
                stock.organisation.value(),
                RetentionRows.utc(daysAgo(400))));
  }

  private void alarm(String call) {
    ground.owner(
        """
        insert into fraud_alarm
          (id, organisation_id, rule, subject, most, at_ceiling, call_id, number, country, tripped_at)
        values ('%1$s', '%2$s', 'x', '%1$s', 150, false, '%3$s', '+33899123456', 'FR', now() - interval '400 days')
        """
            .formatted(Id.next("alm"), stock.organisation, call));
  }

  private static String month(YearMonth month) {
    database.asStranger(tx -> tx.one("select open_cdr_month($1)", month.atDay(1)));
    return "cdr_" + month.toString().replace('-', '_');
  }

  private static Instant in(YearMonth month, int day) {
    return month.atDay(day).atTime(12, 0).toInstant(ZoneOffset.UTC);
  }

  private String text(String sql) {
    return database.in(stock.organisation, tx -> tx.query(sql)).getFirst().getString(0);
  }

  /** The original of a call whose record has a pseudonym, sealed until a day that is over. */
  private String sealed(String call, String number, Instant at) {
    return database.in(
        stock.organisation,
        tx ->
            new SealedArchive(ground.master)
                .keep(
                    tx,
                    new ArchivedRecord(
                        ArchivedRecord.Kind.CALL_DETAIL_RECORD,
                        stock.organisation,
                        at,
                        LocalDate.now().minusDays(10),
                        new JsonObject().put("id", call),
                        Set.of(number))));
  }

  private boolean isSealed(String record) {
    return ground.owner("select count(*) from archived_record where id = '%s'".formatted(record))
        == 1;
  }

  private void sweep() {
    ground.sweeper(SYSTEM, 100).sweep();
  }

  private Instant daysAgo(int days) {
    return now.minus(Duration.ofDays(days));
  }
}
