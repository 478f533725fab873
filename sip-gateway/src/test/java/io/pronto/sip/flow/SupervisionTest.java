package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.SupervisionMode;
import io.pronto.core.call.SupervisionNotice;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A supervisor in a call between a carrier's caller and an agent. */
class SupervisionTest extends Telephony {
  private static final double CUSTOMER = 440;
  private static final double AGENT = 1_000;
  private static final double SUPERVISOR = 1_600;

  private final Town.Resident carol = town.resident("103");
  private final TestPhone desk = exchange.phone(carol.credentials());

  @Test
  void whoListensHearsBothAndIsHeardByNobody() {
    var talk = conversation();
    var boss = supervise(SupervisionMode.LISTEN);

    var heard = all(talk, boss);

    assertThat(heard.get(2).share(CUSTOMER)).isGreaterThan(0.3);
    assertThat(heard.get(2).share(AGENT)).isGreaterThan(0.3);
    assertThat(heard.get(0).share(AGENT)).isGreaterThan(0.7);
    assertThat(heard.get(0).share(SUPERVISOR)).isLessThan(0.02);
    assertThat(heard.get(1).share(CUSTOMER)).isGreaterThan(0.7);
    assertThat(heard.get(1).share(SUPERVISOR)).isLessThan(0.02);
    end(talk, boss);
  }

  @Test
  void whoWhispersIsHeardByTheOneCalledAlone() {
    var talk = conversation();
    var boss = supervise(SupervisionMode.WHISPER);

    var heard = all(talk, boss);

    assertThat(heard.get(0).share(SUPERVISOR)).as("the customer").isLessThan(0.02);
    assertThat(heard.get(1).share(SUPERVISOR)).as("the agent").isGreaterThan(0.3);
    assertThat(heard.get(1).share(CUSTOMER)).isGreaterThan(0.3);
    end(talk, boss);
  }

  @Test
  void whoBargesInByAKeyIsHeardByBoth() {
    var talk = conversation();
    var boss = supervise(SupervisionMode.LISTEN);
    boss.press("3");
    awaitTold("supervision.changed");

    var heard = all(talk, boss);

    assertThat(heard.get(0).share(SUPERVISOR)).isGreaterThan(0.3);
    assertThat(heard.get(1).share(SUPERVISOR)).isGreaterThan(0.3);
    end(talk, boss);
  }

  @Test
  void theTwoTalkOnWhenTheSupervisorHasLeft() {
    var talk = conversation();
    var boss = supervise(SupervisionMode.BARGE);
    boss.hangUp();
    awaitTold("supervision.ended");

    talk.hearEachOther();

    talk.end();
    assertThat(exchange.record().endedBy()).isEqualTo("caller");
  }

  @Test
  void theCallEndsForTheSupervisorToo() {
    var talk = conversation();
    var boss = supervise(SupervisionMode.LISTEN);

    talk.end();

    boss.awaitEnded();
    exchange.record();
    awaitTold("supervision.ended");
    Waiting.until("it is in the audit log", () -> audited("call.supervised") == 1);
  }

  @Test
  void theOneWhoIsSupervisedHearsATone() {
    var talk = conversation();
    talk.called().forget();
    talk.caller().forget();
    var boss = supervise(SupervisionMode.LISTEN, SupervisionNotice.TONE);

    assertThat(talk.called().awaitHeard(400).level()).as("the agent").isGreaterThan(-45);
    assertThat(talk.caller().heard().level()).as("the customer").isLessThan(-60);
    end(talk, boss);
  }

  @Test
  void whoDoesNotAnswerChangesNothing() {
    var talk = conversation();
    ask(SupervisionMode.LISTEN, SupervisionNotice.NONE);
    desk.awaitCall().reject("486 Busy Here");
    awaitTold("supervision.refused");

    talk.hearEachOther();

    talk.end();
    exchange.record();
  }

  private PhoneCall supervise(SupervisionMode mode) {
    return supervise(mode, SupervisionNotice.NONE);
  }

  private PhoneCall supervise(SupervisionMode mode, SupervisionNotice notice) {
    ask(mode, notice);
    var boss = desk.awaitCall().answer();
    boss.awaitAnswered();
    awaitTold("supervision.started");
    return boss;
  }

  private void ask(SupervisionMode mode, SupervisionNotice notice) {
    exchange.awaitCalls(
        town.organisation(),
        "they talk",
        calls -> calls.size() == 1 && calls.getFirst().answeredAt().isPresent());
    exchange.ask(
        town.organisation(),
        exchange.liveCall(town.organisation()).id(),
        new CallCommand.Supervise(mode, carol.userId(), Optional.empty(), notice));
  }

  /** What customer, agent and supervisor hear while all speak. */
  private static List<Sound> all(Conversation talk, PhoneCall boss) {
    var calls = List.of(talk.caller(), talk.called(), boss);
    talk.caller().say(Sound.tone(CUSTOMER, 4_000));
    talk.called().say(Sound.tone(AGENT, 4_000));
    boss.say(Sound.tone(SUPERVISOR, 4_000));
    talk.caller().awaitHeard(1_000);
    calls.forEach(PhoneCall::forget);
    return calls.stream().map(call -> call.awaitHeard(1_500)).toList();
  }

  private void end(Conversation talk, PhoneCall boss) {
    talk.end();
    boss.awaitEnded();
    exchange.record();
  }

  private void awaitTold(String type) {
    Waiting.until(
        type + " is told",
        () ->
            new EventStore(Ground.database())
                .after(town.organisation(), 0, 100).stream()
                    .map(Event::type)
                    .anyMatch(type::equals));
  }

  private long audited(String action) {
    return Ground.database()
        .in(
            town.organisation(),
            tx -> tx.query("select from audit_event where action = $1", action).size());
  }
}
