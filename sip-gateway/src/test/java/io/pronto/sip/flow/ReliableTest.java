package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.SipMessage;
import org.junit.jupiter.api.Test;

/** Provisional responses that must not be lost (RFC 3262). */
class ReliableTest extends Telephony {
  private static final Invite REQUIRING = Invite.to("102").with("Require", "100rel");

  @Test
  void aCallerThatRequiresItIsToldReliablyThatItRings() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call(REQUIRING);
    var incoming = bobs.awaitCall().ring();

    var ringing = outgoing.awaitStatus(180);

    assertThat(ringing.header("Require")).isEqualTo("100rel");
    assertThat(ringing.find("RSeq")).isPresent();
    assertThat(outgoing.awaitAnswer("PRACK").status()).isEqualTo(200);
    incoming.answer();
    goOn(outgoing, incoming);
  }

  @Test
  void aCallerThatKnowsItIsReliablyToldWhatItWillHear() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing =
        exchange
            .phone(alice.credentials())
            .call(Invite.to("102").with("Supported", "100rel, timer"));
    var incoming = bobs.awaitCall().earlyMedia();

    assertThat(outgoing.awaitStatus(183).find("RSeq")).isPresent();
    assertThat(outgoing.awaitAnswer("PRACK").status()).isEqualTo(200);
    incoming.answer();
    goOn(outgoing, incoming);
  }

  @Test
  void itIsRepeatedAndTheAnswerWaitsUntilItIsAcknowledged() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call(REQUIRING);
    outgoing.withholdAck();
    var incoming = bobs.awaitCall().earlyMedia();
    var first = outgoing.awaitStatus(183);
    incoming.answer().awaitAnswered();

    var again = outgoing.awaitStatus(183);
    assertThat(outgoing.awaitStatus(183).header("RSeq")).isEqualTo(again.header("RSeq"));
    assertThat(again.header("RSeq")).isEqualTo(first.header("RSeq"));
    assertThat(outgoing.isAnswered()).isFalse();

    outgoing.sendAck(first);
    outgoing.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @Test
  void aCallerMayGiveUpWhileTheAnswerWaits() {
    var waiting = answerThatWaits();

    waiting.caller().cancel();

    assertThat(waiting.caller().awaitRefused().status()).isEqualTo(487);
    assertThat(waiting.called().awaitEnded().method()).isEqualTo("BYE");
    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.CANCELLED);
    assertThat(record.answeredAt()).as("what the caller never learnt of").isEmpty();
  }

  @Test
  void whoAnsweredMayHangUpWhileTheAnswerWaits() {
    var waiting = answerThatWaits();

    waiting.called().hangUp();

    assertThat(waiting.caller().awaitRefused().status()).isEqualTo(480);
    exchange.record();
  }

  @Test
  void aPrackForNothingIsAnswered481() {
    var conversation = conversation();
    var caller = conversation.caller();

    var prack = caller.inDialog("PRACK").with("RAck", "1 2 INVITE");

    assertThat(caller.exchange(prack).status()).isEqualTo(481);
    conversation.end();
    exchange.record();
  }

  @Test
  void whatAPhoneSaysReliablyIsAcknowledgedOnceAndInOrder() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();

    incoming.respond(reliable(incoming, "180 Ringing", 17));
    assertThat(incoming.awaitRequest("PRACK").header("RAck")).startsWith("17 ");
    incoming.respond(reliable(incoming, "180 Ringing", 17));
    incoming.respond(reliable(incoming, "183 Session Progress", 19));
    incoming.respond(
        reliable(incoming, "183 Session Progress", 18).withBody("application/sdp", incoming.sdp()));

    var prack = incoming.awaitRequest("PRACK");
    assertThat(prack.header("RAck")).startsWith("18 ").endsWith(" INVITE");
    outgoing.awaitStatus(183);
    incoming.answer();
    goOn(outgoing, incoming);
  }

  @Test
  void aReliableResponseWithoutATagDoesNoHarm() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    var tagless = reliable(incoming, "180 Ringing", 7).without("To");
    var to = incoming.request().header("To");

    incoming.respond(reliable(incoming, "180 Ringing", 5));
    incoming.respond(tagless.with("To", to));
    incoming.answer();

    goOn(outgoing, incoming);
  }

  private Conversation answerThatWaits() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call(REQUIRING);
    outgoing.withholdAck();
    var incoming = bobs.awaitCall().earlyMedia();
    outgoing.awaitStatus(183);
    incoming.answer().awaitAnswered();
    return new Conversation(outgoing, incoming);
  }

  private static SipMessage reliable(PhoneCall call, String status, int number) {
    return call.response(status).with("Require", "100rel").with("RSeq", "" + number);
  }

  private void goOn(PhoneCall outgoing, PhoneCall incoming) {
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }
}
