package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import org.junit.jupiter.api.Test;

/**
 * Re-INVITEs that a phone says it tries, and of which nothing more is heard (RFC 3261, section
 * 14.1), by a clock that goes 20 times faster.
 */
class UnansweredOfferTest extends Telephony {
  UnansweredOfferTest() {
    super(new Exchange(Exchange.Plan.USUAL.speed(20)));
  }

  @Test
  void whoAsksIsAnsweredWhenTheOtherOnlyTriesAndEitherMayAskAgain() {
    var conversation = conversation();
    conversation.hearEachOther();
    var caller = conversation.caller();
    var called = conversation.called();
    var asked = stalledHold(conversation);

    var cancel = called.awaitRequest("CANCEL");
    called.reply(asked, "487 Request Terminated");
    assertThat(cancel.header("Reason")).contains("cause=408");
    assertThat(caller.awaitAnswer("INVITE").status()).isEqualTo(200);
    called.awaitRequest("ACK");

    called.acceptOffers();
    caller.resume();
    called.awaitRequest("INVITE");
    called.awaitRequest("ACK");
    called.hold();
    called.resume();
    goOn(conversation);
  }

  @Test
  void whoAgreesTooLateIsBroughtBackToWhatIsAgreed() {
    var conversation = conversation();
    conversation.hearEachOther();
    var caller = conversation.caller();
    var called = conversation.called();
    var asked = stalledHold(conversation);
    called.awaitRequest("CANCEL");
    assertThat(caller.awaitAnswer("INVITE").status()).isEqualTo(200);

    called.acceptOffers();
    called.answerOffer(asked);

    called.awaitRequest("ACK");
    assertThat(called.awaitRequest("INVITE").body()).contains("a=sendrecv");
    called.awaitRequest("ACK");
    caller.resume();
    goOn(conversation);
  }

  @Test
  void whoNeverSaysMoreIsOfferedSomethingNewAfterAWhile() {
    var conversation = conversation();
    conversation.hearEachOther();
    var caller = conversation.caller();
    var called = conversation.called();
    stalledHold(conversation);
    called.awaitRequest("CANCEL");
    assertThat(caller.awaitAnswer("INVITE").status()).isEqualTo(200);
    called.acceptOffers();

    var resumed = caller.inDialog("INVITE").withBody("application/sdp", caller.sdp());
    while (caller.exchange(resumed).status() == 491) {
      called.forget();
      called.awaitHeard(200);
      resumed = caller.inDialog("INVITE").withBody("application/sdp", caller.sdp());
    }

    goOn(conversation);
  }

  @Test
  void aSessionThatIsOursToRefreshIsRefreshedAgainAndDoesNotLapse() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    incoming.ignoreOffers();
    incoming.respond(
        incoming
            .response("200 OK")
            .with("Session-Expires", "90;refresher=uac")
            .withBody("application/sdp", incoming.sdp()));
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    var refresh = incoming.awaitRequest("INVITE");
    incoming.reply(refresh, "100 Trying");
    incoming.awaitRequest("CANCEL");
    incoming.reply(refresh, "487 Request Terminated");
    incoming.awaitRequest("ACK");
    incoming.acceptOffers();

    assertThat(incoming.awaitRequest("INVITE").sequence()).isGreaterThan(refresh.sequence());
    incoming.awaitRequest("ACK");
    goOn(new Conversation(outgoing, incoming));
  }

  /** The caller holds; the other has been asked, and has said that it tries. */
  private static SipMessage stalledHold(Conversation conversation) {
    PhoneCall caller = conversation.caller();
    PhoneCall called = conversation.called();
    called.ignoreOffers();
    caller.send(
        caller
            .inDialog("INVITE")
            .withBody("application/sdp", caller.sdp().replace("sendrecv", "sendonly")));
    var asked = called.awaitRequest("INVITE");
    called.reply(asked, "100 Trying");
    return asked;
  }

  private void goOn(Conversation conversation) {
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }
}
