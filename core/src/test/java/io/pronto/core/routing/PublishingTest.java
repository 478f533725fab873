package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.core.hours.Schedule;
import io.pronto.core.hours.ScheduleStore;
import io.pronto.core.hours.Switch;
import io.pronto.core.hours.TimeSpan;
import io.pronto.core.hours.WeeklySpan;
import io.pronto.core.numbering.E164;
import io.pronto.core.publishing.Expected;
import io.pronto.core.publishing.Publishing;
import io.pronto.core.publishing.Rehearsal;
import io.pronto.core.publishing.RoutingTest;
import io.pronto.core.publishing.RoutingTestStore;
import io.pronto.core.publishing.TestResult;
import io.pronto.core.publishing.TestsFailed;
import io.pronto.core.routing.Simulation.Devices;
import io.pronto.core.routing.Simulation.From;
import io.pronto.core.rules.Answer;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.NumberRouting;
import io.pronto.core.rules.NumberRoutingStore;
import io.pronto.core.rules.Presentation;
import io.pronto.core.rules.RoutingVersion;
import io.pronto.core.rules.Target;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** An office that is open from 9 to 18 on Mondays, and what is expected of its number's calls. */
class PublishingTest {
  /** A Monday to come. */
  private static final String MORNING = "2095-01-03T10:00";

  private static final String EVENING = "2095-01-03T19:00";
  private static final InstantSource CLOCK = InstantSource.system();

  private final Firm firm = Firm.found();
  private final String anna = firm.user("101");
  private final String bruno = firm.user("102");
  private final E164 number = firm.rent();
  private final RoutingTestStore tests = new RoutingTestStore(Ground.database());
  private final Rehearsal rehearsal = new Rehearsal(Ground.database(), Firm.DOMAIN, CLOCK);
  private final Publishing publishing = new Publishing(Ground.database(), rehearsal);
  private final ScheduleStore schedules = new ScheduleStore(Ground.database(), Ground.outbox());
  private final NumberRoutingStore routings =
      new NumberRoutingStore(Ground.database(), Ground.outbox(), CLOCK);
  private final String office = open(9, 18);

  PublishingTest() {
    firm.assign(number, anna, "off");
    route(office, new Target.Colleague(bruno), Optional.empty());
  }

  @Test
  void aScheduleThatWouldDisappointIsNotPublishedAndTheCaseIsTold() {
    expect("In the morning", MORNING, new Expected.User(anna));
    expect("In the evening", EVENING, new Expected.User(bruno));

    var refused = catchThrowableOfType(TestsFailed.class, () -> changeHours(office, 11, 18));

    assertThat(refused.failed()).extracting(r -> r.test().name()).containsExactly("In the morning");
    var result = refused.failed().getFirst();
    assertThat(result.route().destination())
        .isInstanceOfSatisfying(
            Destination.RingUser.class, to -> assertThat(to.line().userId()).isEqualTo(bruno));
    assertThat(result.route().trace())
        .extracting(step -> step.finding())
        .contains(Finding.HOURS_CLOSED);
    assertThat(hours(office)).containsExactly(span(9, 18));
    changeHours(office, 8, 18);
    assertThat(hours(office)).containsExactly(span(8, 18));
  }

  @Test
  void aRoutingThatWouldDisappointIsNotPublishedNowNorLater() {
    expect("In the evening", EVENING, new Expected.User(bruno));
    var busy = new Target.Refusal(Answer.BUSY);

    assertThatThrownBy(() -> publish(office, busy, Optional.empty()))
        .isInstanceOf(TestsFailed.class);
    assertThatThrownBy(
            () -> publish(office, busy, Optional.of(Instant.parse("2095-01-01T00:00:00Z"))))
        .isInstanceOf(TestsFailed.class);
    assertThat(versions()).isEqualTo(1);

    publish(office, busy, Optional.of(Instant.parse("2095-02-01T00:00:00Z")));
    assertThat(versions()).isEqualTo(2);
  }

  @Test
  void whatFailsAlreadyKeepsNobodyFromAnything() {
    expect("Not so", MORNING, new Expected.Rejection(HangupCause.CLOSED));
    expect("So", MORNING, new Expected.User(anna));

    changeHours(office, 9, 17);

    assertThat(hours(office)).containsExactly(span(9, 17));
    var refused = catchThrowableOfType(TestsFailed.class, () -> changeHours(office, 11, 18));
    assertThat(refused.failed()).extracting(r -> r.test().name()).containsExactly("So");
  }

  @Test
  void aHandOnTheSwitchIsNoPublication() {
    expect("In the morning", MORNING, new Expected.User(anna));

    change(
        office,
        before -> with(before, before.hours(), Optional.of(new Switch(false, Optional.empty()))));

    assertThat(rehearsal.run(firm.organisation(), tests.all(firm.organisation())))
        .allMatch(TestResult::passed);
    assertThatThrownBy(() -> changeHours(office, 11, 18)).isInstanceOf(TestsFailed.class);
  }

  @Test
  void aTestOfAPastMomentIsHeldAgainstWhatWillBeInForce() {
    expect("Once", "2020-01-06T10:00", new Expected.User(anna));
    var afternoons = open(14, 18);
    var later = Instant.parse("2095-01-01T00:00:00Z");

    assertThatThrownBy(() -> publish(afternoons, new Target.Colleague(bruno), Optional.of(later)))
        .isInstanceOf(TestsFailed.class);
  }

