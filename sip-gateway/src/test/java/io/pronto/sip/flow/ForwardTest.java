package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.core.numbering.E164;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Step;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that go on to somebody else, and callers who are not let through. */
class ForwardTest extends Telephony {
  private static final String CALLER = "+33687654321";
  private static final String MOBILE = "+33612345678";

  private final TestPhone carrier = exchange.carrier("127.0.0.11");
  private final Rules rules = new Rules(town);
  private final Town.Resident carol = town.resident("103");
  private final E164 number;

  ForwardTest() {
    town.trunk("127.0.0.11", carrier.address().getPort());
    number = town.number(bob, "off", true);
  }

  @Test
  void allCallsGoOnToAColleague() {
    rules.forward(bob, "always", carol);
    exchange.phone(bob.credentials());
    var phone = exchange.phone(carol.credentials());

    var outgoing = carrier.call(call());
    var incoming = phone.awaitCall().answer();

    assertThat(incoming.request().header("Diversion"))
        .contains(number.value(), "reason=unconditional", "counter=1");
    talk(outgoing, incoming);
    var record = exchange.record();
    assertThat(record.diversions()).containsExactly(number.value());
    assertThat(record.called().userId()).contains(carol.userId());
  }

  @Test
  void aBusyUsersCallsGoOut() {
    rules.forward(bob, "busy", MOBILE);
    var phone = exchange.phone(bob.credentials());

    var outgoing =
        carrier.call(
            call()
                .with("Diversion", "<sip:+33199999999@carrier.example>;reason=no-answer;counter=1")
                .with("History-Info", "<sip:+33199999999@carrier.example>;index=1")
                .with("History-Info", "<sip:" + number + "@carrier.example;cause=408>;index=1.1"));
    phone.awaitCall().reject("486 Busy Here");
    var incoming = carrier.awaitCall().answer();

    var invite = incoming.request();
    assertThat(invite.startLine()).startsWith("INVITE sip:" + MOBILE);
    assertThat(invite.header("P-Asserted-Identity")).contains(number.value());
    assertThat(invite.all("Diversion")).hasSize(2);
    assertThat(invite.all("Diversion").getFirst()).contains(number.value(), "reason=user-busy");
    assertThat(invite.all("Diversion").getLast()).contains("+33199999999", "reason=no-answer");
    assertThat(String.join(" ", invite.all("History-Info")))
        .contains("index=1.1.1", "index=1.1.1.1", "cause=486", "mp=1.1.1");
    talk(outgoing, incoming);
    var record = exchange.record();
    assertThat(record.diversions()).containsExactly("+33199999999", number.value());
    assertThat(record.called().number()).isEqualTo(MOBILE);
    assertThat(record.called().trunkId()).isPresent();
  }

  @Test
  void whoDoesNotAnswerIsFollowedByAColleague() {
    rules.forward(bob, "no_answer", carol);
    var first = exchange.phone(bob.credentials());
    var second = exchange.phone(carol.credentials());

    var outgoing = carrier.call(call());
    var missed = first.awaitCall().ring();
    var incoming = second.awaitCall().answer();

    missed.awaitEnded();
    talk(outgoing, incoming);
    var record = exchange.record();
    assertThat(record.legs()).hasSize(3);
    assertThat(record.diversions()).containsExactly(number.value());
    assertThat(record.trace())
        .extracting(Step::finding)
        .startsWith(Finding.NUMBER_RENTED)
        .containsSubsequence(Finding.RINGS, Finding.FORWARD_NO_ANSWER, Finding.RINGS);
  }

  @Test
  void whoHasNoPhoneIsFollowedByAColleague() {
    rules.forward(bob, "unreachable", carol);
    var phone = exchange.phone(carol.credentials());

    var outgoing = carrier.call(call());
    var incoming = phone.awaitCall().answer();

    assertThat(incoming.request().header("Diversion")).contains("reason=unavailable");
    talk(outgoing, incoming);
    exchange.record();
  }

