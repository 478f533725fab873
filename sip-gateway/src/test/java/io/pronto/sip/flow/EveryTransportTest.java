package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.wire.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Phones over TCP and TLS and in browsers, over WebSockets, call phones over UDP and are called.
 */
class EveryTransportTest extends Telephony {
  EveryTransportTest() {
    super(new Exchange(Exchange.Plan.USUAL.onEveryTransport()));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UDP")
  void aPhoneCallsAndIsCalled(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());

    var outgoing = Conversation.between(alices, bobs, "102");
    outgoing.hearEachOther();
    outgoing.end();
    assertThat(exchange.record().legs().getFirst().transport()).isEqualTo(transport.parameter());

    var incoming = Conversation.between(bobs, alices, "101");
    incoming.hearEachOther();
    incoming.end();
    assertThat(exchange.record().legs().getLast().transport()).isEqualTo(transport.parameter());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UDP")
  void eachSideIsToldWhereWeAreOnItsTransport(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());

    var call = Conversation.between(bobs, alices, "101");

    var invite = call.called().request();
    int port = exchange.gateway().port(transport);
    assertThat(invite.header("Via")).startsWith("SIP/2.0/" + transport + " 127.0.0.1:" + port);
    assertThat(invite.uri("Contact"))
        .endsWith(":" + port + ";transport=" + transport.uriParameter());
    assertThat(call.caller().request().header("Via")).startsWith("SIP/2.0/UDP");
    call.end();
    exchange.record();
  }

  /** Where nobody on the way can read keys, they are offered. */
  @ParameterizedTest
  @EnumSource
  void keysAreOfferedWhereNobodyCanReadThem(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());

    var call = Conversation.between(bobs, alices, "101");

    assertThat(call.called().request().body().contains("a=crypto")).isEqualTo(transport.isSecure());
    call.end();
    exchange.record();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UDP")
  void aCallGoesOnWhenTheConnectionBreaksAndIsEndedByTheNextOne(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(alices, bobs, "102");

    alices.disconnect();
    Waiting.until("the connection is gone", () -> exchange.gateway().connections() == 0);
    call.hearEachOther();
    alices.reconnect();
    alices.register();
    call.called().hangUp();

    call.caller().awaitEnded();
    exchange.record();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UDP")
  void whoComesBackGoesOnWithItsCall(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(bobs, alices, "101");
    alices.disconnect();
    Waiting.until("the connection is gone", () -> exchange.gateway().connections() == 0);

    alices.reconnect();
    alices.register();
    held(call.called(), call.caller());
    held(call.caller(), call.called());
    call.called().hangUp();

    call.caller().awaitEnded();
    exchange.record();
  }

  /** The old connection is not known to be dead: the phone has another address, say. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UDP")
  void whatIsSaidGoesToTheConnectionThatThePhoneRegisteredByLast(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(alices, bobs, "102");

    alices.moveOn();
    alices.register();
    held(call.called(), call.caller());
    call.called().hangUp();

    call.caller().awaitEnded();
    exchange.record();
  }

  /** Its next request says where it is, as soon as that comes. */
  @Test
  void aRequestInTheDialogIsTakenFromAnotherConnectionBeforeThePhoneRegisters() {
    var alices = exchange.phone(Transport.WS, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(alices, bobs, "102");

    alices.disconnect();
    alices.reconnect();
    call.caller().hangUp();

    call.called().awaitEnded();
    exchange.record();
  }

  @Test
  void whoWantsAnotherSessionWithSomebodyWhoIsAwayKeepsTheOneThereIs() {
    var alices = exchange.phone(Transport.WS, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(alices, bobs, "102");
    alices.disconnect();
    Waiting.until("the connection is gone", () -> exchange.gateway().connections() == 0);

    var bobsCall = call.called();
    var offer = bobsCall.inDialog("INVITE").withBody("application/sdp", bobsCall.sdp());
    assertThat(bobsCall.exchange(offer).status()).isEqualTo(200);
    call.hearEachOther();

    alices.reconnect();
    alices.register();
    call.called().hangUp();
    call.caller().awaitEnded();
    exchange.record();
  }

  @Test
  void whoWasAwayWhenTheCallEndedHearsOfItWhenItIsBack() {
    var alices = exchange.phone(Transport.WS, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(alices, bobs, "102");
    alices.disconnect();
    Waiting.until("the connection is gone", () -> exchange.gateway().connections() == 0);
    call.called().hangUp();
    exchange.record();

    alices.reconnect();
    alices.register();

    call.caller().awaitEnded();
  }

  /** Nobody knows that its connection is dead until it comes back by another. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UDP")
  void whatWasSaidIntoADeadConnectionIsSaidAgainByTheNext(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(alices, bobs, "102");
    alices.moveOn();
    call.called().hangUp();
    exchange.record();

    alices.register();

    call.caller().awaitEnded();
  }

  @Test
  void whoKnowsOurTagAloneDoesNotEndACall() {
    var alices = exchange.phone(Transport.TCP, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(alices, bobs, "102");
    var bye = call.caller().inDialog("BYE");

    var forged = bye.without("From").with("From", "<sip:nobody@pronto.invalid>;tag=another");

    assertThat(call.caller().exchange(forged).status()).isEqualTo(481);
    call.hearEachOther();
    call.end();
    exchange.record();
  }

  @Test
  void whoIsAwayForGoodIsHungUpAllTheSame() {
    var alices = exchange.phone(Transport.WS, alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var call = Conversation.between(alices, bobs, "102");

    alices.disconnect();
    Waiting.until("the connection is gone", () -> exchange.gateway().connections() == 0);
    call.called().hangUp();

    exchange.record();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UDP")
  void whoseConnectionIsGoneIsNotRungAndWhoIsBackIs(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());

    alices.disconnect();
    Waiting.until("nobody is connected", () -> exchange.gateway().connections() == 0);
    assertThat(bobs.call("101").awaitRefused().status()).isEqualTo(480);
    exchange.record();

    alices.reconnect();
    alices.register();
    Conversation.between(bobs, alices, "101").end();
    exchange.record();
  }

  private static void held(PhoneCall by, PhoneCall of) {
    by.hold();
    assertThat(of.awaitRequest("INVITE").body()).contains("a=sendonly");
    by.resume();
    assertThat(of.awaitRequest("INVITE").body()).contains("a=sendrecv");
  }
}
