package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.core.call.LegRecord;
import io.pronto.media.codec.Codec;
import io.pronto.sip.phone.Invite;
import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls between phones that have no codec in common, and how that is avoided. */
class TranscodedCallTest extends Telephony {
  @ParameterizedTest
  @CsvSource({"PCMA, OPUS", "OPUS, PCMU", "G722, OPUS", "PCMU, G722", "PCMA, PCMU"})
  void phonesWithoutACommonCodecHearEachOther(Codec hers, Codec his) {
    var conversation = conversation(new Codec[] {hers}, new Codec[] {his});

    assertHearEachOther(conversation);

    conversation.caller().hold();
    conversation.caller().resume();
    assertHearEachOther(conversation);
    conversation.called().hold();
    conversation.called().resume();
    assertHearEachOther(conversation);
    conversation.end();
    var legs = exchange.record().legs();
    assertThat(legs).allMatch(leg -> leg.notes().contains(LegRecord.TRANSCODED));
    assertThat(legs)
        .extracting(LegRecord::codec)
        .containsExactly(hers.format().encoding(), his.format().encoding());
  }

  /** As Chromium does: it says what stands first in our offer. */
  @Test
  void whoSaysWhatWasOfferedButNotAnsweredIsHeardAllTheSame() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    var incoming = bobs.awaitCall();
    incoming.answer(
        """
        v=0
        o=- 1 1 IN IP4 %h
        s=-
        c=IN IP4 %h
        t=0 0
        m=audio %p RTP/AVP 111
        a=rtpmap:111 opus/48000/2
        """);
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    incoming.say(Sound.tone(1_000, 5_000));

    outgoing.forget();
    assertThat(outgoing.awaitHeard(1_000).share(1_000)).isGreaterThan(0.5);
    outgoing.hangUp();
    incoming.awaitEnded();
    assertThat(exchange.record().legs().get(1).codec()).isEqualTo("opus");
  }

  @ParameterizedTest
  @CsvSource({"OPUS PCMA, PCMA OPUS", "G722 PCMA, PCMU PCMA", "OPUS PCMU, PCMU"})
  void whereThereIsACommonCodecNothingIsTranscoded(String hers, String his) {
    var conversation = conversation(codecs(hers), codecs(his));

    assertHearEachOther(conversation);
    conversation.end();
    assertThat(exchange.record().legs())
        .noneMatch(leg -> leg.notes().contains(LegRecord.TRANSCODED));
  }

  @Test
  void theOfferHoldsTheCallersCodecsFirstAndThenWhatCanBeMadeOfThem() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing =
        exchange
            .phone(alice.credentials())
            .call(
                Invite.to("102")
                    .offering(
                        """
                        v=0
                        o=- 1 1 IN IP4 %h
                        s=-
                        c=IN IP4 %h
                        t=0 0
                        m=audio %p RTP/AVP 18 96 101
                        a=rtpmap:96 opus/48000/2
                        a=fmtp:96 useinbandfec=0
                        a=rtpmap:101 telephone-event/8000
                        """));
    var incoming = bobs.awaitCall().ring();

    assertThat(incoming.request().body())
        .containsPattern("m=audio \\d+ RTP/AVP 96 18 8 0 9 101 \\d+\r\n")
        .contains("a=fmtp:96 useinbandfec=0", "telephone-event/8000", "telephone-event/48000");
    outgoing.awaitStatus(180);
    outgoing.cancel();
    outgoing.awaitRefused();
    incoming.awaitEnded();
    exchange.record();
  }

  @Test
  void aCodecThatOnlyPassesThroughIsOfferedAloneWhereNothingCanBeMadeOfIt() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing =
        exchange
            .phone(alice.credentials())
            .call(
                Invite.to("102")
                    .offering(
                        "v=0\n"
                            + "o=- 1 1 IN IP4 %h\n"
                            + "s=-\n"
                            + "c=IN IP4 %h\n"
                            + "t=0 0\n"
                            + "m=audio %p RTP/AVP 18\n"));
    var incoming = bobs.awaitCall().ring();

    assertThat(incoming.request().body()).containsPattern("m=audio \\d+ RTP/AVP 18 101\r\n");
    outgoing.awaitStatus(180);
    outgoing.cancel();
    outgoing.awaitRefused();
    incoming.awaitEnded();
    exchange.record();
  }

  @Test
  void aCodecChangedInTheMiddleIsTranscodedWhereTheOtherDoesNotFollow() {
    var conversation = conversation(codecs("PCMA"), codecs("PCMA"));
    var caller = conversation.caller();
    assertHearEachOther(conversation);

    var opus =
        caller
            .sdp()
            .replace("RTP/AVP 8 101", "RTP/AVP 111 101")
            .replace("a=rtpmap:8 PCMA/8000", "a=rtpmap:111 opus/48000/2");
    var answer = caller.exchange(caller.inDialog("INVITE").withBody("application/sdp", opus));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("opus/48000/2").doesNotContain("PCMA");
    caller.forget();
    conversation.called().say(Sound.tone(620, 1500));
    assertTone(caller, 620);
    conversation.end();
    assertThat(exchange.record().legs().get(1).notes()).contains(LegRecord.TRANSCODED);
  }

  private Conversation conversation(Codec[] hers, Codec[] his) {
    var called = exchange.phone(bob.credentials()).speaking(his);
    var caller = exchange.phone(alice.credentials()).speaking(hers);
    return Conversation.between(caller, called, "102");
  }

  private static Codec[] codecs(String names) {
    return Arrays.stream(names.split(" ")).map(Codec::valueOf).toArray(Codec[]::new);
  }

  private static void assertHearEachOther(Conversation conversation) {
    conversation.caller().forget();
    conversation.called().forget();
    conversation.caller().say(Sound.tone(440, 1500));
    conversation.called().say(Sound.tone(620, 1500));
    assertTone(conversation.called(), 440);
    assertTone(conversation.caller(), 620);
  }

  /** Hears a second of the tone, as loud as it was said. */
  private static void assertTone(PhoneCall listener, double hertz) {
    var heard = listener.awaitHeard(1_200).samples();
    var middle = new Sound(Arrays.copyOfRange(heard, 4_000, 8_000));
    assertThat(middle.share(hertz)).as("share of " + hertz + " Hz").isGreaterThan(0.9);
    assertThat(middle.level()).isCloseTo(Sound.tone(hertz, 500).level(), within(2.0));
  }
}
