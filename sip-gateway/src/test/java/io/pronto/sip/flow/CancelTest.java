package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import io.pronto.sip.phone.TestPhone;
import org.junit.jupiter.api.Test;

/** A caller gives up, at any moment. */
class CancelTest extends Telephony {
  @Test
  void beforeAnythingHasComeBack() {
    exchange.phone(bob.credentials());
    exchange.countNoRecords();
    var outgoing = carrierCall();

    outgoing.cancel();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
    assertThat(outgoing.awaitAnswer("CANCEL").status()).isEqualTo(200);
  }

  @Test
  void whileThePhoneCalledHasNotSaidAWord() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();

    outgoing.cancel();
    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
    incoming.ring();

    assertThat(incoming.awaitEnded().method()).isEqualTo("CANCEL");
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
  }

  @Test
  void whileEarlyMediaIsHeard() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall().earlyMedia();
    outgoing.awaitHeard(200);

    outgoing.cancel();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
    assertThat(incoming.awaitEnded().method()).isEqualTo("CANCEL");
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
  }

  @Test
  void anAnswerThatComesAfterwardsIsHungUp() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    outgoing.cancel();
    outgoing.awaitRefused();

    incoming.answer();

    incoming.awaitAnswered();
    assertThat(incoming.awaitEnded().method()).isEqualTo("BYE");
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
  }

  @Test
  void aCancelThatTheAnswerHasCrossedChangesNothing() {
    var conversation = conversation();

    conversation.caller().cancel();

    assertThat(conversation.caller().awaitAnswer("CANCEL").status()).isIn(200, 481);
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  @Test
  void aCancelForNothingIsAnswered481() {
    var phone = exchange.phone(alice.credentials());
    var cancel = phone.request("CANCEL", "sip:102@" + town.domain());

    assertThat(phone.exchange(cancel).status()).isEqualTo(481);
  }

  @Test
  void aByeBeforeTheAnswerEndsTheCallToo() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall().ring();
    var ringing = outgoing.awaitStatus(180);

    var bye = inEarlyDialog(outgoing.inDialog("BYE"), ringing);

    assertThat(outgoing.exchange(bye).status()).isEqualTo(200);
    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
    assertThat(incoming.awaitEnded().method()).isEqualTo("CANCEL");
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
  }

  @Test
  void aByeOfThePhoneCalledBeforeItsAnswerIsARefusal() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall().ring();
    outgoing.awaitStatus(180);

    assertThat(incoming.exchange(incoming.inDialog("BYE")).status()).isEqualTo(200);

    assertThat(outgoing.awaitRefused().status()).isEqualTo(480);
    assertThat(incoming.awaitEnded().method()).isEqualTo("CANCEL");
    exchange.record();
  }

  @Test
  void allDevicesStopRinging() {
    var desk = exchange.phone(bob.credentials());
    var mobile = exchange.phone(town.device(bob.userId(), "102-mobile"));
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var one = desk.awaitCall().ring();
    var two = mobile.awaitCall().ring();
    outgoing.awaitStatus(180);

    outgoing.cancel();

    assertThat(one.awaitEnded().method()).isEqualTo("CANCEL");
    assertThat(two.awaitEnded().method()).isEqualTo("CANCEL");
    exchange.record();
  }

  private PhoneCall carrierCall() {
    TestPhone carrier = exchange.carrier("127.0.0.5");
    town.trunk("127.0.0.5", carrier.address().getPort());
    return carrier.call(town.number(bob, "off", true).value().substring(1));
  }

  static SipMessage inEarlyDialog(SipMessage request, SipMessage provisional) {
    return request.without("To").with("To", provisional.header("To"));
  }
}
