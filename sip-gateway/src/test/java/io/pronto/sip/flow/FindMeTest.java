package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.core.call.LegRecord;
import io.pronto.core.numbering.E164;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Step;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users who are looked for outside while their devices ring. */
class FindMeTest extends Telephony {
  private static final String CALLER = "+33687654321";
  private static final String MOBILE = "+33612345678";
  private static final String HOME = "+33145678901";

  private final TestPhone carrier = exchange.carrier("127.0.0.11");
  private final TestPhone second = exchange.carrier("127.0.0.12");
  private final Rules rules = new Rules(town);
  private final E164 number;

  FindMeTest() {
    trunk(carrier);
    number = town.number(bob, "off", true);
  }

  @Test
  void whoeverAnswersFirstHasTheCallAndTheDeviceStopsRinging() {
    rules.findMe(bob, place(MOBILE, 0, 60));
    var desk = exchange.phone(bob.credentials());

    var outgoing = carrier.call(call());
    var missed = desk.awaitCall().ring();
    var mobile = carrier.awaitCall();

    var invite = mobile.request();
    assertThat(invite.startLine()).startsWith("INVITE sip:" + MOBILE);
    assertThat(invite.header("P-Asserted-Identity")).contains(number.value());
    assertThat(invite.header("Diversion")).contains(number.value(), "reason=follow-me");
    mobile.answer();
    assertThat(missed.awaitEnded().header("Reason")).contains("cause=200");
    talk(outgoing, mobile);
    var record = exchange.record();
    assertThat(record.called().number()).isEqualTo(MOBILE);
    assertThat(record.called().trunkId()).isPresent();
    assertThat(record.called().userId()).contains(bob.userId());
    assertThat(record.diversions()).containsExactly(number.value());
    assertThat(record.trace()).extracting(Step::finding).containsSubsequence(Finding.FIND_ME);
    assertThat(record.legs()).hasSize(3);
  }

  @Test
  void theMobileStopsRingingWhenTheDeskPhoneAnswers() {
    rules.findMe(bob, place(MOBILE, 0, 60));
    var desk = exchange.phone(bob.credentials());

    var outgoing = carrier.call(call());
    var mobile = carrier.awaitCall().ring();
    var incoming = desk.awaitCall().answer();

    mobile.awaitEnded();
    talk(outgoing, incoming);
    var record = exchange.record();
    assertThat(record.called().number()).isEqualTo(number.value());
    assertThat(record.called().deviceId()).isPresent();
    assertThat(record.diversions()).isEmpty();
  }

  @Test
  void whoHasNoDeviceThereIsCalledElsewhereAtOnce() {
    rules.findMe(bob, place(MOBILE, 60, 60));

    talk(carrier.call(call()), carrier.awaitCall().answer());

    assertThat(exchange.record().called().number()).isEqualTo(MOBILE);
  }

  @Test
  void oneNumberRingsAfterTheOther() {
    rules.findMe(bob, place(MOBILE, 0, 5) + "," + place(HOME, 5, 60));
    var desk = exchange.phone(bob.credentials());

    var outgoing = carrier.call(call());
    desk.awaitCall().ring();
    var mobile = carrier.awaitCall().ring();
    mobile.awaitEnded();
    var home = carrier.awaitCall();

    assertThat(home.request().startLine()).startsWith("INVITE sip:" + HOME);
    talk(outgoing, home.answer());
    assertThat(exchange.record().called().number()).isEqualTo(HOME);
  }

  @Test
  void aTrunkThatFailsIsFollowedByTheNext() {
    trunk(second);
    rules.findMe(bob, place(MOBILE, 0, 60));
    exchange.phone(bob.credentials());

    var outgoing = carrier.call(call());
    carrier.awaitCall().reject("503 Service Unavailable");
    talk(outgoing, second.awaitCall().answer());

    assertThat(exchange.record().legs())
        .extracting(LegRecord::sipStatus)
        .as("the caller, the desk phone, both trunks")
        .hasSize(4)
        .contains(503);
  }

