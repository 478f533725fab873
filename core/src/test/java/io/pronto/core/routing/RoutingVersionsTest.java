package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.core.db.Actor;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.hours.ScheduleInUse;
import io.pronto.core.hours.ScheduleStore;
import io.pronto.core.numbering.E164;
import io.pronto.core.rules.AnonymousPolicy;
import io.pronto.core.rules.NumberRouting;
import io.pronto.core.rules.NumberRoutingStore;
import io.pronto.core.rules.Presentation;
import io.pronto.core.rules.RoutingVersion;
import io.pronto.core.rules.RoutingVersion.State;
import io.pronto.core.rules.ScheduledAlready;
import io.pronto.core.rules.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a number does with its calls changes by the clock, here one of the test's own. */
class RoutingVersionsTest {
  private static final Instant START = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final Instant SWITCH = START.plus(Duration.ofDays(25));

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Firm firm = Firm.found();
  private final String anna = firm.user("101");
  private final String bruno = firm.user("102");
  private final E164 number = firm.rent();
  private final NumberRoutingStore routings =
      new NumberRoutingStore(Ground.database(), Ground.outbox(), now::get);
  private final ScheduleStore schedules = new ScheduleStore(Ground.database(), Ground.outbox());

  /** That of calls: it has read what it knows before the moment comes. */
  private final Directory directory = new Directory(Ground.database(), Firm.DOMAIN, now::get);

  private final CallRouter router = new CallRouter(directory, now::get);

  RoutingVersionsTest() {
    firm.assign(number, anna, "off");
  }

  @Test
  void aScheduledVersionTakesEffectAtItsMomentThoughNobodyDoesAnything() {
    var never = firm.schedule();
    var version = scheduled(SWITCH, closed(never, new Target.Colleague(bruno)));
    Waiting.until("calls know it", this::isKnown);

    now.set(SWITCH.minusMillis(1));
    assertThat(ringing()).isEqualTo(anna);
    now.set(SWITCH);
    assertThat(ringing()).isEqualTo(bruno);

    assertThat(states()).containsExactly(State.IN_FORCE);
    assertThat(routings.find(firm.organisation(), number.value()).orElseThrow().scheduleId())
        .contains(never);
    assertThat(version.state()).isEqualTo(State.SCHEDULED);
  }

  @Test
  void theSimulationGoesByWhatIsInForceAtItsMoment() {
    scheduled(SWITCH, closed(firm.schedule(), new Target.Colleague(bruno)));
    var simulation = new Simulation(Directory.once(Ground.database(), Firm.DOMAIN, now::get));

    assertThat(simulated(simulation, SWITCH.minusSeconds(1))).isEqualTo(anna);
    assertThat(simulated(simulation, SWITCH)).isEqualTo(bruno);
    assertThat(simulated(simulation, START.minus(Duration.ofDays(300)))).isEqualTo(anna);
  }

  @Test
  void anOlderVersionIsPublishedAgain() {
    var first = published(anonymous(false));
    now.set(START.plusSeconds(60));
    published(anonymous(true));

    var again =
        routings
            .publish(
                firm.organisation(),
                number.value(),
                Optional.empty(),
                Optional.of(first.id()),
                _ -> first.routing())
            .orElseThrow();

    assertThat(routings.find(firm.organisation(), number.value())).contains(first.routing());
    assertThat(again.repeats()).contains(first.id());
    assertThat(states())
        .containsExactlyInAnyOrder(State.SUPERSEDED, State.SUPERSEDED, State.IN_FORCE);
    assertThat(again.id()).isNotEqualTo(first.id());
  }

  @Test
  void whatChangesNothingIsNoVersion() {
    var first = published(anonymous(false));

    var again = published(anonymous(false));

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(states()).containsExactly(State.IN_FORCE);
  }

  @Test
  void aVersionIsMadeOfWhatWouldBeInForceThen() {
    scheduled(SWITCH, closed(firm.schedule(), new Target.Colleague(bruno)));

    var later = scheduled(SWITCH.plusSeconds(1), anonymous(false));

    assertThat(later.routing().closed()).isEqualTo(new Target.Colleague(bruno));
  }

  @Test
  void ofTwoThatBeginTogetherTheOnePublishedLastCounts() {
    var never = firm.schedule();
    scheduled(SWITCH, closed(never, new Target.Colleague(bruno)));
    scheduled(SWITCH, closed(never, new Target.Colleague(anna)));

    now.set(SWITCH);

    assertThat(ringing()).isEqualTo(anna);
    assertThat(states()).containsExactlyInAnyOrder(State.SUPERSEDED, State.IN_FORCE);
  }

  @Test
  void aScheduledVersionIsCancelledAndIsToldOf() {
    var version = scheduled(SWITCH, closed(firm.schedule(), new Target.Colleague(bruno)));
    var seen = new AtomicReference<State>();

    assertThat(routings.cancel(firm.organisation(), version.id(), gone -> seen.set(gone.state())))
        .isTrue();
    assertThat(routings.cancel(firm.organisation(), version.id(), _ -> {})).isFalse();
    assertThat(routings.cancel(Firm.found().organisation(), version.id(), _ -> {})).isFalse();

    assertThat(seen).hasValue(State.SCHEDULED);
    now.set(SWITCH);
    assertThat(ringing()).isEqualTo(anna);
    assertThat(events()).containsExactly("number.routing_scheduled", "number.routing_cancelled");
  }

