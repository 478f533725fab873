package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.SupervisionMode;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.organisation.SupervisionNotice;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A supervisor in a call between a customer, whom a carrier brings, and an agent. */
class SupervisionTest extends Telephony {
  private static final double CUSTOMER = 440;
  private static final double AGENT = 1_000;
  private static final double SUPERVISOR = 1_600;
  private static final int LOUD = 1_000;
  private static final int WINDOW = Sound.RATE / 100;

  private final Town.Resident carol = town.resident("103");
  private final TestPhone carrier = exchange.carrier("127.0.0.15");
  private final String trunk = town.trunk("127.0.0.15", carrier.address().getPort());
  private final TestPhone agents = exchange.phone(bob.credentials()); // the trunk is known by then
  private final TestPhone desk = exchange.phone(carol.credentials());

  @Test
  void whoListensHearsBothAndIsHeardByNobody() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.LISTEN);

    var heard = all(talk, boss);

    assertThat(share(heard.supervisor(), CUSTOMER)).isGreaterThan(0.3);
    assertThat(share(heard.supervisor(), AGENT)).isGreaterThan(0.3);
    assertThat(share(heard.customer(), AGENT)).isGreaterThan(0.7);
    assertThat(share(heard.customer(), SUPERVISOR)).isLessThan(0.02);
    assertThat(share(heard.agent(), CUSTOMER)).isGreaterThan(0.7);
    assertThat(share(heard.agent(), SUPERVISOR)).isLessThan(0.02);
    end(talk, boss);
  }

  @Test
  void whoWhispersIsHeardByTheAgentAlone() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.WHISPER);

    var heard = all(talk, boss);

    assertThat(share(heard.customer(), SUPERVISOR)).isLessThan(0.02);
    assertThat(share(heard.agent(), SUPERVISOR)).isGreaterThan(0.3);
    assertThat(share(heard.agent(), CUSTOMER)).isGreaterThan(0.3);
    end(talk, boss);
  }

  @Test
  void anAgentWhoHasCalledOutsideIsTheOneWhispered() {
    town.number(bob, "off", true);
    var outgoing = agents.call("0612345678");
    var incoming = carrier.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var talk = new Conversation(incoming, outgoing);
    var boss = supervise(SupervisionMode.WHISPER);

    var heard = all(talk, boss);

    assertThat(share(heard.customer(), SUPERVISOR)).isLessThan(0.02);
    assertThat(share(heard.agent(), SUPERVISOR)).isGreaterThan(0.3);
    end(talk, boss);
  }

  @Test
  void whoBargesInByAKeyIsHeardByBoth() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.LISTEN);
    boss.press("3");
    awaitTold("supervision.changed", "mode", "barge");

    var heard = all(talk, boss);

    assertThat(share(heard.customer(), SUPERVISOR)).isGreaterThan(0.3);
    assertThat(share(heard.agent(), SUPERVISOR)).isGreaterThan(0.3);
    end(talk, boss);
  }

  @Test
  void whoGoesBackToListeningIsHeardByNobodyAnyMore() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.BARGE);
    ask(SupervisionMode.LISTEN, SupervisionNotice.NONE);
    awaitTold("supervision.changed", "mode", "listen");

    var heard = all(talk, boss);

    assertThat(share(heard.customer(), SUPERVISOR)).isLessThan(0.02);
    assertThat(share(heard.agent(), SUPERVISOR)).isLessThan(0.02);
    end(talk, boss);
  }

  @Test
  void theTwoTalkOnWhenTheSupervisorHasLeft() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.BARGE);
    boss.hangUp();
    awaitTold("supervision.ended");

    talk.hearEachOther();

    talk.end();
    assertThat(exchange.record().endedBy()).isEqualTo("caller");
  }

  @Test
  void theyMissLessThanATenthOfASecondAsTheSupervisorComesAndGoes() {
    var talk = inbound("off");
    talk.caller().say(Sound.tone(CUSTOMER, 60_000));
    talk.called().awaitHeard(500);
    ask(SupervisionMode.LISTEN, SupervisionNotice.NONE);
    var call = desk.awaitCall();

    int missedAtFirst =
        missed(
            talk.called(),
            () -> {
              call.answer().awaitAnswered();
              awaitTold("supervision.started");
            });
    int missedAtLast =
        missed(
            talk.called(),
            () -> {
              call.hangUp();
              awaitTold("supervision.ended");
            });

    System.out.printf("Supervision: missed %d ms, then %d ms%n", missedAtFirst, missedAtLast);
    assertThat(missedAtFirst).isLessThan(100);
    assertThat(missedAtLast).isLessThan(100);
    talk.end();
    exchange.record();
  }

  @Test
  void theRecordingKeepsTheTwoAndNothingOfTheSupervisor() throws IOException {
    var talk = inbound("all");
    var boss = supervise(SupervisionMode.BARGE);
    var heard = all(talk, boss);
    assertThat(share(heard.customer(), SUPERVISOR)).isGreaterThan(0.3);
    boss.hangUp();
    awaitTold("supervision.ended");
    talk.hearEachOther();
    talk.end();

    var entry = exchange.record().recordings().getFirst();
    assertThat(entry.outcome().orElseThrow().state()).isEqualTo("available");
    var tape = Tape.of(exchange, town.organisation(), entry);
    assertThat(Math.abs(tape.left().millis() - entry.outcome().orElseThrow().millis()))
        .isLessThan(40);
    assertThat(share(tape.left(), CUSTOMER)).isGreaterThan(0.3);
    assertThat(share(tape.left(), SUPERVISOR)).isLessThan(0.001);
    assertThat(share(tape.right(), AGENT)).isGreaterThan(0.3);
    assertThat(share(tape.right(), SUPERVISOR)).isLessThan(0.001);
  }

  @Test
  void theCallEndsForTheSupervisorToo() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.LISTEN);

    talk.end();

    boss.awaitEnded();
    exchange.record();
    awaitTold("supervision.ended");
    awaitAudited("listen");
  }

  @Test
  void everyModeIsAuditedByItself() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.LISTEN);
    boss.press("2");
    awaitTold("supervision.changed", "mode", "whisper");
    boss.press("3");
    awaitTold("supervision.changed", "mode", "barge");
    boss.hangUp();
    awaitTold("supervision.ended");

    awaitAudited("listen", "whisper", "barge");

    var told = audited();
    assertThat(told).extracting(t -> t.getString("user_id")).containsOnly(carol.userId());
    assertThat(told.get(1).getString("from"))
        .isGreaterThanOrEqualTo(told.get(0).getString("until"));
    assertThat(told.get(2).getString("from"))
        .isGreaterThanOrEqualTo(told.get(1).getString("until"));
    talk.end();
    exchange.record();
  }

  @Test
  void theAgentAloneHearsATone() {
    var talk = inbound("off");
    talk.called().forget();
    talk.caller().forget();
    var boss = supervise(SupervisionMode.LISTEN, SupervisionNotice.TONE);

    awaitSound(talk.called());
    assertThat(talk.caller().heard().level()).as("the customer").isLessThan(-60);
    end(talk, boss);
  }

  @Test
  void theAgentAloneHearsItInWords() {
    var talk = inbound("off");
    talk.called().forget();
    talk.caller().forget();
    var boss = supervise(SupervisionMode.LISTEN, SupervisionNotice.ANNOUNCEMENT);

    awaitSound(talk.called());
    assertThat(talk.caller().heard().level()).as("the customer").isLessThan(-60);
    end(talk, boss);
  }

  @Test
  void whoeverTheAgentHoldsHearsTheMusicAndNotTheSupervisor() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.BARGE);
    talk.called().hold();
    boss.say(Sound.tone(SUPERVISOR, 10_000));
    talk.caller().forget();
    awaitSound(talk.caller());

    talk.caller().forget();
    var heard = talk.caller().awaitHeard(1_000);

    assertThat(heard.level()).isGreaterThan(-45);
    assertThat(share(heard, SUPERVISOR)).isLessThan(0.1);
    talk.called().resume();
    end(talk, boss);
  }

  @Test
  void itEndsWhenThatIsAskedForAndTheTwoTalkOn() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.LISTEN);
    ask(new CallCommand.EndSupervision(Optional.of(bob.userId())));
    ask(new CallCommand.EndSupervision(Optional.of(carol.userId())));
    boss.awaitEnded();
    awaitTold("supervision.ended");

    talk.hearEachOther();

    talk.end();
    exchange.record();
  }

  @Test
  void aTelephoneThatStillRingsIsSilencedWhenThatIsAskedFor() {
    var talk = inbound("off");
    ask(SupervisionMode.LISTEN, SupervisionNotice.NONE);
    var ringing = desk.awaitCall().ring();
    ask(new CallCommand.EndSupervision(Optional.empty()));

    ringing.awaitEnded();
    awaitTold("supervision.refused", "reason", "cancelled");
    talk.end();
    exchange.record();
  }

  @Test
  void whoDoesNotAnswerChangesNothing() {
    var talk = inbound("off");
    ask(SupervisionMode.LISTEN, SupervisionNotice.NONE);
    desk.awaitCall().reject("486 Busy Here");
    awaitTold("supervision.refused", "reason", "declined");

    talk.hearEachOther();

    talk.end();
    exchange.record();
    assertThat(audited()).isEmpty();
  }

  @Test
  void oneSupervisesAtATime() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.LISTEN);

    ask(
        new CallCommand.Supervise(
            SupervisionMode.BARGE, alice.userId(), Optional.empty(), SupervisionNotice.NONE));

    awaitTold("supervision.refused", "reason", "supervised_already");
    end(talk, boss);
  }

  @Test
  void whoListensLeavesAtOnceWhenThePartyIsRestrictedAndNobodyListensAgain() {
    var talk = inbound("off");
    var boss = supervise(SupervisionMode.LISTEN);

    restrict(exchange.liveCall(town.organisation()).caller());

    boss.awaitEnded();
    awaitTold("supervision.ended");
    talk.hearEachOther();
    ask(SupervisionMode.BARGE, SupervisionNotice.NONE);
    awaitTold("supervision.refused", "reason", "restricted");
    talk.end();
    exchange.record();
  }

  @Test
  void aTelephoneThatRingsToListenIsSilencedWhenThePartyIsRestricted() {
    var talk = inbound("off");
    ask(SupervisionMode.LISTEN, SupervisionNotice.NONE);
    var ringing = desk.awaitCall().ring();

    restrict(exchange.liveCall(town.organisation()).caller());

    ringing.awaitEnded();
    talk.end();
    exchange.record();
  }

  private void restrict(String number) {
    Ground.database()
        .in(
            town.organisation(),
            tx ->
                tx.update(
                    """
                    insert into restriction (id, organisation_id, request_id, subject, terms, users,
                      instructed_by, instructed_at)
                    values ($1, $2, 'sub_1', $3, array[$3::text], '{}', 'usr_1', now())
                    """,
                    Id.next("rst"),
                    town.organisation().value(),
                    number));
  }

  @Test
  void aCallForHelpIsListenedToByNobody() {
    var outgoing = agents.call(Invite.to("112"));
    var incoming = carrier.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    ask(SupervisionMode.LISTEN, SupervisionNotice.NONE);

    awaitTold("supervision.refused", "reason", "emergency");
    var talk = new Conversation(outgoing, incoming);
    talk.hearEachOther();
    talk.end();
    assertThat(exchange.record().legs()).hasSize(2);
  }

  private Conversation inbound(String recording) {
    return Conversation.between(carrier, agents, town.number(bob, recording, false).value());
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
    ask(new CallCommand.Supervise(mode, carol.userId(), Optional.empty(), notice));
  }

  private void ask(CallCommand command) {
    exchange.awaitCalls(
        town.organisation(),
        "they talk",
        calls -> calls.size() == 1 && calls.getFirst().answeredAt().isPresent());
    exchange.ask(town.organisation(), exchange.liveCall(town.organisation()).id(), command);
  }

  /** What each has heard. */
  private record Heard(Sound customer, Sound agent, Sound supervisor) {}

  /** What they hear while all speak. */
  private static Heard all(Conversation talk, PhoneCall boss) {
    talk.caller().say(Sound.tone(CUSTOMER, 6_000));
    talk.called().say(Sound.tone(AGENT, 6_000));
    boss.say(Sound.tone(SUPERVISOR, 6_000));
    talk.caller().awaitHeard(1_000);
    for (var call : List.of(talk.caller(), talk.called(), boss)) {
      call.forget();
    }
    return new Heard(
        talk.caller().awaitHeard(1_500), talk.called().awaitHeard(1_500), boss.awaitHeard(1_500));
  }

  /**
   * How much of the tone {@code hertz} is in a tenth of a second of it, on the average: whoever
   * mixes may drop or stretch a little in between, which moves the phase.
   */
  private static double share(Sound sound, double hertz) {
    int tenth = Sound.RATE / 10;
    var tenths =
        IntStream.range(0, sound.samples().length / tenth)
            .mapToObj(i -> Arrays.copyOfRange(sound.samples(), i * tenth, (i + 1) * tenth))
            .map(Sound::new);
    return tenths.mapToDouble(part -> part.share(hertz)).average().orElseThrow();
  }

  /**
   * How many milliseconds of what is said all the time {@code listener} does not hear meanwhile.
   */
  private static int missed(PhoneCall listener, Runnable meanwhile) {
    listener.forget();
    long since = System.nanoTime();
    meanwhile.run();
    listener.awaitHeard(500);
    var heard = listener.heard();
    return (int) ((System.nanoTime() - since) / 1_000_000) - loudMillis(heard);
  }

  private static int loudMillis(Sound sound) {
    var samples = sound.samples();
    int windows = 0;
    for (int at = 0; at + WINDOW <= samples.length; at += WINDOW) {
      int peak = 0;
      for (int i = at; i < at + WINDOW; i++) {
        peak = Math.max(peak, Math.abs(samples[i]));
      }
      windows += peak > LOUD ? 1 : 0;
    }
    return windows * 10;
  }

  private static void awaitSound(PhoneCall listener) {
    Waiting.until("something is heard", () -> loudMillis(listener.heard()) >= 100);
  }

  private void end(Conversation talk, PhoneCall boss) {
    talk.end();
    boss.awaitEnded();
    exchange.record();
  }

  private void awaitTold(String type) {
    Waiting.until(type + " is told", () -> told().stream().map(Event::type).anyMatch(type::equals));
  }

  private void awaitTold(String type, String field, String value) {
    Waiting.until(
        "%s is told with %s".formatted(type, value),
        () ->
            told().stream()
                .filter(event -> event.type().equals(type))
                .anyMatch(event -> value.equals(event.data().getString(field))));
  }

  private List<Event> told() {
    return new EventStore(Ground.database()).after(town.organisation(), 0, 100);
  }

  private void awaitAudited(String... modes) {
    Waiting.until(
        "the audit log has " + List.of(modes),
        () -> audited().stream().map(t -> t.getString("mode")).toList().equals(List.of(modes)));
  }

  /** What the audit log tells of supervisions, in the order in which they began. */
  private List<JsonObject> audited() {
    return Ground.database()
        .in(
            town.organisation(),
            tx ->
                tx.query("select after from audit_event where action = 'call.supervised'").stream()
                    .map(row -> row.getJsonObject("after"))
                    .sorted((a, b) -> a.getString("from").compareTo(b.getString("from")))
                    .toList());
  }
}
