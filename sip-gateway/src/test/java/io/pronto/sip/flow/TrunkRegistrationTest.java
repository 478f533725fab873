package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.live.TrunkState.Registration;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trunks to carriers that know us by a password. */
class TrunkRegistrationTest extends Telephony {
  private static final String ABROAD = "0612345678";

  private final TestPhone carrier = exchange.carrier("127.0.0.11");

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-256"})
  void weRegisterAndRenewAndProveOurselvesInEachCall(String algorithm) throws Exception {
    var desk = new CarrierDesk("us", "secret", algorithm, 2);
    carrier.answerBy(desk::answer);
    var trunk = registering("secret");
    var first = desk.registered().poll(10, TimeUnit.SECONDS);
    assertThat(first.header("From")).contains("sip:us@127.0.0.11");
    Waiting.until("it is shown", () -> isRegistered(trunk));

    var number = town.number(alice, "off", true);
    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    var incoming = carrier.awaitCall();
    assertThat(incoming.request().header("From")).contains(number.value() + "@127.0.0.11");
    incoming.respond(
        incoming
            .response("407 Proxy Authentication Required")
            .with("Proxy-Authenticate", desk.challenge()));
    var proven = incoming.awaitRequest("INVITE");
    assertThat(desk.isProof(proven.header("Proxy-Authorization"), "INVITE")).isTrue();
    talk(outgoing, incoming.answer());
    assertThat(exchange.record().legs()).hasSize(2);

    var renewed = desk.registered().poll(10, TimeUnit.SECONDS);
    assertThat(renewed.header("Call-ID")).isEqualTo(first.header("Call-ID"));
    assertThat(renewed.sequence()).isGreaterThan(first.sequence());
  }

  @Test
  void callsComeToWhereWeAreRegistered() throws Exception {
    var desk = new CarrierDesk("us", "secret", "MD5", 60);
    carrier.answerBy(desk::answer);
    registering("secret");
    var contact = desk.registered().poll(10, TimeUnit.SECONDS).uri("Contact");
    assertThat(contact).contains("us@", ";line=");
    var number = town.number(bob, "off", true);
    var phone = exchange.phone(bob.credentials());

    var elsewhere = exchange.carrier("127.0.0.13");
    var toContact = Invite.to(contact.replace("us@", number.value() + "@"));
    talk(elsewhere.call(toContact.from("+33612345678")), phone.awaitCall().answer());
    assertThat(exchange.record().called().number()).isEqualTo(number.value());

    talk(carrier.call(Invite.to(number.value())), phone.awaitCall().answer());
    assertThat(exchange.record().called().number()).isEqualTo(number.value());

    assertThat(elsewhere.call(number.value()).awaitRefused().status()).isEqualTo(403);
  }

  @Test
  void whoIsRefusedIsShownAndPassedOver() {
    var desk = new CarrierDesk("us", "secret", "SHA-256", 60);
    carrier.answerBy(desk::answer);
    var trunk = registering("wrong");
    Waiting.until(
        "it is refused",
        () ->
            exchange
                .seen(trunk)
                .flatMap(seen -> seen.registration())
                .filter(registration -> registration.sipStatus() == 403)
                .isPresent());

    var second = exchange.carrier("127.0.0.12");
    town.trunk("127.0.0.12", second.address().getPort());
    town.number(alice, "off", true);
    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    talk(outgoing, second.awaitCall().answer());

    var passedOver = exchange.record().legs().get(1);
    assertThat(passedOver.reason()).isEqualTo("trunk_unregistered");
    assertThat(passedOver.trunkId()).contains(trunk);
  }

  @Test
  void aCarrierThatRefusesOurProofIsFollowedByTheNext() {
    var desk = new CarrierDesk("us", "secret", "MD5", 60);
    carrier.answerBy(desk::answer);
    var trunk = registering("secret");
    Waiting.until("it is shown", () -> isRegistered(trunk));
    var second = exchange.carrier("127.0.0.12");
    town.trunk("127.0.0.12", second.address().getPort());
    town.number(alice, "off", true);

    var outgoing = exchange.phone(alice.credentials()).call(ABROAD);
    var incoming = carrier.awaitCall();
    var asked = new SipMessage.Header("WWW-Authenticate", desk.challenge());
    incoming.respond(incoming.response("401 Unauthorized").with(asked.name(), asked.value()));
    incoming.awaitRequest("INVITE");
    incoming.reject("401 Unauthorized", asked);

    talk(outgoing, second.awaitCall().answer());
    assertThat(exchange.record().legs().get(1).sipStatus()).isEqualTo(401);
  }

  private String registering(String password) {
    var trunk = town.trunk("127.0.0.11", carrier.address().getPort());
    town.set(
        trunk,
        "authentication = 'registration', username = 'us', sealed_password = $2, addresses = '{}'",
        Exchange.passwords().seal(trunk, password));
    return trunk;
  }

  private boolean isRegistered(String trunk) {
    return exchange
        .seen(trunk)
        .flatMap(seen -> seen.registration())
        .filter(Registration::registered)
        .isPresent();
  }

  private static void talk(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
  }
}
