package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.contract.Contract.Choice;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.contract.EndedContracts;
import io.pronto.core.destruction.Category;
import io.pronto.core.hold.LegalHold;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.retention.RetentionRule.Scope;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fourteen months, a day or a few at a time, in which contracts end, some data are held, and each
 * organisation has rules of its own: whenever one looks, exactly what should exist does, here and
 * in the sealed archive. What should is reckoned here by the calendar of java.time.
 */
class ContractYearTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final long SEED = 20_261_201;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private SweptDatabase ground;
  private EndedContracts ended;
  private LegalHolds holds;
  private Instant now;
  private YearMonth month;

  /** What one organisation should have. */
  private final class Customer {
    final Stock stock = new Stock(ground.database);
    final String boss = stock.user();
    final int recordingDays = 1 + random.nextInt(365);
    final int transcriptDays = 1 + random.nextInt(365);
    final Map<String, LocalDate> calls = new HashMap<>();
    final Map<String, Instant> recordings = new HashMap<>();
    final Map<String, Instant> transcripts = new HashMap<>();
    final Map<String, String> callOf = new HashMap<>();
    final Map<String, LegalHold> held = new HashMap<>();
    final List<LocalDate> archived = new ArrayList<>();
    Optional<LocalDate> lastDay = Optional.empty();
    LocalDate announcedOn = LocalDate.MAX;
    LocalDate withdrawnOn = LocalDate.MAX;
    Optional<Choice> choice = Optional.empty();
    int delay = 1 + random.nextInt(40);
    LocalDate announced = LocalDate.MIN;

    boolean inService(LocalDate day) {
      return lastDay.isEmpty() || !day.isAfter(lastDay.get());
    }

    /** Thirty whole days pass after the announcement. */
    private LocalDate late(LocalDate last) {
      var wanted = last.plusDays(delay + 1);
      var soonest = announced.plusDays(31);
      return wanted.isBefore(soonest) ? soonest : wanted;
    }

    boolean erasable(LocalDate day) {
      return lastDay
          .map(last -> choice.equals(Optional.of(Choice.ERASURE)) ? last.plusDays(1) : late(last))
          .filter(from -> !day.isBefore(from))
          .isPresent();
    }
  }

  @Test
  void exactlyWhatShouldExistDoesWhoeverLeaves() {
    try (var database = new SweptDatabase(folder)) {
      ground = database;
      ended =
          new EndedContracts(
              ground.database, ground.outbox, ground.master, folder.resolve("recordings"));
      holds = new LegalHolds(ground.database, ground.outbox);
      keepTime();
      var today = LocalDate.now(PARIS);
      var first = today.minusMonths(14);
      var customers = List.of(new Customer(), new Customer(), new Customer());
      decide(customers, first);
      var sweeper = ground.sweeper(() -> now, 5);
      for (var day = first; day.isBefore(today); day = day.plusDays(1 + random.nextInt(3))) {
        begin(day);
        for (var customer : customers) {
          agree(customer, day);
          forget(customer, day);
        }
        sweeper.sweep();
        ended.now = now;
        ended.clock.tick();
        ended.now = now.plusSeconds(660); // a contract ends first, and is erased by a later look
        ended.clock.tick();
        for (var customer : customers) {
          compare(customer, day);
          live(customer, day);
        }
      }
      assertThat(ended.meters.counter("pronto.contract.failures").count()).isZero();
      assertThat(customers.stream().map(this::state)).contains(State.ERASED);
      assertThat(state(customers.getLast())).isEqualTo(State.ACTIVE);
    }
  }

  private State state(Customer customer) {
    return ended.contracts.find(customer.stock.organisation).orElseThrow().state();
  }

  /** Two leave, and one that would leave does not. */
  private void decide(List<Customer> customers, LocalDate first) {
    now = first.atTime(LocalTime.of(4, 0)).atZone(PARIS).toInstant();
    setTime();
    var policies = new RetentionPolicies(ground.database, ground.outbox, () -> now);
    for (var customer : customers) {
      policies.put(
          customer.stock.organisation,
          new RetentionPolicy(
              List.of(
                  rule(customer, Category.RECORDING, customer.recordingDays),
                  rule(customer, Category.TRANSCRIPT, customer.transcriptDays)),
              false),
          customer.boss,
          _ -> {});
    }
    for (var customer : customers) {
      customer.announcedOn = first.plusDays(60 + random.nextInt(200));
    }
    customers.get(0).choice = Optional.of(Choice.ERASURE);
    customers.get(2).withdrawnOn = customers.get(2).announcedOn.plusDays(10);
  }

  private static RetentionRule rule(Customer customer, Category category, int days) {
    return new RetentionRule(
        category, Scope.ORGANISATION, customer.stock.organisation.value(), days);
  }

  private void begin(LocalDate day) {
    now = day.atTime(LocalTime.of(4, 30)).atZone(PARIS).toInstant();
    ended.now = now;
    setTime();
    if (!YearMonth.from(day).equals(month)) {
      month = YearMonth.from(day);
      var begun = month.atDay(1);
      ground.database.asStranger(tx -> tx.one("select open_cdr_month($1)", begun));
    }
  }

  /** What is asked every day is asked of functions: a connection of its own for each takes long. */
  private void keepTime() {
    ground.owner("create table test_time as select now() as at");
    ground.owner(
        """
        create function set_test_time(wanted timestamptz) returns void
          language sql security definer set search_path = public as 'update test_time set at = wanted'
        """);
    ground.owner(
        """
        create or replace function retention_now() returns timestamptz
          language sql stable security definer set search_path = public as 'select at from test_time'
        """);
    ground.owner(
        """
        create function archived_calls(of_organisation text) returns table (calls bigint, days bigint)
          language sql stable security definer set search_path = public as $$
          select count(*), coalesce(sum(delete_after - date '1970-01-01'), 0)::bigint from archived_record
           where organisation_id = of_organisation and kind = 'call_detail_record' $$
        """);
  }

  private void setTime() {
    ground.database.asStranger(tx -> tx.query("select set_test_time($1)", RetentionRows.utc(now)));
  }

  private void agree(Customer customer, LocalDate day) {
    var organisation = customer.stock.organisation;
    if (!day.isBefore(customer.announcedOn)) {
      customer.announcedOn = LocalDate.MAX;
      customer.announced = day;
      var last = day.plusDays(20 + random.nextInt(20));
      customer.lastDay = Optional.of(last);
      ended.contracts.terminate(organisation, last, customer.delay, "opr_1");
      customer.choice.ifPresent(
          choice -> ended.contracts.choose(organisation, choice, customer.boss));
    }
    if (!day.isBefore(customer.withdrawnOn)) {
      customer.withdrawnOn = LocalDate.MAX;
      customer.lastDay = Optional.empty();
      ended.contracts.withdraw(organisation);
    }
    if (random.nextInt(15) == 0 && !customer.calls.isEmpty()) {
      var call =
          customer.calls.keySet().stream().sorted().skip(customer.calls.size() / 2).findFirst();
      customer.held.computeIfAbsent(call.orElseThrow(), id -> hold(customer, id));
    }
    if (random.nextInt(20) == 0) {
      customer.held.values().forEach(hold -> customer.stock.lift(holds, hold));
      customer.held.clear();
    }
  }

  /** A hold on the moment of that call, and so on it alone. */
  private LegalHold hold(Customer customer, String call) {
    var began =
        ground
            .database
            .in(
                customer.stock.organisation,
                tx -> tx.one("select started_at from cdr where id = $1", call))
            .orElseThrow()
            .getOffsetDateTime("started_at")
            .toInstant();
    return customer.stock.hold(
        holds,
        new WantedHold(
            "A case",
            Optional.empty(),
            Optional.empty(),
            Optional.of(began),
            Optional.of(began.plusMillis(1))));
  }

  private void forget(Customer customer, LocalDate day) {
    customer.archived.removeIf(last -> last.isBefore(day));
    drop(customer, customer.recordings, due -> !due.isAfter(now));
    drop(customer, customer.transcripts, due -> !due.isAfter(now));
    customer
        .calls
        .entrySet()
        .removeIf(one -> one.getValue().isBefore(day) && !customer.held.containsKey(one.getKey()));
    if (customer.erasable(day)) {
      drop(customer, customer.recordings, _ -> true);
      drop(customer, customer.transcripts, _ -> true);
      customer
          .calls
          .entrySet()
          .removeIf(
              one -> {
                boolean goes = !customer.held.containsKey(one.getKey());
                if (goes) {
                  customer.archived.add(one.getValue());
                }
                return goes;
              });
      customer.archived.removeIf(last -> last.isBefore(day));
    }
  }

  private static void drop(Customer customer, Map<String, Instant> things, Predicate<Instant> due) {
    things
        .entrySet()
        .removeIf(
            one ->
                due.test(one.getValue())
                    && !customer.held.containsKey(customer.callOf.get(one.getKey())));
  }

  private void compare(Customer customer, LocalDate day) {
    var stock = customer.stock;
    assertThat(stock.ids("cdr")).as("calls on " + day).isEqualTo(customer.calls.keySet());
    assertThat(stock.ids("recording"))
        .as("recordings on " + day)
        .isEqualTo(customer.recordings.keySet());
    assertThat(stock.ids("transcript"))
        .as("transcripts on " + day)
        .isEqualTo(customer.transcripts.keySet());
    var archived =
        ground.database.asStranger(
            tx ->
                tx.one("select * from archived_calls($1)", stock.organisation.value())
                    .orElseThrow());
    assertThat(archived.getLong("calls"))
        .as("archived on " + day)
        .isEqualTo(customer.archived.size());
    assertThat(archived.getLong("days"))
        .as("until when on " + day)
        .isEqualTo(customer.archived.stream().mapToLong(LocalDate::toEpochDay).sum());
    boolean people = customer.calls.isEmpty() && customer.recordings.isEmpty();
    if (customer.erasable(day)) {
      var contract = ended.contracts.find(stock.organisation).orElseThrow();
      assertThat(contract.state()).as("on " + day).isEqualTo(people ? State.ERASED : State.ENDED);
      assertThat(contract.held())
          .as("on " + day)
          .isEqualTo(
              customer.calls.size() + customer.recordings.size() + customer.transcripts.size());
      assertThat(stock.ids("user_account").isEmpty()).as("on " + day).isEqualTo(people);
    } else {
      assertThat(stock.ids("user_account")).as("on " + day).containsExactly(customer.boss);
      assertThat(state(customer))
          .as("on " + day)
          .isEqualTo(customer.inService(day) ? State.ACTIVE : State.ENDED);
    }
  }

  private void live(Customer customer, LocalDate day) {
    if (!customer.inService(day) || random.nextBoolean()) {
      return;
    }
    var times = List.of("05:00:00", "23:59:59", "12:00:00", "22:30:00");
    var begun = day.atTime(LocalTime.parse(times.get(random.nextInt(4)))).atZone(PARIS).toInstant();
    var call = customer.stock.call(begun);
    var recording = customer.stock.recording(call, begun, Optional.empty());
    var transcript = customer.stock.transcript(call, recording);
    customer.callOf.put(recording, call);
    customer.callOf.put(transcript, call);
    customer.calls.put(call, begun.atZone(PARIS).toLocalDate().plusMonths(12));
    customer.recordings.put(recording, later(begun, customer.recordingDays));
    customer.transcripts.put(
        transcript, later(begun, Math.min(customer.recordingDays, customer.transcriptDays)));
  }

  /** An hour that does not come, or comes twice, is taken as winter's: as PostgreSQL does. */
  private static Instant later(Instant since, int days) {
    var local = since.atZone(PARIS).toLocalDateTime().plus(Period.ofDays(days));
    var offsets = PARIS.getRules().getValidOffsets(local);
    return offsets.size() == 1
        ? local.toInstant(offsets.getFirst())
        : local.toInstant(ZoneOffset.ofHours(1));
  }
}
