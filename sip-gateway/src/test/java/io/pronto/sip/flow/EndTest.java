package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How calls end, gently or not. */
class EndTest extends Telephony {
  EndTest() {
    super(new Exchange(Exchange.Plan.USUAL.silence(Duration.ofSeconds(1))));
  }

  @Test
  void bothMayHangUpAtOnce() throws Exception {
    var conversation = conversation();
    var ready = new CountDownLatch(1);
    var hanging =
        Stream.of(conversation.caller(), conversation.called())
            .map(party -> Thread.startVirtualThread(() -> hangUp(party, ready)))
            .toList();

    ready.countDown();
    for (var thread : hanging) {
      thread.join();
    }

    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  @Test
  void aPhoneThatVanishesEndsTheCall() {
    var alices = exchange.phone(alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var conversation = Conversation.between(alices, bobs, "102");
    conversation.hearEachOther();

    bobs.vanish();

    assertThat(conversation.caller().awaitEnded().header("Reason")).contains("cause=27");
    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.MEDIA_TIMEOUT);
    assertThat(record.endedBy()).isEqualTo("server");
  }

  @Test
  void aPhoneThatAnswersAndIsNeverHeardEndsTheCall() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    incoming.silence();
    incoming.answer();
    outgoing.awaitAnswered();

    incoming.awaitEnded();
    outgoing.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.MEDIA_TIMEOUT);
  }

  @Test
  void aPhoneThatIsGoneIsNoAnswer() {
    var bobs = exchange.phone(bob.credentials());
    bobs.vanish();

    var outgoing = exchange.phone(alice.credentials()).call("102");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(480);
    assertThat(exchange.record().cause()).contains(HangupCause.NO_ANSWER);
  }

  @Test
  void aPhoneThatIsGoneOnceItHasRungLeavesNothingBehind() {
    var bobs = exchange.phone(bob.credentials());
    var alices = exchange.phone(alice.credentials());
    var outgoing = alices.call("102");
    bobs.awaitCall().ring();
    outgoing.awaitStatus(180);
    alices.register(Duration.ZERO); // or the registrar's own questions would be counted
    bobs.register(Duration.ZERO);
    bobs.vanish();

    outgoing.cancel();

    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
    assertThat(exchange.record().cause()).contains(HangupCause.CANCELLED);
    exchange.awaitRest();
    Waiting.until("the CANCEL is given up too", () -> exchange.openRequests() == 0);
  }

  @Test
  void aServerThatIsAboutToStopTakesNoNewCallAndEndsThoseItHas() throws Exception {
    var conversation = conversation();
    var alices = exchange.phone(alice.credentials());
    var draining = Thread.startVirtualThread(this::drain);

    Waiting.until("new calls are refused", () -> exchange.gateway().isDraining());
    var refusal = alices.call("102").awaitRefused();

    assertThat(refusal.header("Retry-After")).isEqualTo("30");
    conversation.caller().awaitEnded();
    conversation.called().awaitEnded();
    draining.join();
    assertThat(exchange.record().cause()).contains(HangupCause.SHUTDOWN);
  }

  @Test
  void aServerWhoseTimeIsOverTakesNotEvenACallForHelpWhichItWouldCut() throws Exception {
    var alices = exchange.phone(alice.credentials());

    exchange.gateway().drain(Duration.ZERO);

    assertThat(alices.call("112").awaitRefused().status()).isEqualTo(503);
  }

  private void drain() {
    try {
      exchange.gateway().drain(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hangUp(PhoneCall party, CountDownLatch ready) {
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(party.exchange(party.inDialog("BYE")).status()).isIn(200, 481);
  }
}
