package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import io.pronto.sip.phone.TestPhone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The product in a nutshell: who can call whom, and what becomes of it. */
class CallTest {
  private final Exchange exchange = new Exchange();
  private final Town town = new Town();
  private final Town.Resident alice = town.resident("101");
  private final Town.Resident bob = town.resident("102");

  @AfterEach
  void nothingIsLeft() {
    town.leave();
    try (exchange) {
      exchange.awaitRest();
    }
  }

  @Test
  void twoExtensionsTalk() {
    talk(exchange.phone(alice.credentials()), exchange.phone(bob.credentials()));
  }

  @Test
  void twoExtensionsTalkOverTcp() {
    talk(exchange.tcpPhone(alice.credentials()), exchange.tcpPhone(bob.credentials()));
  }

  private void talk(TestPhone from, TestPhone to) {
    var outgoing = from.call("102");
    var incoming = to.awaitCall().ring();
    outgoing.awaitStatus(180);
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    hearEachOther(outgoing, incoming);
    outgoing.hangUp();
    incoming.awaitEnded();

    var record = exchange.record();
    assertThat(record.direction()).isEqualTo(Direction.INTERNAL);
    assertThat(record.cause()).contains(HangupCause.NORMAL);
    assertThat(record.endedBy()).isEqualTo("caller");
    assertThat(record.caller().number()).isEqualTo("101");
    assertThat(record.called().userId()).contains(bob.userId());
    assertThat(record.legs()).hasSize(2);
    assertThat(record.legs()).allSatisfy(leg -> assertThat(leg.codec()).isEqualTo("PCMA"));
    assertThat(record.legs())
        .allSatisfy(leg -> assertThat(leg.quality().orElseThrow().lost()).isZero());
  }

  @Test
  void aCarrierReachesARentedNumber() {
    var carrier = exchange.carrier("127.0.0.2");
    town.trunk("127.0.0.2", carrier.address().getPort());
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var outgoing = carrier.call(Invite.to(number.value()).from("+33612345678"));
    var incoming = phone.awaitCall().ring().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    hearEachOther(outgoing, incoming);
    incoming.hangUp();
    outgoing.awaitEnded();

    assertThat(incoming.request().header("From")).contains("+33612345678");
    var record = exchange.record();
    assertThat(record.direction()).isEqualTo(Direction.INBOUND);
    assertThat(record.called().number()).isEqualTo(number.value());
    assertThat(record.endedBy()).isEqualTo("called");
  }

  @Test
  void aUserReachesTheOutsideAndShowsItsNumber() {
    var carrier = exchange.carrier("127.0.0.3");
    town.trunk("127.0.0.3", carrier.address().getPort());
    var number = town.number(alice, "off", true);
    var phone = exchange.phone(alice.credentials());

    var outgoing = phone.call("0612345678");
    var incoming = carrier.awaitCall().ring().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    hearEachOther(outgoing, incoming);
    outgoing.hangUp();
    incoming.awaitEnded();

    assertThat(incoming.request().startLine()).startsWith("INVITE sip:+33612345678@127.0.0.3");
    assertThat(incoming.request().header("From")).contains(number.value());
    assertThat(exchange.record().direction()).isEqualTo(Direction.OUTBOUND);
  }

  @Test
  void allDevicesRingAndTheFirstToAnswerWins() {
    var second = exchange.phone(town.device(bob.userId(), "102-mobile"));
    var first = exchange.phone(bob.credentials());
    var phone = exchange.phone(alice.credentials());

    var outgoing = phone.call("102");
    var loser = second.awaitCall().ring();
    var winner = first.awaitCall().ring().answer();
    outgoing.awaitAnswered();

    assertThat(loser.awaitEnded().header("Reason")).contains("Call completed elsewhere");
    winner.awaitAnswered();
    outgoing.hangUp();
    winner.awaitEnded();
    assertThat(exchange.record().legs()).hasSize(3);
  }

  @Test
  void aCallerWhoGivesUpIsTerminated() {
    var phone = exchange.phone(alice.credentials());
    var other = exchange.phone(bob.credentials());

    var outgoing = phone.call("102");
    var incoming = other.awaitCall().ring();
    outgoing.awaitStatus(180);
    outgoing.cancel();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
    assertThat(incoming.awaitEnded().method()).isEqualTo("CANCEL");
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
  }

