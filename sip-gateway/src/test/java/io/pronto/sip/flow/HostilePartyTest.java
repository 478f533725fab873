package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.SipMessage;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A party of a call whose messages suffer on their way. */
class HostilePartyTest extends Telephony {
  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "UPDATE"})
  void offersThatAreDamagedAreRefusedOrTakenAndTheCallGoesOn(String method) {
    var conversation = conversation();
    var caller = conversation.caller();
    var random = new Random(3264);

    for (int i = 0; i < 60; i++) {
      var offer = caller.inDialog(method);
      var answer =
          caller.exchange(offer.withBody("application/sdp", Damage.to(caller.sdp(), random)));
      assertThat(answer.status()).isIn(200, 400, 488);
    }

    caller.resume();
    goOn(conversation);
  }

  @Test
  void headersThatAreDamagedDoNoHarm() {
    var conversation = conversation();
    var caller = conversation.caller();
    var random = new Random(6086);

    for (int i = 0; i < 60; i++) {
      caller.send(damaged(caller.inDialog("INFO"), random));
    }

    assertThat(caller.exchange(caller.inDialog("OPTIONS")).status()).isEqualTo(200);
    goOn(conversation);
  }

  @Test
  void answersThatAreDamagedEndInACallOrARefusal() {
    var alices = exchange.phone(alice.credentials());
    var bobs = exchange.phone(bob.credentials());
    var random = new Random(2543);

    for (int i = 0; i < 25; i++) {
      var outgoing = alices.call("102");
      var incoming = bobs.awaitCall();
      incoming.respond(
          incoming
              .response("200 OK")
              .withBody("application/sdp", Damage.to(incoming.sdp(), random)));
      if (outgoing.awaitFinal().status() == 200) {
        outgoing.hangUp();
      }
      incoming.awaitEnded();
      assertThat(exchange.record().cause().orElseThrow())
          .isIn(HangupCause.NORMAL, HangupCause.INCOMPATIBLE_MEDIA);
    }
  }

  /** Extra headers that mean something, or would, were they right. */
  private static SipMessage damaged(SipMessage request, Random random) {
    var names =
        new String[] {"Session-Expires", "Min-SE", "Supported", "Allow", "Reason", "RAck", "Date"};
    var name = names[random.nextInt(names.length)];
    var value = Damage.to("1800;refresher=uac, 100rel", random).replaceAll("[\r\n]", "");
    return request.with(name, value);
  }

  private void goOn(Conversation conversation) {
    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }
}
