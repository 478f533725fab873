package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.core.numbering.E164;
import io.pronto.media.Prompt;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers who hide, and a number that takes only those of them who know its code. */
class AccessCodeTest extends Telephony {
  private static final String NOBODY = "anonymous@anonymous.invalid";
  private static final String WITHOUT_EVENTS =
      """
      v=0
      o=phone 1 %v IN %f %h
      s=-
      c=IN %f %h
      t=0 0
      m=audio %p RTP/AVP 8
      a=%d
      """;

  private final TestPhone carrier = exchange.carrier("127.0.0.11");
  private final Rules rules = new Rules(town);
  private E164 number;

  @BeforeEach
  void takesOnlyThoseWhoKnow() {
    town.trunk("127.0.0.11", carrier.address().getPort());
    number = town.number(bob, "off", true);
    rules.refuseWithout(number, "2486");
  }

  @Test
  void whoKeysInTheCodeGetsThroughAndBothHearEachOther() {
    var phone = exchange.phone(bob.credentials());
    var caller = call();
    caller.awaitAnswered();
    assertThat(caller.awaitHeard(1_000).level()).as("is asked").isGreaterThan(-40);
    caller.press("2486#");

    var called = phone.awaitCall();
    caller.forget();
    called.ring();
    assertThat(caller.awaitHeard(1_000).share(440)).as("ringing").isGreaterThan(0.5);
    called.answer();
    called.awaitAnswered();
    caller.forget();
    caller.say(Sound.tone(440, 2_000));
    called.say(Sound.tone(1_000, 2_000));
    assertThat(called.awaitHeard(1_500).share(440)).isGreaterThan(0.5);
    assertThat(caller.awaitHeard(1_500).share(1_000)).isGreaterThan(0.5);
    called.hangUp();
    caller.awaitEnded();

    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.NORMAL);
    assertThat(record.answeredAt()).isPresent();
    assertThat(record.legs().getFirst().answeredAt().orElseThrow())
        .as("the caller was answered before")
        .isBefore(record.answeredAt().orElseThrow());
  }

  @Test
  void aWrongOneMayBeTriedAgain() {
    var phone = exchange.phone(bob.credentials());
    var caller = call();
    caller.awaitAnswered();
    caller.press("1111#");
    caller.forget();
    var wrong = (int) Prompt.wrongCode("fr").length().toMillis();
    assertThat(caller.awaitHeard(wrong / 2).level()).isGreaterThan(-40);
    caller.press("2486#");

    phone.awaitCall().answer().awaitAnswered();

    caller.hangUp();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  @Test
  void afterThreeWrongOnesTheCallEndsWithAWord() {
    var caller = call();
    caller.awaitAnswered();
    caller.press("1111#2222#3333#");

    assertThat(caller.awaitEnded().header("Reason")).contains("Q.850");

    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.ANONYMOUS_REFUSED);
    assertThat(record.answeredAt()).as("nobody has talked").isEmpty();
  }

  @Test
  void whoIsBusyIsHeardToBe() {
    var phone = exchange.phone(bob.credentials());
    var caller = call();
    caller.awaitAnswered();
    caller.press("2486#");
    phone.awaitCall().reject("486 Busy Here");
    caller.forget();

    caller.awaitEnded();

    assertThat(caller.heard().share(440)).as("the busy tone").isGreaterThan(0.4);
    assertThat(exchange.record().cause()).contains(HangupCause.BUSY);
  }

  @Test
  void whoHangsUpWhileItRingsHasGivenUp() {
    var phone = exchange.phone(bob.credentials());
    var caller = call();
    caller.awaitAnswered();
    caller.press("2486#");
    var called = phone.awaitCall();
    called.ring();

    caller.hangUp();

    called.awaitRequest("CANCEL");
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
  }

  @Test
  void aCallerMayHoldWhileItRings() {
    var phone = exchange.phone(bob.credentials());
    var caller = call();
    caller.awaitAnswered();
    caller.press("2486#");
    var called = phone.awaitCall();
    called.ring();

    caller.hold();
    caller.resume();
    called.answer();
    called.awaitAnswered();

    caller.forget();
    called.say(Sound.tone(1_000, 2_000));
    assertThat(caller.awaitHeard(1_500).share(1_000)).isGreaterThan(0.5);
    caller.hangUp();
  }

  @ParameterizedTest
  @CsvSource({"application/dtmf-relay, 'Signal=%s\r\nDuration=160\r\n'", "application/dtmf, %s"})
  void keysMayComeByInfo(String type, String body) {
    var phone = exchange.phone(bob.credentials());
    var caller = call();
    caller.awaitAnswered();
    for (var key : "2486#".split("")) {
      caller.exchange(caller.inDialog("INFO").withBody(type, body.formatted(key)));
    }

    phone.awaitCall().answer().awaitAnswered();
    caller.hangUp();
  }

  @Test
  void aPhoneWithoutEventsIsHeardByItsTones() {
    var phone = exchange.phone(bob.credentials());
    var caller =
        carrier.call(
            Invite.to(number.value()).from(NOBODY).with("Privacy", "id").offering(WITHOUT_EVENTS));
    caller.awaitAnswered();
    caller.say(Sound.keys("2486#", 80));

    phone.awaitCall().answer().awaitAnswered();
    caller.hangUp();
  }

  private PhoneCall call() {
    return carrier.call(Invite.to(number.value()).from(NOBODY).with("Privacy", "id"));
  }
}
