package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.wire.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The same in the other address family. */
class InternetProtocol6Test extends Telephony {
  InternetProtocol6Test() {
    super(new Exchange(Exchange.Plan.USUAL.at("::1").onEveryTransport()));
  }

  @Test
  void twoExtensionsTalkHoldAndTalkAgain() {
    var conversation = conversation();
    conversation.hearEachOther();
    conversation.caller().hold();
    Conversation.hearsNothing(conversation.caller(), conversation.called());
    conversation.caller().resume();
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UDP")
  void aPhoneCallsAndIsCalledOnEveryTransport(Transport transport) {
    var alices = exchange.phone(transport, alice.credentials());
    var bobs = exchange.phone(bob.credentials());

    var outgoing = Conversation.between(alices, bobs, "102");
    outgoing.hearEachOther();
    outgoing.end();
    exchange.record();

    var incoming = Conversation.between(bobs, alices, "101");
    int port = exchange.gateway().port(transport);
    assertThat(incoming.called().request().header("Via"))
        .startsWith("SIP/2.0/" + transport + " [0:0:0:0:0:0:0:1]:" + port);
    incoming.hearEachOther();
    incoming.end();
    assertThat(exchange.record().legs().getLast().transport()).isEqualTo(transport.parameter());
  }

  @Test
  void aCarrierIsReachedAndReachesUs() {
    var carrier = exchange.carrier("::1");
    town.trunk("::1", carrier.address().getPort());
    var number = town.number(alice, "off", true);
    var phone = exchange.phone(alice.credentials());

    var out = Conversation.between(phone, carrier, "0612345678");
    out.hearEachOther();
    assertThat(out.called().request().startLine()).contains("+33612345678@[::1]");
    out.end();
    exchange.record();

    var in = Conversation.between(carrier, phone, number.value());
    in.hearEachOther();
    in.end();
    exchange.record();
  }
}
