package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.core.event.Outbox;
import io.pronto.core.numbering.E164;
import io.pronto.core.routing.Diversion.Reason;
import io.pronto.core.routing.Simulation.Devices;
import io.pronto.core.routing.Simulation.From;
import io.pronto.core.rules.FindMe;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Forwarding;
import io.pronto.core.rules.ForwardingStore;
import io.pronto.core.rules.NumberRouting;
import io.pronto.core.rules.NumberRoutingStore;
import io.pronto.core.rules.Presentation;
import io.pronto.core.rules.Step;
import io.pronto.core.rules.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Forwarding, and how it ends when it goes in circles. */
class RulebookTest {
  private static final E164 MOBILE = new E164("+33612345678");
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  private final Outbox outbox = new Outbox(Ground.database());
  private final ForwardingStore forwardings = new ForwardingStore(Ground.database(), outbox);
  private final Firm firm = Firm.found();
  private final String anna = firm.user("101");
  private final String bruno = firm.user("102");
  private final E164 number = firm.rent();

  RulebookTest() {
    firm.assign(number, anna, "off");
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void allCallsGoOnToAColleague() {
    always(anna, new Target.Colleague(bruno));

    var route = call(Devices.ANSWER);

    assertThat(route.destination())
        .isInstanceOfSatisfying(
            Destination.RingUser.class, to -> assertThat(to.line().userId()).isEqualTo(bruno));
    assertThat(route.diversions())
        .containsExactly(
            new Diversion(number.value(), Reason.UNCONDITIONAL, Optional.of(anna), true));
  }

  @Test
  void aCallGoesOutByTheNumberOfWhoForwardsIt() {
    always(anna, new Target.Number(MOBILE));

    assertThat(call(Devices.ANSWER).destination())
        .isEqualTo(new Destination.Outside(MOBILE.value(), Optional.of(number), false));
  }

  @Test
  void whoHasNoNumberToShowForwardsNothingOutside() {
    always(anna, new Target.Colleague(bruno));
    always(bruno, new Target.Number(MOBILE));

    assertThat(call(Devices.ANSWER).destination())
        .isEqualTo(new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER));
  }

  @Test
  void twoWhoForwardAllToEachOtherStopTheCall() {
    always(anna, new Target.Colleague(bruno));
    always(bruno, new Target.Colleague(anna));

    var route = call(Devices.ANSWER);

    assertThat(route.destination()).isEqualTo(new Destination.Reject(HangupCause.LOOP, 482));
    assertThat(route.trace().getLast().finding()).isEqualTo(Finding.LOOP);
  }

  @Test
  void twoWhoStandInForEachOtherAreEachTriedOnce() {
    onNoAnswer(anna, bruno);
    onNoAnswer(bruno, anna);

    var route = call(Devices.NO_ANSWER);

    assertThat(route.destination()).isEqualTo(new Destination.Reject(HangupCause.NO_ANSWER));
    assertThat(route.trace())
        .extracting(Step::finding)
        .containsSubsequence(
            Finding.RINGS,
            Finding.FORWARD_NO_ANSWER,
            Finding.RINGS,
            Finding.FORWARD_NO_ANSWER,
            Finding.LOOP);
  }

  @Test
  void aCallThatComesBackFromOutsideIsStopped() {
    always(anna, new Target.Number(MOBILE));

    var again =
        new CallRouter(directory())
            .fromOutside(
                "+33687654321",
                Presentation.SHOWN,
                "+33687654321",
                number.value(),
                List.of(Diversion.before(number.value(), Reason.UNCONDITIONAL)),
                NOW);

    assertThat(again.destination()).isEqualTo(new Destination.Reject(HangupCause.LOOP, 482));
  }

  @Test
  void aCallIsDivertedFiveTimesAtMost() {
    var last = anna;
    for (int i = 0; i < 6; i++) {
      var next = firm.user("20" + i);
      always(last, new Target.Colleague(next));
      last = next;
    }

    var route = call(Devices.ANSWER);

    assertThat(route.destination()).isEqualTo(new Destination.Reject(HangupCause.LOOP, 482));
    assertThat(route.trace().getLast().finding()).isEqualTo(Finding.TOO_MANY_DIVERSIONS);
  }

  @Test
  void twoNumbersThatAreNeverOpenForEachOtherStopTheCall() {
    var other = firm.rent();
    closed(number, other);
    closed(other, number);

    assertThat(call(Devices.ANSWER).destination())
        .isEqualTo(new Destination.Reject(HangupCause.LOOP, 482));
  }

  @Test
  void whoIsNotToBeDisturbedIsBusyToColleaguesToo() {
    forwardings.change(
        firm.organisation(),
        anna,
        none ->
            new Forwarding(
                true,
                none.always(),
                none.busy(),
                none.noAnswer(),
                none.noAnswerAfter(),
                none.unreachable(),
                none.findMe()));
    var directory = directory();
    var colleague = directory.line(firm.organisation(), bruno).orElseThrow();

    var route =
        new Simulation(directory).run(new From.Colleague(colleague), "101", Devices.ANSWER, NOW);

    assertThat(route.destination()).isEqualTo(new Destination.Reject(HangupCause.BUSY));
  }

