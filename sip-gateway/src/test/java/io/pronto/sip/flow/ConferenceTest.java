package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.RecordingState;
import io.pronto.core.conference.Conference;
import io.pronto.core.conference.ConferenceStore;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.live.Attendance;
import io.pronto.core.live.ConferenceHomes;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.Redis;
import io.pronto.core.numbering.E164;
import io.pronto.media.Prompt;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Callers in a room of their organisation. */
class ConferenceTest extends Telephony {
  private static final String ROOM = "800";
  private static final String G729 =
      """
      v=0
      o=phone 1 %v IN %f %h
      s=-
      c=IN %f %h
      t=0 0
      m=audio %p RTP/AVP 18
      a=rtpmap:18 G729/8000
      a=%d
      """;

  private final Town.Resident carol = town.resident("103");
  private final ConferenceStore store = new ConferenceStore(Ground.database());

  @Test
  void eachHearsTheOthersAndNotItself() {
    open(25, false, Optional.empty(), Optional.empty());
    var ann = join(alice);
    var bert = join(bob);
    var cleo = join(carol);
    awaitParties(3);

    var heard = all(ann, bert, cleo);

    assertThat(heard.get(0).share(440)).as("Ann's own").isLessThan(0.02);
    assertThat(heard.get(0).share(1_000)).isGreaterThan(0.3);
    assertThat(heard.get(0).share(1_600)).isGreaterThan(0.3);
    assertThat(heard.get(1).share(440)).isGreaterThan(0.3);
    assertThat(heard.get(1).share(1_000)).isGreaterThan(0.3);
    assertThat(heard.get(1).share(1_600)).as("Bert's own").isLessThan(0.02);
    assertThat(heard.get(2).share(440)).isGreaterThan(0.3);
    assertThat(heard.get(2).share(1_600)).isGreaterThan(0.3);
    assertThat(heard.get(2).share(1_000)).as("Cleo's own").isLessThan(0.02);
    hangUp(ann, bert, cleo);
  }

