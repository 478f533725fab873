package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.Invite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which session a call begins with: who offers, who answers, and what is no offer. */
class OfferTest extends Telephony {
  private static final String HEAD = "v=0\no=- 1 1 IN IP4 %h\ns=-\nc=IN IP4 %h\nt=0 0\n";

  @Test
  void aCallerWithoutAnOfferIsOfferedWhatEveryTelephoneSpeaks() {
    var conversation =
        Conversation.between(
            exchange.phone(alice.credentials()),
            exchange.phone(bob.credentials()),
            Invite.to("102").withoutOffer());

    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  @Test
  void aReInviteWithoutAnOfferIsOfferedTheSessionAgain() {
    var conversation = conversation();
    var caller = conversation.caller();

    var offer = caller.exchange(caller.inDialog("INVITE"));
    assertThat(offer.status()).isEqualTo(200);
    assertThat(offer.body()).contains("PCMA/8000");

    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  @Test
  void anUnusableAnswerInTheAckEndsTheCall() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing =
        exchange.phone(alice.credentials()).call(Invite.to("102").offering("v=0\n").withoutOffer());
    var incoming = bobs.awaitCall().answer();
    outgoing.awaitAnswered();

    incoming.awaitEnded();
    outgoing.awaitEnded();

    assertThat(exchange.record().cause()).contains(HangupCause.INCOMPATIBLE_MEDIA);
  }

  @Test
  void codecsThatNobodyHereKnowsPassThroughUnderEachSidesOwnNumbers() throws Exception {
    try (var alices = new RtpSocket();
        var bobs = new RtpSocket()) {
      var phone = exchange.phone(bob.credentials());
      var outgoing =
          exchange
              .phone(alice.credentials())
              .call(
                  Invite.to("102")
                      .offering(
                          HEAD
                              + "m=audio "
                              + alices.port()
                              + " RTP/AVP 111 98\na=rtpmap:111 AMR-WB/16000\n"
                              + "a=fmtp:111 octet-align=1\na=rtpmap:98 iLBC/8000\n"));
      outgoing.silence(); // the sockets alone speak: whoever is heard first is taken for the peer
      var incoming = phone.awaitCall();
      incoming.silence();
      assertThat(incoming.request().body())
          .contains("AMR-WB/16000", "octet-align=1", "iLBC/8000")
          .doesNotContain("PCMA");
      incoming.answer(HEAD + "m=audio " + bobs.port() + " RTP/AVP 96\na=rtpmap:96 AMR-WB/16000\n");
      var answer = outgoing.awaitStatus(200);
      incoming.awaitAnswered();

      assertThat(answer.body())
          .contains("RTP/AVP 111\r\n", "a=rtpmap:111 AMR-WB/16000")
          .doesNotContain("rtpmap:96");
      alices.sendUntilHeard(RtpSocket.addressIn(answer.body()), 111, bobs, 96);
      bobs.sendUntilHeard(RtpSocket.addressIn(incoming.request().body()), 96, alices, 111);

      outgoing.hangUp();
      incoming.awaitEnded();
      assertThat(exchange.record().legs())
          .allSatisfy(l -> assertThat(l.codec()).isEqualTo("AMR-WB"));
    }
  }

  @Test
  void withoutACommonCodecThereIsNoCall() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall().answer(HEAD + "m=audio %p RTP/AVP 18\na=sendrecv\n");

    assertThat(outgoing.awaitRefused().status()).isEqualTo(488);
    incoming.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.INCOMPATIBLE_MEDIA);
  }

  @ParameterizedTest
  @CsvSource({
    "m=video %p RTP/AVP 31, 488",
    "m=audio 0 RTP/AVP 8, 488",
    "m=audio %p RTP/SAVP 8, 488",
    "m=audio %p RTP/AVP 77, 488",
    "m=audio %p RTP/AVP 101|a=rtpmap:101 telephone-event/8000, 488",
    "m=audio %p RTP/AVP 300, 400",
    "m=audio 99999 RTP/AVP 8, 400",
    "m=audio, 400",
    "s=nothing, 400"
  })
  void whatIsNoAudioIsNotAcceptable(String media, int status) {
    exchange.phone(bob.credentials());
    var invite = Invite.to("102").offering(HEAD + media.replace("|", "\n") + "\n");

    var outgoing = exchange.phone(alice.credentials()).call(invite);

    assertThat(outgoing.awaitRefused().status()).isEqualTo(status);
  }

  @Test
  void garbageIsNoDescription() {
    var outgoing =
        exchange.phone(alice.credentials()).call(Invite.to("102").offering("\u0000\u0001 hello"));

    assertThat(outgoing.awaitRefused().status()).isEqualTo(400);
  }

  @Test
  void aVideoStreamBesideTheAudioIsRefusedAndTheAudioIsTaken() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing =
        exchange
            .phone(alice.credentials())
            .call(
                Invite.to("102")
                    .offering(HEAD + "m=video 4000 RTP/AVP 31\nm=audio %p RTP/AVP 8\n"));
    var incoming = bobs.awaitCall().answer();

    var answer = outgoing.awaitStatus(200).body();
    incoming.awaitAnswered();
    assertThat(answer.indexOf("m=video 0 ")).isPositive().isLessThan(answer.indexOf("m=audio "));
    outgoing.hangUp();
    incoming.awaitEnded();
    exchange.record();
  }
}
