package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import org.junit.jupiter.api.Test;

/** Calls to the outside: by which trunk, as whom. */
class TrunkTest extends Telephony {
  private static final String ABROAD = "0612345678";

  private final TestPhone first = exchange.carrier("127.0.0.11");
  private final TestPhone second = exchange.carrier("127.0.0.12");

  @Test
  void aTrunkThatFailsIsFollowedByTheNext() {
    var phone = callerWithTrunks(null);

    var outgoing = phone.call(ABROAD);
    first.awaitCall().reject("503 Service Unavailable");
    var incoming = second.awaitCall().answer();

    talk(outgoing, incoming);
    assertThat(exchange.record().legs()).hasSize(3);
  }

  @Test
  void aTrunkThatDoesNotAnswerAtAllIsFollowedByTheNextWithinSeconds() {
    first.vanish();
    var phone = callerWithTrunks(null);

    var outgoing = phone.call(ABROAD);
    var incoming = second.awaitCall().ring();
    outgoing.awaitStatus(183);
    outgoing.forget();
    assertThat(outgoing.awaitHeard(800).share(440)).isGreaterThan(0.5);

    incoming.answer();
    talk(outgoing, incoming);
    exchange.record();
  }

  @Test
  void aRefusalOfTheFarSideItselfIsFinal() {
    var phone = callerWithTrunks(null);

    var outgoing = phone.call(ABROAD);
    first.awaitCall().reject("486 Busy Here");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(486);
    assertThat(exchange.record().legs()).hasSize(2);
  }

  @Test
  void whenAllTrunksFailTheCallerIsToldSo() {
    var phone = callerWithTrunks(null);

    var outgoing = phone.call(ABROAD);
    first.awaitCall().reject("503 Service Unavailable");
    second.awaitCall().reject("502 Bad Gateway");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(502);
    assertThat(exchange.record().cause()).contains(HangupCause.NETWORK_FAILURE);
  }

  @Test
  void aTrunkThatIsFullIsPassedOverAndIsFreeAgainAfterwards() {
    var phone = callerWithTrunks(1);
    var one = connected(phone.call(ABROAD), first);
    var two = connected(phone.call(ABROAD), second);

    var three = phone.call(ABROAD).awaitRefused();
    assertThat(three.status()).isEqualTo(503);
    assertThat(three.find("Retry-After")).isPresent();
    assertThat(exchange.record().cause()).contains(HangupCause.CONGESTION);

    one.end();
    exchange.record();
    connected(phone.call(ABROAD), first).end();
    two.end();
    exchange.record();
    exchange.record();
  }

  @Test
  void withoutATrunkThereIsNoWay() {
    town.number(alice, "off", true);

    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);

    assertThat(outgoing.awaitRefused().status()).isEqualTo(503);
    assertThat(exchange.record().cause()).contains(HangupCause.NO_ROUTE);
  }

  @Test
  void whoWantsToBeNobodyIsKnownToTheCarrierOnly() {
    town.trunk("127.0.0.11", first.address().getPort());
    var number = town.number(alice, "off", true);
    var phone = exchange.phone(alice.credentials());

    var outgoing = phone.call(Invite.to(ABROAD).with("Privacy", "id"));
    var incoming = first.awaitCall().answer();

    var invite = incoming.request();
    assertThat(invite.header("From")).contains("anonymous").doesNotContain(number.value(), "101");
    assertThat(invite.header("Contact")).doesNotContain(number.value(), "101");
    assertThat(invite.header("P-Asserted-Identity")).contains(number.value());
    assertThat(invite.header("Privacy")).isEqualTo("id");
    talk(outgoing, incoming);
    exchange.record();
  }

  @Test
  void aPhoneMayNameNobodyEvenInItsOwnWord() {
    exchange.phone(bob.credentials());
    var phone = exchange.phone(alice.credentials());
    var bobs = exchange.phone(town.device(bob.userId(), "102-mobile"));

    var outgoing = phone.call(Invite.to("102").from("anonymous@anonymous.invalid"));
    var incoming = bobs.awaitCall().answer();

    assertThat(incoming.request().header("From")).doesNotContain("101", "Resident");
    talk(outgoing, incoming);
    assertThat(exchange.record().caller().userId()).contains(alice.userId());
  }

  @Test
  void aCallForHelpNeedsNoNumberOfOnesOwn() {
    town.trunk("127.0.0.11", first.address().getPort());

    var outgoing = exchange.phone(alice.credentials()).call("112");
    var incoming = first.awaitCall().answer();

    assertThat(incoming.request().startLine()).startsWith("INVITE sip:112@127.0.0.11");
    talk(outgoing, incoming);
    exchange.record();
  }

  @Test
  void aShortCodeReachesTheCarrierAsDialled() {
    town.trunk("127.0.0.11", first.address().getPort());
    var number = town.number(alice, "off", true);

    var outgoing = exchange.phone(alice.credentials()).call("3179");
    var incoming = first.awaitCall().answer();

    assertThat(incoming.request().startLine()).startsWith("INVITE sip:3179@127.0.0.11");
    assertThat(incoming.request().header("From")).contains(number.value());
    talk(outgoing, incoming);
    assertThat(exchange.record().called().number()).isEqualTo("3179");
  }

  @Test
  void aCallerWhoWithholdsItsNumberIsNobodyToThePartyCalled() {
    town.trunk("127.0.0.11", first.address().getPort());
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var outgoing =
        first.call(
            Invite.to(number.value())
                .from("+33612345678")
                .with("Privacy", "id")
                .with("P-Asserted-Identity", "\"Secret\" <sip:+33612345678@carrier.example>"));
    var incoming = phone.awaitCall().answer();

    assertThat(incoming.request().toString()).doesNotContain("33612345678", "Secret");
    talk(outgoing, incoming);
    assertThat(exchange.record().caller().number()).isEmpty();
  }

  @Test
  void whoACarrierAssertsIsShownAndNotWhatFromSays() {
    town.trunk("127.0.0.11", first.address().getPort());
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var outgoing =
        first.call(
            Invite.to(number.value())
                .from("whoever")
                .with("P-Asserted-Identity", "\"Carol\" <sip:33612345678@carrier.example>"));
    var incoming = phone.awaitCall().answer();

    assertThat(incoming.request().header("From")).contains("Carol", "+33612345678");
    talk(outgoing, incoming);
    assertThat(exchange.record().caller().number()).isEqualTo("+33612345678");
  }

  @Test
  void nobodyWeKnowCallsNobody() {
    var number = town.number(bob, "off", true);
    exchange.phone(bob.credentials());

    assertThat(first.call(number.value()).awaitRefused().status()).isEqualTo(403);
  }

  private TestPhone callerWithTrunks(Integer channels) {
    town.trunk("127.0.0.11", first.address().getPort(), channels);
    town.trunk("127.0.0.12", second.address().getPort(), channels);
    town.number(alice, "off", true);
    return exchange.phone(alice.credentials());
  }

  private static Conversation connected(PhoneCall outgoing, TestPhone carrier) {
    var incoming = carrier.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    return new Conversation(outgoing, incoming);
  }

  private static void talk(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
  }
}
