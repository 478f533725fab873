package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import org.junit.jupiter.api.Test;

/** Offers that meet, are taken back or come too early. */
class GlareTest extends Telephony {
  @Test
  void anOfferThatMeetsAnotherIsToWait() {
    var conversation = conversation();
    var caller = conversation.caller();
    var called = conversation.called();
    called.ignoreOffers();
    caller.send(offer(caller, "sendonly"));
    var pending = called.awaitRequest("INVITE");

    var refused = called.exchange(offer(called, "sendonly"));

    assertThat(refused.status()).isEqualTo(491);
    called.acceptOffers();
    called.answerOffer(pending);
    assertThat(caller.awaitAnswer("INVITE").status()).isEqualTo(200);
    caller.resume();
    goOn(conversation);
  }

  @Test
  void theOtherPartysGlareIsPassedOn() {
    var conversation = conversation();
    conversation.called().refuseOffers("491 Request Pending");

    var caller = conversation.caller();
    assertThat(caller.exchange(offer(caller, "sendonly")).status()).isEqualTo(491);

    conversation.called().acceptOffers();
    goOn(conversation);
  }

  @Test
  void anOfferThatIsTakenBackLeavesTheSessionAsItWas() {
    var conversation = conversation();
    var called = conversation.called();
    var pending = takenBack(conversation);

    called.acceptOffers();
    called.answerOffer(pending);
    assertThat(HoldTest.direction(called.awaitRequest("INVITE").body())).isEqualTo("sendrecv");
    goOn(conversation);
  }

  @Test
  void whatIsPutBackIsPutAgainWhenItHasMetAnotherOffer() {
    var conversation = conversation();
    var called = conversation.called();
    var pending = takenBack(conversation);

    called.refuseOffers("491 Request Pending");
    called.answerOffer(pending);
    called.awaitRequest("INVITE");
    called.acceptOffers();

    assertThat(HoldTest.direction(called.awaitRequest("INVITE").body())).isEqualTo("sendrecv");
    goOn(conversation);
  }

  @Test
  void aSecondOfferWhileTheFirstWaitsIsToComeLater() {
    var conversation = conversation();
    var caller = conversation.caller();
    var called = conversation.called();
    called.ignoreOffers();
    caller.send(offer(caller, "sendonly"));
    var pending = called.awaitRequest("INVITE");

    var early = caller.exchange(offer(caller, "sendrecv"));

    assertThat(early.status()).isEqualTo(500);
    assertThat(early.find("Retry-After")).isPresent();
    called.acceptOffers();
    called.answerOffer(pending);
    caller.awaitAnswer("INVITE");
    caller.resume();
    goOn(conversation);
  }

  @Test
  void anOfferBeforeTheAckIsToComeLater() {
    var phone = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    outgoing.withholdAck();
    var incoming = phone.awaitCall().answer();
    var answer = outgoing.awaitStatus(200);

    var early = outgoing.exchange(offer(outgoing, "sendonly"));

    assertThat(early.status()).isEqualTo(500);
    assertThat(early.find("Retry-After")).isPresent();
    outgoing.sendAck(answer);
    incoming.awaitAnswered();
    goOn(new Conversation(outgoing, incoming));
  }

  @Test
  void anOfferBeforeTheAnswerIsToComeLater() {
    var phone = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = phone.awaitCall().ring();
    var ringing = outgoing.awaitStatus(180);

    var invite = CancelTest.inEarlyDialog(offer(outgoing, "sendrecv"), ringing);
    var update =
        CancelTest.inEarlyDialog(outgoing.inDialog("UPDATE"), ringing)
            .withBody("application/sdp", outgoing.sdp());

    assertThat(outgoing.exchange(invite).status()).isEqualTo(500);
    assertThat(outgoing.exchange(update).status()).isEqualTo(500);
    incoming.answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    goOn(new Conversation(outgoing, incoming));
  }

  /** The caller offers a hold and takes that back before the party called has answered it. */
  private static SipMessage takenBack(Conversation conversation) {
    var caller = conversation.caller();
    conversation.called().ignoreOffers();
    var invite = offer(caller, "sendonly");
    caller.send(invite);
    var pending = conversation.called().awaitRequest("INVITE");
    caller.send(
        new SipMessage(invite.startLine().replace("INVITE", "CANCEL"), invite.headers(), "")
            .without("CSeq")
            .without("Content-Type")
            .with("CSeq", invite.sequence() + " CANCEL"));
    assertThat(caller.awaitAnswer("CANCEL").status()).isEqualTo(200);
    assertThat(caller.awaitAnswer("INVITE").status()).isEqualTo(487);
    return pending;
  }

  private static SipMessage offer(PhoneCall call, String direction) {
    var sdp = call.sdp().replaceAll("a=(send|recv|inactive)\\w*", "a=" + direction);
    return call.inDialog("INVITE").withBody("application/sdp", sdp);
  }

  private void goOn(Conversation conversation) {
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }
}
