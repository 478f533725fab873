package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The same in the other address family. */
class InternetProtocol6Test extends Telephony {
  InternetProtocol6Test() {
    super(new Exchange(Exchange.Plan.USUAL.at("::1")));
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

  @Test
  void twoExtensionsTalkOverTcp() {
    var conversation =
        Conversation.between(
            exchange.tcpPhone(alice.credentials()), exchange.tcpPhone(bob.credentials()), "102");
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
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