  @Test
  void whoeverPublishesIsKnown() {
    var version = new Actor("user:" + anna, "", "").run(() -> published(anonymous(false)));

    assertThat(routings.version(firm.organisation(), version.id()).orElseThrow())
        .isEqualTo(version);
    assertThat(version.publishedBy()).contains(anna);
    assertThat(version.publishedAt()).isEqualTo(START);
    assertThat(routings.version(Firm.found().organisation(), version.id())).isEmpty();
  }

  @Test
  void aNumberHasSoManyScheduledVersionsAndNotOneMore() {
    for (int i = 0; i < NumberRoutingStore.MOST_SCHEDULED; i++) {
      scheduled(SWITCH.plusSeconds(i), anonymous(i % 2 == 0));
    }

    assertThatThrownBy(() -> scheduled(SWITCH.minusSeconds(1), anonymous(false)))
        .isInstanceOf(ScheduledAlready.class);
    published(anonymous(false));
  }

  @Test
  void theHundredLastThatWereInForceAreKept() {
    for (int i = 0; i < 110; i++) {
      now.set(START.plusSeconds(i));
      published(anonymous(i % 2 == 0));
    }

    assertThat(versions())
        .hasSize(101)
        .extracting(RoutingVersion::effectiveAt)
        .contains(START.plusSeconds(9))
        .doesNotContain(START.plusSeconds(8));
  }

  @Test
  void aScheduleThatANumberIsGoingToHaveStays() {
    var first = firm.schedule();
    published(closed(first, new Target.Colleague(bruno)));
    var next = firm.schedule();
    scheduled(SWITCH, closed(next, new Target.Colleague(bruno)));

    assertThatThrownBy(() -> schedules.delete(firm.organisation(), first, _ -> {}))
        .isInstanceOf(ScheduleInUse.class);
    assertThatThrownBy(() -> schedules.delete(firm.organisation(), next, _ -> {}))
        .isInstanceOf(ScheduleInUse.class);
  }

  @Test
  void pastVersionsGoWithTheirSchedule() {
    now.set(START.minusSeconds(60));
    var past = firm.schedule();
    published(closed(past, new Target.Colleague(bruno)));
    now.set(START.minusSeconds(30));
    published(closed(firm.schedule(), new Target.Colleague(bruno)));

    assertThat(schedules.delete(firm.organisation(), past, _ -> {})).isTrue();

    assertThat(states()).containsExactly(State.IN_FORCE);
  }

  private List<State> states() {
    return versions().stream().map(RoutingVersion::state).toList();
  }

  private List<RoutingVersion> versions() {
    var all = new PageRequest(200, Optional.empty(), Optional.empty(), true);
    return routings.versions(firm.organisation(), number.value(), all).orElseThrow().items();
  }

  private List<String> events() {
    return new EventStore(Ground.database())
        .after(firm.organisation(), 0, 10).stream().map(Event::type).toList();
  }

  private boolean isKnown() {
    var rented = directory.number(number).orElseThrow();
    return directory.rules(rented, SWITCH).schedule().isPresent();
  }

  private String ringing() {
    var route =
        router.fromOutside(
            "+33687654321",
            Presentation.SHOWN,
            "+33687654321",
            number.value(),
            List.of(),
            now.get());
    return ringing(route);
  }

  private String simulated(Simulation simulation, Instant at) {
    return ringing(
        simulation.run(
            new Simulation.From.Outside("+33687654321", Presentation.SHOWN),
            number.value(),
            Simulation.Devices.ANSWER,
            at));
  }

  private static String ringing(Route route) {
    assertThat(route.destination())
        .isNotEqualTo(new Destination.Reject(HangupCause.UNALLOCATED_NUMBER));
    return ((Destination.RingUser) route.destination()).line().userId();
  }

  private RoutingVersion published(UnaryOperator<NumberRouting> change) {
    return publish(Optional.empty(), change);
  }

  private RoutingVersion scheduled(Instant at, UnaryOperator<NumberRouting> change) {
    return publish(Optional.of(at), change);
  }

  private RoutingVersion publish(Optional<Instant> at, UnaryOperator<NumberRouting> change) {
    return routings
        .publish(firm.organisation(), number.value(), at, Optional.empty(), change)
        .orElseThrow();
  }

  private static UnaryOperator<NumberRouting> closed(String schedule, Target target) {
    return before ->
        new NumberRouting(before.number(), Optional.of(schedule), target, before.anonymous());
  }

  private static UnaryOperator<NumberRouting> anonymous(boolean accepted) {
    return before ->
        new NumberRouting(
            before.number(),
            before.scheduleId(),
            before.closed(),
            new AnonymousPolicy(accepted, true, true, true, Optional.empty()));
  }
}
