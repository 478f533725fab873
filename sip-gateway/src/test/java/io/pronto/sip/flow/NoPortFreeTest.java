package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.TestPhone;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An exchange with RTP ports for one call. */
class NoPortFreeTest extends Telephony {
  private PhoneCall later;

  NoPortFreeTest() {
    super(new Exchange(Exchange.Plan.USUAL.lastPort(30_003)));
  }

  @Test
  void aCallForWhichThereAreNoPortsIsToComeLater() {
    var alices = exchange.phone(alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var conversation = Conversation.between(alices, bobs, "102");

    var refusal = alices.call("102").awaitRefused();

    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.find("Retry-After")).isPresent();
    assertThat(exchange.record().cause()).contains(HangupCause.CONGESTION);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
    exchange.awaitRest();
    exchange.countNoRecords(); // of those that are tried before the ports have rested
    var answered = CompletableFuture.supplyAsync(() -> bobs.awaitCall().answer());
    Waiting.until("the ports have rested", () -> isTakenFrom(alices));
    var talk = new Conversation(later, answered.join());
    talk.hearEachOther();
    talk.end();
  }

  private boolean isTakenFrom(TestPhone phone) {
    later = phone.call("102");
    return later.awaitFinal().status() == 200;
  }
}