  @Test
  void theRecordNamesTheConference() {
    var room = open(25, false, Optional.empty(), Optional.empty());
    var ann = join(alice);
    awaitParties(1);
    ann.hangUp();

    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.NORMAL);
    assertThat(record.endedBy()).isEqualTo("caller");
    assertThat(record.answeredAt()).isPresent();
    assertThat(record.called().name()).isEqualTo(room.name());
    assertThat(record.legs().getLast().target()).isEqualTo(room.id());
  }

  @Test
  void whoKnowsThePinIsLetIn() {
    open(25, false, Optional.of("2486"), Optional.empty());
    var ann = call(alice);
    ann.awaitAnswered();
    assertThat(ann.awaitHeard(1_000).level()).as("is asked").isGreaterThan(-40);
    ann.press("1111#");
    ann.forget();
    var wrong = (int) Prompt.wrongCode("en").length().toMillis();
    assertThat(ann.awaitHeard(wrong / 2).level()).as("is told").isGreaterThan(-40);

    ann.press("2486#");

    awaitParties(1);
    hangUp(ann);
  }

  @Test
  void whoKeysInThreeWrongOnesIsNot() {
    open(25, false, Optional.of("2486"), Optional.empty());
    var ann = call(alice);
    ann.awaitAnswered();

    ann.press("1111#2222#3333#");

    ann.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.WRONG_PIN);
  }

  @Test
  void afterTenWrongOnesNotEvenTheRightOneIs() {
    var room = open(25, false, Optional.of("2486"), Optional.empty());
    for (int i = 0; i < 3; i++) {
      var tries = call(alice);
      tries.awaitAnswered();
      tries.press("1111#2222#3333#");
      tries.awaitEnded();
      exchange.record();
    }
    var last = call(alice);
    last.awaitAnswered();

    last.press("1111#2486#2486#");

    last.awaitEnded();
    assertThat(exchange.record().cause()).as(room.id()).contains(HangupCause.WRONG_PIN);
  }

  @Test
  void thePartiesPinEarnsNoMoreTriesAtTheModerators() {
    open(25, false, Optional.of("2486"), Optional.of("9753"));
    for (int i = 0; i < 3; i++) {
      var tries = call(alice);
      tries.awaitAnswered();
      tries.press("1111#2222#3333#");
      tries.awaitEnded();
      exchange.record();
    }
    var party = join(alice, "2486#");
    awaitParties(1);
    hangUp(party);
    var last = call(alice);
    last.awaitAnswered();

    last.press("1111#9753#9753#");

    last.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.WRONG_PIN);
  }

  @Test
  void whoHangsUpWhileAskedForThePinWasAnsweredAndEndsAsUsual() {
    var room = open(25, false, Optional.of("2486"), Optional.empty());
    var ann = call(alice);
    ann.awaitAnswered();
    ann.awaitHeard(500);

    ann.hangUp();

    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.NORMAL);
    assertThat(record.sipStatus()).isEqualTo(200);
    assertThat(record.endedBy()).isEqualTo("caller");
    assertThat(record.legs().getLast().target()).isEqualTo(room.id());
    assertThat(record.legs().getLast().endedAt()).isPresent();
    assertThat(record.legs().getLast().reason()).isEqualTo("normal");
  }

  @Test
  void theLegOfWhoIsNotLetInSaysWhy() {
    open(25, false, Optional.of("2486"), Optional.empty());
    var ann = call(alice);
    ann.awaitAnswered();

    ann.press("1111#2222#3333#");

    ann.awaitEnded();
    assertThat(exchange.record().legs().getLast().reason()).isEqualTo("wrong_pin");
  }

  @Test
  void whatAnotherServerHoldsIsRefusedWithoutAWordAgainstThisOne() {
    var room = open(25, false, Optional.empty(), Optional.empty());
    try (var redis = new Redis(Ground.redisUrl())) {
      assertThat(new ConferenceHomes(redis, "another").claim(room.id())).isTrue();

      var refused = call(alice).awaitRefused();

      assertThat(refused.status()).isEqualTo(480);
      assertThat(refused.find("Retry-After")).isEmpty();
      assertThat(exchange.record().cause()).contains(HangupCause.CONFERENCE_ELSEWHERE);
    }
  }

  @Test
  void itIsHeldHereAsLongAsSomebodyIsAskedForThePin() {
    var room = open(25, false, Optional.of("2486"), Optional.empty());
    try (var redis = new Redis(Ground.redisUrl())) {
      var another = new ConferenceHomes(redis, "another");
      var ann = join(alice, "2486#");
      awaitParties(1);
      var bert = call(bob);
      bert.awaitAnswered();
      hangUp(ann);
      awaitParties(0);
      long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
      while (System.nanoTime() < end) {
        assertThat(another.claim(room.id())).isFalse();
      }

      bert.press("2486#");

      awaitParties(1);
      hangUp(bert);
      Waiting.until("it is held nowhere", () -> another.claim(room.id()));
    }
  }

  @Test
  void whoComesAfterItWasEndedComesIntoAnother() {
    open(25, false, Optional.empty(), Optional.of("9753"));
    var ann = join(alice, "9753#");
    awaitParties(1);
    ann.press("*5");
    await(calls -> calls.stream().allMatch(call -> attendance(call).locked()));
    ann.press("*9");
    ann.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.CONFERENCE_ENDED);

    var bert = join(bob, "9753#");
    await(calls -> calls.stream().anyMatch(call -> attendance(call).moderator()));

    assertThat(exchange.liveCalls(town.organisation()))
        .noneMatch(call -> attendance(call).locked());
    hangUp(bert);
  }

  @Test
  void nobodyHearsTheOthersBeforeTheModeratorHasCome() {
    open(25, true, Optional.of("2486"), Optional.of("9753"));
    var ann = join(alice, "2486#");
    var bert = join(bob, "2486#");
    awaitParties(2);
    assertThat(exchange.mixed()).isZero();
    ann.forget();
    bert.say(Sound.tone(1_600, 1_500));
    assertThat(ann.awaitHeard(1_000).share(1_600)).isLessThan(0.1);
    assertThat(exchange.mixed()).as("nobody is among others yet").isZero();

    var cleo = join(carol, "9753#");
    await(calls -> calls.stream().anyMatch(call -> attendance(call).moderator()));
    Waiting.until("all are among the others", () -> exchange.mixed() == 3);

    var heard = all(ann, bert, cleo);
    assertThat(heard.get(0).share(1_600)).isGreaterThan(0.3);
    assertThat(heard.get(1).share(440)).isGreaterThan(0.3);
    hangUp(ann, bert, cleo);
  }

  @Test
  void aModeratorEndsItForAllByKeys() {
    open(25, false, Optional.empty(), Optional.of("9753"));
    var ann = join(alice, "9753#");
    awaitParties(1);
    var bert = call(bob);
    bert.awaitAnswered();
    awaitParties(2);

    ann.press("*9");

    ann.awaitEnded();
    bert.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.CONFERENCE_ENDED);
    assertThat(exchange.record().cause()).contains(HangupCause.CONFERENCE_ENDED);
  }

  @Test
  void aModeratorLocksItAndAPartyCannot() {
    open(25, false, Optional.of("2486"), Optional.of("9753"));
    var ann = join(alice, "9753#");
    var bert = join(bob, "2486#");
    awaitParties(2);
    bert.press("*9");
    ann.press("*5");
    await(calls -> calls.stream().allMatch(call -> attendance(call).locked()));

    var cleo = call(carol);
    cleo.awaitAnswered();
    cleo.press("2486#");

    cleo.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.CONFERENCE_LOCKED);
    awaitParties(2);
    hangUp(ann, bert);
  }

  @Test
  void whoMutesItselfIsHeardByNobody() {
    open(25, false, Optional.empty(), Optional.empty());
    var ann = join(alice);
    var bert = join(bob);
    awaitParties(2);
    bert.press("*6");
    await(calls -> calls.stream().anyMatch(call -> attendance(call).muted()));

    ann.forget();
    bert.say(Sound.tone(1_600, 1_500));
    assertThat(ann.awaitHeard(1_000).share(1_600)).isLessThan(0.02);

    hangUp(ann, bert);
  }

  @Test
  void whoIsMutedFromOutsideIsHeardByNobodyUntilThatEnds() {
    open(25, false, Optional.empty(), Optional.empty());
    var ann = join(alice);
    awaitParties(1);
    var first = exchange.liveCalls(town.organisation()).getFirst().id();
    var bert = join(bob);
    awaitParties(2);
    exchange.ask(town.organisation(), first, new CallCommand.Mute(true));
    await(calls -> calls.stream().anyMatch(call -> attendance(call).muted()));
    bert.forget();
    ann.say(Sound.tone(440, 1_500));
    assertThat(bert.awaitHeard(1_000).share(440)).isLessThan(0.02);

    exchange.ask(town.organisation(), first, new CallCommand.Mute(false));
    await(calls -> calls.stream().noneMatch(call -> attendance(call).muted()));
    bert.forget();
    ann.say(Sound.tone(440, 2_500));
    assertThat(bert.awaitHeard(2_000).share(440)).isGreaterThan(0.3);

    hangUp(ann, bert);
  }

  /** And whoever is there hears no music of it. */
  @Test
  void whoHoldsItIsHeardByNobodyAndComesBack() {
    open(25, false, Optional.empty(), Optional.empty());
    var ann = join(alice);
    var bert = join(bob);
    awaitParties(2);

    ann.hold();
    ann.say(Sound.tone(440, 3_000));
    bert.say(Sound.tone(1_600, 3_000));
    bert.awaitHeard(400);
    bert.forget();
    ann.forget();
    assertThat(bert.awaitHeard(800).level()).as("what Bert hears").isLessThan(-50);
    assertThat(ann.packetsHeard()).as("what Ann hears").isZero();

    ann.resume();
    ann.say(Sound.tone(440, 4_000));
    bert.awaitHeard(600);
    bert.forget();
    assertThat(bert.awaitHeard(1_000).share(440)).isGreaterThan(0.5);
    hangUp(ann, bert);
  }

  @Test
  void whoSpeaksNothingThatCanBeMixedIsToldSo() {
    open(25, false, Optional.empty(), Optional.empty());
    TestPhone phone = exchange.phone(alice.credentials());

    var refused = phone.call(Invite.to(ROOM).offering(G729)).awaitRefused();

    assertThat(refused.status()).isEqualTo(488);
    assertThat(exchange.record().cause()).contains(HangupCause.INCOMPATIBLE_MEDIA);
  }

  @Test
  void whoeverIsOneTooManyIsRefused() {
    open(2, false, Optional.empty(), Optional.empty());
    var ann = join(alice);
    var bert = join(bob);
    awaitParties(2);

    var cleo = call(carol);

    assertThat(cleo.awaitRefused().status()).isEqualTo(486);
    assertThat(exchange.record().cause()).contains(HangupCause.CONFERENCE_FULL);
    hangUp(ann, bert);
  }

  @Test
  void aNumberLeadsThere() {
    var room = open(25, false, Optional.empty(), Optional.empty());
    var carrier = exchange.carrier("127.0.0.12");
    town.trunk("127.0.0.12", carrier.address().getPort());
    var number = town.number(alice, "all", true);
    lead(number, room);
    var ann = join(alice);
    var outside = carrier.call(Invite.to(number.value()));
    outside.awaitAnswered();
    awaitParties(2);

    ann.forget();
    outside.say(Sound.tone(1_000, 1_500));
    assertThat(ann.awaitHeard(1_000).share(1_000)).isGreaterThan(0.3);

    hangUp(ann, outside);
  }

  @Test
  void whoHidesAndKnowsTheCodeOfTheNumberIsLetInAndNotRecorded() {
    var room = open(25, false, Optional.empty(), Optional.empty());
    var carrier = exchange.carrier("127.0.0.13");
    town.trunk("127.0.0.13", carrier.address().getPort());
    var number = town.number(alice, "all", true);
    lead(number, room);
    new Rules(town).refuseWithout(number, "2486");
    var ann = join(alice);
    awaitParties(1);
    var outside =
        carrier.call(
            Invite.to(number.value()).from("anonymous@anonymous.invalid").with("Privacy", "id"));
    outside.awaitAnswered();

    outside.press("2486#");

    awaitParties(2);
    assertThat(exchange.liveCalls(town.organisation()))
        .allMatch(call -> call.recording() == RecordingState.NONE);
    ann.forget();
    outside.say(Sound.tone(1_000, 1_500));
    assertThat(ann.awaitHeard(1_000).share(1_000)).isGreaterThan(0.3);
    hangUp(ann, outside);
  }

  @Test
  void itTellsItsStory() {
    open(25, false, Optional.empty(), Optional.empty());
    var ann = join(alice);
    awaitParties(1);
    ann.hangUp();
    exchange.record();

    Waiting.until(
        "it is told",
        () ->
            told()
                .equals(
                    List.of(
                        "conference.started",
                        "conference.joined",
                        "conference.left",
                        "conference.ended")));
  }

  private List<String> told() {
    return new EventStore(Ground.database())
        .after(town.organisation(), 0, 100).stream()
            .map(Event::type)
            .filter(type -> type.startsWith("conference."))
            .toList();
  }

  private Conference open(
      int most, boolean waits, Optional<String> pin, Optional<String> moderator) {
    var pins = Exchange.conferencePins();
    return store.create(
        town.organisation(),
        id ->
            new Conference(
                id,
                town.organisation(),
                "Monday",
                ROOM,
                most,
                waits,
                false,
                new Conference.Pins(
                    pin.map(digits -> pins.seal(id, digits)),
                    moderator.map(digits -> pins.seal(id, digits))),
                Instant.now()));
  }

  /** Whoever calls {@code number} comes into {@code room}. */
  private void lead(E164 number, Conference room) {
    Ground.database()
        .in(
            town.organisation(),
            tx ->
                tx.update(
                    """
                    update phone_number
                       set destination_user_id = null, destination_conference_id = $2
                     where number = $1
                    """,
                    number.value(),
                    room.id()));
  }

  private PhoneCall call(Town.Resident who) {
    TestPhone phone = exchange.phone(who.credentials());
    return phone.call(Invite.to(ROOM));
  }

  private PhoneCall join(Town.Resident who) {
    var call = call(who);
    call.awaitAnswered();
    return call;
  }

  private PhoneCall join(Town.Resident who, String pin) {
    var call = join(who);
    call.press(pin);
    return call;
  }

  /** What each hears while all speak: 440, 1600 and 1000 Hz. */
  private static List<Sound> all(PhoneCall first, PhoneCall second, PhoneCall third) {
    first.say(Sound.tone(440, 4_000));
    second.say(Sound.tone(1_600, 4_000));
    third.say(Sound.tone(1_000, 4_000));
    first.awaitHeard(1_000);
    for (var call : List.of(first, second, third)) {
      call.forget();
    }
    return List.of(first.awaitHeard(1_500), second.awaitHeard(1_500), third.awaitHeard(1_500));
  }

  private void awaitParties(int wanted) {
    await(calls -> calls.stream().filter(call -> call.attendance().isPresent()).count() == wanted);
  }

  private void await(Predicate<List<LiveCall>> wanted) {
    exchange.awaitCalls(town.organisation(), "the conference is so", wanted);
  }

  private static Attendance attendance(LiveCall call) {
    return call.attendance().orElse(new Attendance("", false, false, false, false, Instant.EPOCH));
  }

  private void hangUp(PhoneCall... calls) {
    for (var call : calls) {
      call.hangUp();
      assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    }
  }
}
