package io.pronto.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.MediaEncryption;
import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import java.net.InetSocketAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpTest {
  private static final String OFFER =
      """
      v=0
      o=phone 1 1 IN IP4 127.0.0.9
      s=call
      c=IN IP4 127.0.0.9
      t=0 0
      m=video 5000 RTP/AVP 99
      a=rtpmap:99 H264/90000
      m=audio 4000 RTP/AVP 111 8 0 101 120
      a=rtpmap:111 opus/48000/2
      a=fmtp:111 useinbandfec=1
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-15
      a=ptime:20
      """;
  private static final Audio OURS =
      new Audio(
          new InetSocketAddress("127.0.0.1", 20000),
          new InetSocketAddress("127.0.0.1", 20001),
          List.of(new RtpFormat(8, "PCMA", 8000)),
          Direction.SENDRECV,
          PacketTime.ANY);

  @Test
  void theFirstAudioStreamIsUnderstood() throws Exception {
    var audio = audio(OFFER);

    assertThat(audio.rtp()).isEqualTo(new InetSocketAddress("127.0.0.9", 4000));
    assertThat(audio.rtcp()).isEqualTo(new InetSocketAddress("127.0.0.9", 4001));
    assertThat(audio.formats())
        .containsExactly(
            new RtpFormat(111, "opus", 48000, 2, "useinbandfec=1"),
            new RtpFormat(8, "PCMA", 8000),
            new RtpFormat(0, "PCMU", 8000),
            new RtpFormat(101, "telephone-event", 8000, 1, "0-15"));
    assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
    assertThat(audio.packetTime()).isEqualTo(PacketTime.of(20));
  }

  @ParameterizedTest
  @CsvSource({
    "a=sendonly, RECVONLY",
    "a=recvonly, SENDONLY",
    "a=inactive, INACTIVE",
    "a=sendrecv, SENDRECV",
    "c=IN IP4 0.0.0.0, RECVONLY",
    "a=rtcp:4005, SENDRECV"
  })
  void aDirectionIsSeenFromOurSide(String line, Direction seen) throws Exception {
    assertThat(audio(OFFER + line + "\n").direction()).isEqualTo(seen);
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "200, 200", "4, 20", "201, 20", "999, 20", "0, 20", "2.5, 20", "-20, 20"})
  void aPacketTimeThatCannotBeMeantIsNone(String said, int understood) throws Exception {
    var offer = OFFER.replace("a=ptime:20", "a=ptime:" + said + "\na=ptime:20\na=maxptime:1");

    assertThat(audio(offer).packetTime()).isEqualTo(PacketTime.of(understood));
  }

  @Test
  void rtcpIsWhereItSaysItIs() throws Exception {
    assertThat(audio(OFFER + "a=rtcp:53020 IN IP4 127.0.0.8\n").rtcp())
        .isEqualTo(new InetSocketAddress("127.0.0.8", 53020));
  }

  @Test
  void anAnswerKeepsTheStreamsInTheirPlacesAndRefusesWhatIsNotSpeech() throws Exception {
    var answer = new LocalSession().answer(SessionDescription.parse(OFFER), 1, OURS);

    assertThat(answer.lines().filter(line -> line.startsWith("m=")))
        .containsExactly("m=video 0 RTP/AVP 99", "m=audio 20000 RTP/AVP 8");
    assertThat(audio(answer).formats()).isEqualTo(OURS.formats());
  }

  @Test
  void anEncryptedStreamIsAnsweredInItsPlaceAndTheOneInTheClearBesideItRefused() throws Exception {
    var offer =
        SessionDescription.parse(
            "v=0\nc=IN IP4 127.0.0.9\nm=audio 4000 RTP/AVP 8\nm=audio 4002 RTP/SAVP 8\n"
                + "a=crypto:4 AES_CM_128_HMAC_SHA1_80"
                + " inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\n");
    int index = Streams.indexIn(offer, MediaEncryption.OPTIONAL);
    var theirs = Audio.of(offer, index, MediaEncryption.OPTIONAL);

    var ours = OURS.with(new KeyAgreement().answer(theirs.protection()));
    var answer = new LocalSession().answer(offer, index, ours);

    assertThat(answer.lines().filter(line -> line.startsWith("m=")))
        .containsExactly("m=audio 0 RTP/AVP 8", "m=audio 20000 RTP/SAVP 8");
    assertThat(answer).containsPattern("a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:[\\w+/]{40}\r\n");
  }

  @Test
  void theVersionGrowsOnlyWhenSomethingChanged() throws Exception {
    var session = new LocalSession();

    var first = session.offer(OURS);
    var same = session.offer(OURS);
    var held = session.offer(OURS.with(Direction.SENDONLY));

    assertThat(same).isEqualTo(first);
    assertThat(version(held)).isEqualTo(version(first) + 1);
    assertThat(held).contains("a=sendonly");
  }

  @Test
  void aLaterOfferKeepsTheStreamsThatWereRefused() throws Exception {
    var session = new LocalSession();
    session.answer(SessionDescription.parse(OFFER), 1, OURS);

    assertThat(session.offer(OURS).lines().filter(line -> line.startsWith("m=")))
        .containsExactly("m=video 0 RTP/AVP 99", "m=audio 20000 RTP/AVP 8");
  }

  @Test
  void whatIsAgreedBearsTheNumbersOfOneAndTheOrderOfTheOther() {
    var numbered =
        List.of(
            new RtpFormat(96, "opus", 48000, 2, "a"),
            new RtpFormat(8, "PCMA", 8000),
            new RtpFormat(97, "telephone-event", 8000));
    var chosen =
        List.of(
            new RtpFormat(8, "pcma", 8000),
            new RtpFormat(111, "OPUS", 48000, 2, "b"),
            new RtpFormat(18, "G729", 8000));

    assertThat(Formats.agreed(numbered, chosen))
        .containsExactly(new RtpFormat(8, "pcma", 8000), new RtpFormat(96, "OPUS", 48000, 2, "b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "v=0\nm=audio",
        "v=0\nm=audio x RTP/AVP 0",
        "v=0\nm=audio 4000 RTP/AVP 0",
        "v=0\nc=IN IP4 phone.example\nm=audio 4000 RTP/AVP 0",
        "v=0\nc=IN IP4 224.2.1.1\nm=audio 4000 RTP/AVP 0",
        "v=0\nc=IN IP4 127.0.0.1\nm=audio 4000 RTP/AVP 128",
        "v=0\nc=IN IP4 127.0.0.1\nm=audio 4000 RTP/AVP 96\na=rtpmap:96 x",
      })
  void whatIsNoDescriptionIsCalledBad(String text) {
    assertThatThrownBy(() -> audio(text)).isInstanceOf(BadSdp.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=video 4000 RTP/AVP 99",
        "m=audio 0 RTP/AVP 0",
        "m=audio 4000 RTP/SAVP 0",
        "m=audio 4000 RTP/AVP 101\na=rtpmap:101 telephone-event/8000",
      })
  void aDescriptionWithoutSpeechIsNotAcceptable(String media) {
    assertThatThrownBy(() -> audio("v=0\nc=IN IP4 127.0.0.1\n" + media))
        .isInstanceOf(NotAcceptable.class);
  }

  @Property(tries = 500)
  void nothingThatIsReadEverThrowsAnythingElse(@ForAll @Size(max = 20) List<String> lines) {
    var text = "v=0\nc=IN IP4 127.0.0.1\nm=audio 1 RTP/AVP 0\n" + String.join("\na=", lines);
    try {
      audio(text);
    } catch (BadSdp | NotAcceptable refused) {
      assertThat(refused.getMessage()).doesNotContain("\n");
    }
  }

  private static Audio audio(String text) throws BadSdp, NotAcceptable {
    var description = SessionDescription.parse(text);
    int index = Streams.indexIn(description, MediaEncryption.OPTIONAL);
    return Audio.of(description, index, MediaEncryption.OPTIONAL);
  }

  private static long version(String body) {
    return Long.parseLong(body.lines().toList().get(1).split(" ")[2]);
  }
}