  @Test
  void aTrunkThatIsSilentIsLeftWhileTheDeskPhoneRings() {
    trunk(second);
    carrier.vanish();
    rules.findMe(bob, place(MOBILE, 0, 60));
    exchange.phone(bob.credentials());

    var outgoing = exchange.phone(alice.credentials()).call("102");
    talk(outgoing, second.awaitCall().answer());

    assertThat(exchange.record().called().number()).isEqualTo(MOBILE);
  }

  @Test
  void aMobileThatRefusesLeavesTheDeskPhoneRinging() {
    rules.findMe(bob, place(MOBILE, 0, 60));
    var desk = exchange.phone(bob.credentials());

    var outgoing = carrier.call(call());
    var incoming = desk.awaitCall().ring();
    carrier.awaitCall().reject("603 Decline");
    incoming.answer();

    talk(outgoing, incoming);
    assertThat(exchange.record().called().deviceId()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"603, Decline, DECLINED", "486, Busy Here, BUSY"})
  void whoRefusesAtTheDeskIsLookedForNowhere(int status, String words, HangupCause cause) {
    rules.findMe(bob, place(MOBILE, 0, 60));
    var desk = exchange.phone(bob.credentials());

    var outgoing = carrier.call(call());
    var mobile = carrier.awaitCall().ring();
    desk.awaitCall().reject(status + " " + words);

    mobile.awaitEnded();
    assertThat(outgoing.awaitRefused().status()).isEqualTo(status);
    assertThat(exchange.record().cause()).contains(cause);
  }

  @Test
  void whoAnswersNowhereIsForwardedAsUsual() {
    var carol = town.resident("103");
    rules.forward(bob, "no_answer", carol);
    rules.findMe(bob, place(MOBILE, 0, 5));
    var phone = exchange.phone(carol.credentials());

    var outgoing = carrier.call(call());
    carrier.awaitCall().ring().awaitEnded();
    talk(outgoing, phone.awaitCall().answer());

    var record = exchange.record();
    assertThat(record.called().userId()).contains(carol.userId());
    assertThat(record.trace())
        .extracting(Step::finding)
        .containsSubsequence(Finding.FIND_ME, Finding.FORWARD_NO_ANSWER, Finding.RINGS);
  }

  @Test
  void aCallerWhoGivesUpStopsEverything() {
    rules.findMe(bob, place(MOBILE, 0, 60));
    var desk = exchange.phone(bob.credentials());

    var outgoing = carrier.call(call());
    var incoming = desk.awaitCall().ring();
    var mobile = carrier.awaitCall().ring();
    outgoing.awaitStatus(180);
    outgoing.cancel();

    incoming.awaitEnded();
    mobile.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
  }

  @Test
  void theMobileThatCallsIsNotCalledItself() {
    rules.findMe(bob, place(CALLER, 0, 60));
    var desk = exchange.phone(bob.credentials());

    talk(carrier.call(call()), desk.awaitCall().answer());

    assertThat(exchange.record().trace())
        .extracting(Step::finding)
        .contains(Finding.FIND_ME_LEFT_OUT);
  }

  @Test
  void aDestinationThatIsClosedIsNotCalledAndTheDeskPhoneRings() {
    rules.findMe(bob, place("+33899123456", 0, 60));
    var desk = exchange.phone(bob.credentials());

    talk(carrier.call(call()), desk.awaitCall().answer());

    assertThat(exchange.record().legs()).hasSize(2);
  }

  private static String place(String number, int after, int rings) {
    return "{\"number\": \"%s\", \"after_seconds\": %d, \"ring_seconds\": %d}"
        .formatted(number, after, rings);
  }

  private void trunk(TestPhone carrier) {
    town.trunk(carrier.address().getHostString(), carrier.address().getPort());
  }

  private Invite call() {
    return Invite.to(number.value()).from(CALLER);
  }

  private static void talk(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
  }
}