  @Test
  void whatIsSaidCountsForTheNextCall() {
    var kept = new Directory(Ground.database(), Firm.DOMAIN);
    var line = kept.line(firm.organisation(), anna).orElseThrow();
    assertThat(kept.forwarding(line)).isEqualTo(Forwarding.NONE);

    always(anna, new Target.Colleague(bruno));

    Waiting.until("it is known", () -> kept.forwarding(line).always().isPresent());
  }

  @Test
  void whoIsLookedForElsewhereIsSoByAnOwnNumberOnly() {
    var own = firm.rent();
    findMe(anna, MOBILE, own, new E164("+33687654321"));

    var route = call(Devices.ANSWER);

    assertThat(route.destination())
        .isInstanceOfSatisfying(
            Destination.RingUser.class,
            to ->
                assertThat(to.elsewhere())
                    .containsExactly(
                        new Destination.Elsewhere(
                            new Destination.Outside(MOBILE.value(), Optional.of(number), false),
                            Duration.ofSeconds(0),
                            Duration.ofSeconds(10))));
    assertThat(route.trace())
        .extracting(Step::finding)
        .as("the mobile, the organisation's own number, the caller's")
        .endsWith(
            Finding.RINGS, Finding.FIND_ME, Finding.FIND_ME_LEFT_OUT, Finding.FIND_ME_LEFT_OUT);
  }

  @Test
  void aCallThatComesBackFromTheMobileDoesNotGoThereAgain() {
    findMe(anna, MOBILE);

    var route =
        new CallRouter(directory())
            .fromOutside(
                "+33687654321",
                Presentation.SHOWN,
                "+33687654321",
                number.value(),
                List.of(Diversion.before(MOBILE.value(), Reason.USER_BUSY)),
                NOW);

    assertThat(((Destination.RingUser) route.destination()).elsewhere()).isEmpty();
  }

  @Test
  void aCallThatComesBackFromTheMobileUnderOurOwnNameDoesNotGoThereAgainEither() {
    findMe(anna, MOBILE);

    var route =
        new CallRouter(directory())
            .fromOutside(
                "+33687654321",
                Presentation.SHOWN,
                "+33687654321",
                number.value(),
                List.of(Diversion.before(number.value(), Reason.FOLLOW_ME)),
                NOW);

    assertThat(((Destination.RingUser) route.destination()).elsewhere()).isEmpty();
  }

  @Test
  void whatIsFoundElsewhereHasBeenDiverted() {
    findMe(anna, MOBILE);
    var router = new CallRouter(directory());
    var route = call(Devices.ANSWER);

    var found =
        router.elsewhere(
            route, ((Destination.RingUser) route.destination()).elsewhere().getFirst());

    assertThat(found.destination())
        .isEqualTo(new Destination.Outside(MOBILE.value(), Optional.of(number), false));
    assertThat(found.diversions())
        .containsExactly(new Diversion(number.value(), Reason.FOLLOW_ME, Optional.of(anna), true));
  }

  private Route call(Devices devices) {
    return new Simulation(directory())
        .run(new From.Outside("+33687654321", Presentation.SHOWN), number.value(), devices, NOW);
  }

  private static Directory directory() {
    return Directory.once(Ground.database(), Firm.DOMAIN, InstantSource.system());
  }

  private void always(String user, Target target) {
    forwardings.change(
        firm.organisation(),
        user,
        none ->
            new Forwarding(
                false,
                Optional.of(target),
                none.busy(),
                none.noAnswer(),
                none.noAnswerAfter(),
                none.unreachable(),
                none.findMe()));
  }

  private void findMe(String user, E164... numbers) {
    var wanted = new ArrayList<FindMe>();
    for (var number : numbers) {
      wanted.add(
          new FindMe(number, Duration.ofSeconds(10L * wanted.size()), Duration.ofSeconds(10)));
    }
    forwardings.change(
        firm.organisation(),
        user,
        none ->
            new Forwarding(
                false,
                none.always(),
                none.busy(),
                none.noAnswer(),
                none.noAnswerAfter(),
                none.unreachable(),
                wanted));
  }

  private void onNoAnswer(String user, String colleague) {
    forwardings.change(
        firm.organisation(),
        user,
        none ->
            new Forwarding(
                false,
                none.always(),
                none.busy(),
                Optional.of(new Target.Colleague(colleague)),
                none.noAnswerAfter(),
                none.unreachable(),
                none.findMe()));
  }

  /** A schedule without hours is never open. */
  private void closed(E164 from, E164 to) {
    var schedule = firm.schedule();
    new NumberRoutingStore(Ground.database(), outbox, InstantSource.system())
        .publish(
            firm.organisation(),
            from.value(),
            Optional.empty(),
            Optional.empty(),
            before ->
                new NumberRouting(
                    from, Optional.of(schedule), new Target.Number(to), before.anonymous()));
  }
}
