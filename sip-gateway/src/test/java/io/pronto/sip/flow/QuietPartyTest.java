package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.call.HangupCause;
import io.pronto.media.codec.Codec;
import io.pronto.sip.phone.PhoneCall;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/**
 * A phone that says no more after comfort noise (RFC 3389), or since its Opus skips silence (RFC
 * 7587), with neither RTP nor RTCP.
 */
class QuietPartyTest extends Telephony {
  private static final int PCMA = 8;
  private static final int NOISE = 13;

  @Test
  void itKeepsItsCallAsLongAsItAnswersOptions() throws IOException {
    try (var sound = new RtpSocket()) {
      var quiet = callWith(sound);

      quiet.called().awaitRequest("OPTIONS");
      quiet.called().awaitRequest("OPTIONS");

      assertThat(quiet.caller().hasEnded()).isFalse();
      quiet.end();
      assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
    }
  }

  @Test
  void itIsGoneWhenItKnowsNothingOfTheCall() throws IOException {
    try (var sound = new RtpSocket()) {
      var quiet = callWith(sound);
      quiet.called().forgetDialog();

      quiet.called().awaitRequest("OPTIONS");

      quiet.caller().awaitEnded();
      quiet.called().awaitEnded();
      assertThat(exchange.record().cause()).contains(HangupCause.MEDIA_TIMEOUT);
    }
  }

  @Test
  void itIsNeitherMissedNorGoneWhereItsOpusSkipsSilence() {
    var desk = exchange.phone(bob.credentials()).speaking(Codec.OPUS);
    var outgoing = exchange.phone(alice.credentials()).speaking(Codec.OPUS).call("102");
    var incoming = desk.awaitCall();
    incoming.answer(incoming.sdp().replaceAll("(a=fmtp:111 .*)", "$1;usedtx=1"));
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var quiet = new Conversation(outgoing, incoming);
    quiet.hearEachOther();

    quiet.called().silence();
    quiet.called().awaitRequest("OPTIONS");
    quiet.called().awaitRequest("OPTIONS");

    assertThat(quiet.caller().hasEnded()).isFalse();
    assertThat(quiet.called().hasRequest("INVITE")).isFalse();
    quiet.end();
    var record = exchange.record();
    assertThat(record.cause()).contains(HangupCause.NORMAL);
    assertThat(record.legs()).allSatisfy(leg -> assertThat(leg.notes()).isEmpty());
  }

  @Test
  void whoStopsWithoutNoiseIsNotAsked() throws IOException {
    var conversation = conversation();
    conversation.hearEachOther();

    conversation.called().silence();

    conversation.caller().awaitEnded();
    conversation.called().awaitEnded();
    assertThat(conversation.called().hasRequest("OPTIONS")).isFalse();
    assertThat(exchange.record().cause()).contains(HangupCause.MEDIA_TIMEOUT);
  }

  private Conversation callWith(RtpSocket sound) throws IOException {
    var desk = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    PhoneCall incoming = desk.awaitCall();
    var answer = incoming.sdp().replaceAll("m=audio \\d+", "m=audio " + sound.port());
    incoming.silence();
    incoming.answer(answer);
    outgoing.awaitAnswered();
    incoming.awaitAnswered();
    var ours = RtpSocket.addressIn(incoming.request().body());
    outgoing.forget();
    Waiting.until("it is heard", () -> isHeard(sound, ours, outgoing));
    sound.send(ours, NOISE);
    return new Conversation(outgoing, incoming);
  }

  private static boolean isHeard(RtpSocket sound, InetSocketAddress ours, PhoneCall other) {
    try {
      sound.send(ours, PCMA);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return other.packetsHeard() > 0;
  }
}