  @Test
  void aBusyPhoneIsBusy() {
    assertThat(refusedWith("486 Busy Here")).isEqualTo(486);
    assertThat(exchange.record().cause()).contains(HangupCause.BUSY);
  }

  @Test
  void aPhoneThatDeclinesDeclines() {
    assertThat(refusedWith("603 Decline")).isEqualTo(603);
    assertThat(exchange.record().cause()).contains(HangupCause.DECLINED);
  }

  @Test
  void aFaultOfThePhonesHopIsNotTheCallers() {
    assertThat(refusedWith("401 Unauthorized")).isEqualTo(502);
    assertThat(exchange.record().cause()).contains(HangupCause.NETWORK_FAILURE);
  }

  private int refusedWith(String status) {
    var phone = exchange.phone(alice.credentials());
    var other = exchange.phone(bob.credentials());
    var outgoing = phone.call("102");
    other.awaitCall().reject(status);
    var refusal = outgoing.awaitRefused();
    assertThat(refusal.header("Reason")).startsWith("Q.850;cause=");
    return refusal.status();
  }

  @Test
  void nobodyAnswers() {
    var phone = exchange.phone(alice.credentials());
    var other = exchange.phone(bob.credentials());

    var outgoing = phone.call("102");
    var incoming = other.awaitCall().ring();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(480);
    assertThat(incoming.awaitEnded().method()).isEqualTo("CANCEL");
    assertThat(exchange.record().cause()).contains(HangupCause.NO_ANSWER);
  }

  @Test
  void whoHasNoPhoneRegisteredIsUnavailable() {
    var outgoing = exchange.phone(alice.credentials()).call("102");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(480);
    assertThat(exchange.record().cause()).contains(HangupCause.NOT_REGISTERED);
  }

  @Test
  void anExtensionThatIsNobodysIsNotFound() {
    var outgoing = exchange.phone(alice.credentials()).call("999");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(404);
    assertThat(exchange.record().cause()).contains(HangupCause.UNALLOCATED_NUMBER);
  }

  @Test
  void aNumberThatIsNotOnesOwnIsNotShown() {
    town.number(alice, "off", true);
    var phone = exchange.phone(alice.credentials());

    var outgoing =
        phone.call(
            Invite.to("0612345678").with("P-Preferred-Identity", "<sip:+33199999999@x.example>"));

    assertThat(outgoing.awaitRefused().status()).isEqualTo(403);
    assertThat(exchange.record().cause()).contains(HangupCause.NO_RIGHT_TO_NUMBER);
  }

  @Test
  void nothingOfOneLegIsSeenOnTheOther() {
    var carrier = exchange.carrier("127.0.0.4");
    town.trunk("127.0.0.4", carrier.address().getPort());
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var outgoing = carrier.call(Invite.to(number.value()).with("X-Secret", "inner"));
    var incoming = phone.awaitCall().answer();
    outgoing.awaitAnswered();
    outgoing.hangUp();
    incoming.awaitEnded();

    assertThat(incoming.request().toString()).doesNotContain("127.0.0.4", outgoing.id(), "inner");
    exchange.record();
  }

  @Test
  void aPhoneThatSupportsNothingAndSaysSoCalls() {
    var phone = exchange.phone(alice.credentials());
    var other = exchange.phone(bob.credentials());

    var outgoing = phone.call(Invite.to("102").with("Supported", "").with("Require", ""));
    var incoming = other.awaitCall().answer();
    outgoing.awaitAnswered();
    outgoing.hangUp();
    incoming.awaitEnded();

    exchange.record();
  }

  @Test
  void aCallIsEndedFromOutside() {
    var phone = exchange.phone(alice.credentials());
    var other = exchange.phone(bob.credentials());
    var outgoing = phone.call("102");
    var incoming = other.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    exchange.hangUpAll(town.organisation());

    outgoing.awaitEnded();
    incoming.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.ENDED_BY_CONTROL);
  }

  static void hearEachOther(PhoneCall caller, PhoneCall called) {
    caller.forget();
    called.forget();
    caller.say(Sound.tone(440, 1_000));
    called.say(Sound.tone(1_000, 1_000));
    assertThat(called.awaitHeard(900).share(440)).isGreaterThan(0.5);
    assertThat(caller.awaitHeard(900).share(1_000)).isGreaterThan(0.5);
  }
}
