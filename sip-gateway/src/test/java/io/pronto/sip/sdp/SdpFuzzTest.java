package io.pronto.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.MediaEncryption;
import io.pronto.core.Mutants;
import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fuzz target: a description that a peer offers, and what we answer to it. */
class SdpFuzzTest {
  private static final InetSocketAddress RTP = new InetSocketAddress("127.0.0.1", 20_000);
  private static final InetSocketAddress RTCP = new InetSocketAddress("127.0.0.1", 20_001);

  private static final String PHONE =
      """
      v=0
      o=phone 1 1 IN IP4 192.0.2.1
      s=-
      c=IN IP4 192.0.2.1
      t=0 0
      m=audio 4000 RTP/AVP 8 0 96 101
      a=rtpmap:8 PCMA/8000
      a=rtpmap:96 opus/48000/2
      a=fmtp:96 useinbandfec=1;usedtx=1
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-16
      a=ptime:20
      a=rtcp:4001 IN IP4 192.0.2.1
      a=sendrecv
      m=video 0 RTP/AVP 31
      """;

  private static final String SECURE =
      """
      v=0
      o=phone 1 1 IN IP6 2001:db8::1
      s=-
      c=IN IP6 2001:db8::1
      t=0 0
      m=audio 4000 RTP/SAVP 8
      a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20|1:4
      a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj
      a=inactive
      """;

  @Test
  void descriptionsWhateverTheySayAreAnsweredOrRefused() {
    Mutants.feed(seeds(), 10_000, SdpFuzzTest::fuzzerTestOneInput);
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    var text = new String(input, StandardCharsets.UTF_8);
    for (var policy : MediaEncryption.values()) {
      try {
        answer(SessionDescription.parse(text), policy);
      } catch (BadSdp | NotAcceptable refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  private static void answer(SessionDescription offer, MediaEncryption policy)
      throws BadSdp, NotAcceptable {
    int stream = Streams.indexIn(offer, policy);
    var audio = Audio.of(offer, stream, policy);
    Transcoding.answer(audio.formats(), audio.formats());
    var ours =
        new Audio(RTP, RTCP, audio.formats(), Direction.SENDRECV, PacketTime.ANY)
            .with(new KeyAgreement().answer(audio.protection()));
    var answer = new LocalSession().answer(offer, stream, ours);
    assertThat(SessionDescription.parse(answer).media()).hasSameSizeAs(offer.media());
  }

  static List<byte[]> seeds() {
    return List.of(
        PHONE.getBytes(StandardCharsets.UTF_8),
        SECURE.getBytes(StandardCharsets.UTF_8),
        Browsers.CHROMIUM.formatted(Browsers.CERTIFICATE).getBytes(StandardCharsets.UTF_8));
  }
}
