package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import org.junit.jupiter.api.Test;

/** Answers that are acknowledged late or never, by a clock that goes 20 times faster. */
class AcknowledgementTest extends Telephony {
  AcknowledgementTest() {
    super(new Exchange(Exchange.Plan.USUAL.speed(20)));
  }

  @Test
  void anAnswerIsRepeatedUntilItsAcknowledgement() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    outgoing.withholdAck();
    var incoming = bobs.awaitCall().answer();
    var answer = outgoing.awaitStatus(200);

    outgoing.awaitRepeated(3);
    outgoing.sendAck(answer);
    incoming.awaitAnswered();

    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  @Test
  void anAnswerThatIsNeverAcknowledgedEndsTheCall() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    outgoing.withholdAck();
    var incoming = bobs.awaitCall().answer();
    outgoing.awaitStatus(200);

    incoming.awaitEnded();
    outgoing.awaitEnded();

    assertThat(exchange.record().cause()).contains(HangupCause.NO_ACKNOWLEDGEMENT);
  }

  @Test
  void noByeComesBeforeTheAcknowledgement() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    outgoing.withholdAck();
    var incoming = bobs.awaitCall().answer();
    var answer = outgoing.awaitStatus(200);
    incoming.awaitAnswered();
    incoming.hangUp();
    outgoing.awaitRepeated(1);
    assertThat(outgoing.hasEnded()).isFalse();

    outgoing.sendAck(answer);

    assertThat(outgoing.awaitEnded().method()).isEqualTo("BYE");
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  @Test
  void aReliableResponseThatIsNeverAcknowledgedEndsTheCall() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing =
        exchange
            .phone(alice.credentials())
            .call(io.pronto.sip.phone.Invite.to("102").with("Require", "100rel"));
    outgoing.withholdAck();
    var incoming = bobs.awaitCall().ring();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(504);
    assertThat(incoming.awaitEnded().method()).isEqualTo("CANCEL");
    assertThat(exchange.record().cause()).contains(HangupCause.NO_ACKNOWLEDGEMENT);
  }
}