  @Test
  void cancellingIsPublishingToo() {
    var version =
        publish(
            open(14, 18),
            new Target.Colleague(bruno),
            Optional.of(Instant.parse("2095-01-01T00:00:00Z")));
    expect("In the morning", MORNING, new Expected.User(bruno));

    assertThatThrownBy(
            () ->
                publishing.publish(
                    firm.organisation(),
                    Optional.of(version.effectiveAt()),
                    () -> routings.cancel(firm.organisation(), version.id(), _ -> {})))
        .isInstanceOf(TestsFailed.class);
    assertThat(versions()).isEqualTo(2);
  }

  @Test
  void twoChangesDoNotSpoilTogetherWhatNeitherSpoilsAlone() throws Exception {
    route(office, new Target.Colleague(anna), Optional.empty());
    expect("Anna at any time", MORNING, new Expected.User(anna));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var second =
          publishing.publish(
              firm.organisation(),
              Optional.empty(),
              () -> {
                schedules.change(
                    firm.organisation(),
                    office,
                    before -> with(before, List.of(span(11, 18)), Optional.empty()));
                var waiting =
                    threads.submit(
                        () -> publish(office, new Target.Refusal(Answer.BUSY), Optional.empty()));
                Ground.database().apart(() -> awaitWaiting(waiting));
                return waiting;
              });

      assertThatThrownBy(second::get).cause().isInstanceOf(TestsFailed.class);
    }
    assertThat(hours(office)).containsExactly(span(11, 18));
    assertThat(rehearsal.run(firm.organisation(), tests.all(firm.organisation())))
        .allMatch(TestResult::passed);
  }

  @Test
  void testsOfOthersAreNobodysAffair() {
    var other = Firm.found();
    var test = expect("In the morning", MORNING, new Expected.User(anna));

    assertThat(tests.find(other.organisation(), test.id())).isEmpty();
    assertThat(tests.all(other.organisation())).isEmpty();
    assertThat(tests.delete(other.organisation(), test.id(), _ -> {})).isFalse();
    assertThat(tests.change(other.organisation(), test.id(), before -> before)).isEmpty();
  }

  @Test
  void anOrganisationHasSoManyTestsAndNotOneMore() {
    for (int i = 0; i < RoutingTestStore.MOST; i++) {
      expect("Test " + i, MORNING, new Expected.User(anna));
    }

    assertThat(tests.add(firm.organisation(), test("One more", MORNING, new Expected.User(anna))))
        .isEmpty();
    assertThatThrownBy(() -> changeHours(office, 11, 18))
        .isInstanceOfSatisfying(
            TestsFailed.class,
            refused -> assertThat(refused.failed()).hasSize(RoutingTestStore.MOST));
  }

  private boolean awaitWaiting(Future<?> waiting) {
    Waiting.until(
        "the other waits for the lock",
        () -> {
          assertThat(waiting.isDone()).isFalse();
          return Ground.database()
              .in(
                  firm.organisation(),
                  tx ->
                      tx.one(
                          """
                          select from pg_locks where locktype = 'advisory' and not granted
                             and (classid::bigint << 32 | objid::bigint)
                                 = hashtextextended('routing ' || $1, 0)
                          """,
                          firm.organisation().value()))
              .isPresent();
        });
    return true;
  }

  private RoutingTest expect(String name, String at, Expected expected) {
    return tests.add(firm.organisation(), test(name, at, expected)).orElseThrow();
  }

  private RoutingTest test(String name, String at, Expected expected) {
    return new RoutingTest(
        Id.next("rtt"),
        name,
        number,
        new From.Outside("+33687654321", Presentation.SHOWN),
        at,
        Devices.ANSWER,
        expected,
        Instant.EPOCH);
  }

  private String open(int from, int to) {
    return schedules
        .create(
            firm.organisation(),
            blank ->
                new Schedule(
                    blank.id(),
                    blank.id(),
                    ZoneId.of("Europe/Paris"),
                    List.of(span(from, to)),
                    blank.holidays(),
                    List.of(),
                    Optional.empty(),
                    blank.createdAt()))
        .id();
  }

  private static WeeklySpan span(int from, int to) {
    return new WeeklySpan(DayOfWeek.MONDAY, new TimeSpan(from * 60, to * 60));
  }

  private static Schedule with(Schedule before, List<WeeklySpan> hours, Optional<Switch> override) {
    return new Schedule(
        before.id(),
        before.name(),
        before.zone(),
        hours,
        before.holidays(),
        before.exceptions(),
        override,
        before.createdAt());
  }

  private List<WeeklySpan> hours(String schedule) {
    return schedules.find(firm.organisation(), schedule).orElseThrow().hours();
  }

  private void changeHours(String schedule, int from, int to) {
    change(schedule, before -> with(before, List.of(span(from, to)), before.override()));
  }

  private void change(String schedule, UnaryOperator<Schedule> change) {
    publishing.publish(
        firm.organisation(),
        Optional.empty(),
        () -> schedules.change(firm.organisation(), schedule, change));
  }

  private RoutingVersion publish(String schedule, Target closed, Optional<Instant> at) {
    return publishing.publish(firm.organisation(), at, () -> route(schedule, closed, at));
  }

  private RoutingVersion route(String schedule, Target closed, Optional<Instant> at) {
    return routings
        .publish(
            firm.organisation(),
            number.value(),
            at,
            Optional.empty(),
            before -> new NumberRouting(number, Optional.of(schedule), closed, before.anonymous()))
        .orElseThrow();
  }

  private int versions() {
    return Ground.database()
        .in(
            firm.organisation(),
            tx ->
                tx.one(
                        "select count(*)::integer from number_routing where number = $1",
                        number.value())
                    .orElseThrow()
                    .getInteger(0));
  }
}