  @Test
  void whoeverRefusesACallWantsItNowhereElse() {
    rules.forward(bob, "busy", carol);
    exchange.phone(carol.credentials());
    var phone = exchange.phone(bob.credentials());

    var outgoing = carrier.call(call());
    phone.awaitCall().reject("603 Decline");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(603);
    assertThat(exchange.record().diversions()).isEmpty();
  }

  @Test
  void aCallThatGoesRoundInACircleIsStopped() {
    rules.forward(bob, "always", carol);
    rules.forward(carol, "always", bob);

    assertThat(carrier.call(call()).awaitRefused().status()).isEqualTo(482);
    assertThat(exchange.record().cause()).contains(HangupCause.LOOP);
  }

  @Test
  void aCallThatComesBackFromOutsideIsStopped() {
    rules.forward(bob, "always", MOBILE);

    var back = call().with("Diversion", "<sip:" + number + "@us.example>;reason=unconditional");

    assertThat(carrier.call(back).awaitRefused().status()).isEqualTo(482);
    exchange.record();
  }

  @Test
  void aBlockedCallerHearsWhatIsConfiguredAndNotThatItIsBlocked() {
    rules.block("+33687", "prefix", "unwanted");
    rules.block(CALLER, "exact", "busy");

    var exact = carrier.call(call()).awaitRefused();
    var prefix = carrier.call(Invite.to(number.value()).from("+33687000000")).awaitRefused();

    assertThat(exact.status()).isEqualTo(486);
    assertThat(exact.toString()).doesNotContain("block");
    assertThat(prefix.status()).isEqualTo(607);
    for (var record : List.of(exchange.record(), exchange.record())) {
      assertThat(record.cause()).contains(HangupCause.BLOCKED);
      assertThat(record.trace()).extracting(Step::finding).endsWith(Finding.CALLER_BLOCKED);
    }
  }

  @Test
  void aUsersOwnListRefusesCallsToThatUserOnly() {
    var carols = town.number(carol, "off", true);
    rules.block(bob, CALLER);
    exchange.phone(bob.credentials());
    var phone = exchange.phone(carol.credentials());

    assertThat(carrier.call(call()).awaitRefused().status()).isEqualTo(603);
    assertThat(exchange.record().cause()).contains(HangupCause.BLOCKED);

    talk(carrier.call(Invite.to(carols.value()).from(CALLER)), phone.awaitCall().answer());
    exchange.record();
  }

  @Test
  void whoIsNotToBeDisturbedIsDisturbedByAVipAlone() {
    rules.doNotDisturb(bob);
    rules.vip(CALLER);
    var phone = exchange.phone(bob.credentials());

    var others = carrier.call(Invite.to(number.value()).from(MOBILE)).awaitRefused();
    assertThat(others.status()).isEqualTo(486);
    exchange.record();

    talk(carrier.call(call()), phone.awaitCall().answer());
    exchange.record();
  }

  @Test
  void outsideTheHoursOnlyAVipGetsThrough() {
    rules.close(number);
    rules.vip(CALLER);
    var phone = exchange.phone(bob.credentials());

    var others = carrier.call(Invite.to(number.value()).from(MOBILE)).awaitRefused();
    assertThat(others.status()).isEqualTo(480);
    assertThat(exchange.record().cause()).contains(HangupCause.CLOSED);

    var outgoing = carrier.call(call());
    talk(outgoing, phone.awaitCall().answer());
    exchange.record();
  }

  @Test
  void aVipWhoHidesIsTakenWhereTheNetworkKnowsTheNumber() {
    rules.refuse(number, "hidden");
    rules.vip(CALLER);
    var phone = exchange.phone(bob.credentials());

    var outgoing =
        carrier.call(
            Invite.to(number.value())
                .from("anonymous@anonymous.invalid")
                .with("Privacy", "id")
                .with("P-Asserted-Identity", "<sip:" + CALLER + "@carrier.example>"));
    var incoming = phone.awaitCall().answer();

    assertThat(incoming.request().toString()).doesNotContain(CALLER);
    talk(outgoing, incoming);
    assertThat(exchange.record().caller().number()).isEmpty();
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
