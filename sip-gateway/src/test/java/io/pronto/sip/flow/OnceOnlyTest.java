package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import org.junit.jupiter.api.Test;

/** An INVITE makes one call, however often and by whatever ways it comes. */
class OnceOnlyTest extends Telephony {
  private final TestPhone carrier = exchange.carrier("127.0.0.13");
  private final TestPhone bobs = exchange.phone(bob.credentials());
  private final String number = number();

  private String number() {
    town.trunk("127.0.0.13", carrier.address().getPort());
    return town.number(bob, "off", true).value();
  }

  @Test
  void theSameByAnotherWayAtTheSameTimeIsRefused() {
    var outgoing = carrier.call(number);
    outgoing.send(byAnotherWay(outgoing.request()));
    var incoming = bobs.awaitCall();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(482);
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    new Conversation(outgoing, incoming).end();
    exchange.record();
  }

  @Test
  void theSameByAnotherWayLaterIsRefused() {
    var conversation = Conversation.between(carrier, bobs, number);
    var caller = conversation.caller();

    caller.send(byAnotherWay(caller.request()));

    assertThat(caller.awaitRefused().status()).isEqualTo(482);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @Test
  void theSameOnceMoreIsNoNews() {
    var outgoing = carrier.call(number);
    outgoing.send(outgoing.request());
    var incoming = bobs.awaitCall().ring();
    outgoing.awaitStatus(180);
    outgoing.send(outgoing.request());
    outgoing.awaitStatus(180);
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    outgoing.send(outgoing.request());

    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @Test
  void aCallLosesAHopAndOneWithoutHopsIsRefused() {
    var conversation = Conversation.between(carrier, bobs, number);
    assertThat(conversation.called().request().header("Max-Forwards")).isEqualTo("69");
    conversation.end();
    exchange.record();

    var last = carrier.request("INVITE", "sip:" + number + "@" + town.domain());
    last = last.without("Max-Forwards").with("Max-Forwards", "0");
    assertThat(carrier.exchange(last).status()).isEqualTo(483);
  }

  private static SipMessage byAnotherWay(SipMessage invite) {
    var via = invite.header("Via").replaceAll("branch=.*", "branch=z9hG4bKotherway");
    return invite.without("Via").with("Via", via);
  }
}
