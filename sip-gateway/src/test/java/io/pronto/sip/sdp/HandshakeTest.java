package io.pronto.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.MediaEncryption;
import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  @Test
  void aBrowserWithoutAnAddressIsNotOnHoldAndItsRedundancyIsLeftOut() throws Exception {
    var audio = Browsers.audio(Browsers.CHROMIUM);

    assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
    assertThat(audio.multiplexed()).isTrue();
    assertThat(audio.protection().encryption()).isEqualTo(Encryption.HANDSHAKE);
    assertThat(audio.formats())
        .extracting(RtpFormat::encoding)
        .containsExactly(
            "opus", "G722", "PCMU", "PCMA", "CN", "telephone-event", "telephone-event");
  }

  @Test
  void theAnswerSaysWhereWeAreAndRefusesPictures() throws Exception {
    var offer = SessionDescription.parse(Browsers.CHROMIUM);
    var keys = new KeyAgreement();
    var protection = keys.answer(Browsers.audio(Browsers.CHROMIUM).protection());

    var answer = new LocalSession().answer(offer, 0, ours("192.0.2.1", protection));

    assertThat(answer)
        .contains("m=audio 20000 UDP/TLS/RTP/SAVPF 8\r\n", "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n")
        .contains("a=group:BUNDLE 0\r\n", "a=mid:0\r\n", "a=mid:1\r\n", "a=rtcp-mux\r\n")
        .contains("a=ice-lite\r\n", "a=setup:active\r\n")
        .contains("a=candidate:1 1 UDP 2130706431 192.0.2.1 20000 typ host\r\n")
        .containsPattern("a=ice-ufrag:[\\w+/]{8}\r\n")
        .containsPattern("a=ice-pwd:[\\w+/]{24}\r\n")
        .containsPattern("a=ssrc:\\d+ cname:[0-9a-f]+\r\n")
        .containsPattern("a=fingerprint:sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}\r\n")
        .doesNotContain("a=crypto", "a=rtcp:", "RdpG");
  }

  @Test
  void anAddressOfTheNewKindIsACandidateToo() throws Exception {
    var keys = new KeyAgreement();
    var offer = new LocalSession().offer(ours("2001:db8::1", keys.offer(Encryption.HANDSHAKE)));

    assertThat(offer)
        .contains("a=candidate:1 1 UDP 2130706431 2001:db8:0:0:0:0:0:1 20000 typ host\r\n")
        .contains("a=setup:actpass\r\n", "UDP/TLS/RTP/SAVPF", "a=group:BUNDLE 0\r\n");
  }

  @Test
  void whatIsSaidOnceForAllStreamsCounts() throws Exception {
    var handshake = Browsers.audio(Browsers.FIREFOX).protection().handshake().orElseThrow();

    assertThat(handshake.fingerprints()).hasSize(1);
    assertThat(handshake.ice().orElseThrow().fragment()).isEqualTo("8f4c2b1d");
  }

  @Test
  void soundThatHasItsPathFromAnotherStreamIsTaken() throws Exception {
    var audio =
        Browsers.audio(
            """
            v=0
            t=0 0
            a=group:BUNDLE v a
            m=video 9 UDP/TLS/RTP/SAVPF 96
            c=IN IP4 0.0.0.0
            a=mid:v
            a=ice-ufrag:RdpG
            a=ice-pwd:2i12+sc60a03ctKbJVeloIHn
            a=fingerprint:sha-256 %s
            a=setup:actpass
            a=rtcp-mux
            m=audio 0 UDP/TLS/RTP/SAVPF 8
            c=IN IP4 0.0.0.0
            a=mid:a
            a=bundle-only
            a=rtcp-mux
            """
                .formatted(Browsers.CERTIFICATE));

    assertThat(audio.protection().handshake().orElseThrow().ice()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"actpass, ACTIVE", "active, PASSIVE", "passive, ACTIVE"})
  void whoeverOffersSaysWhoMayBegin(String setup, Setup ours) throws Exception {
    assertThat(answered(new KeyAgreement(), offer(setup)).setup()).isEqualTo(ours);
  }

  @ParameterizedTest
  @ValueSource(strings = {"active", "passive", "actpass"})
  void rolesAreKeptWhenThePeerOffersAgain(String first) throws Exception {
    var keys = new KeyAgreement();
    var role = answered(keys, offer(first)).setup();
    var before = keys.secured();

    for (int i = 0; i < 3; i++) {
      assertThat(answered(keys, offer("actpass")).setup()).isEqualTo(role);
      assertThat(keys.secured()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"active, PASSIVE", "passive, ACTIVE"})
  void rolesAreKeptWhenThePeerHasAnsweredUsAndOffersThen(String answer, Setup ours)
      throws Exception {
    var keys = new KeyAgreement();
    assertThat(keys.offer(Encryption.HANDSHAKE).handshake().orElseThrow().setup())
        .isEqualTo(Setup.ACTPASS);
    keys.answered(Browsers.audio(offer(answer)).protection());
    var before = keys.secured();

    assertThat(answered(keys, offer("actpass")).setup()).isEqualTo(ours);
    assertThat(keys.secured()).isEqualTo(before);
  }

  @Test
  void ourNextOfferChangesNothing() throws Exception {
    var keys = new KeyAgreement();
    var first = answered(keys, offer("actpass"));
    var before = keys.secured();

    var next = keys.offerAgain().handshake().orElseThrow();
    keys.answered(Browsers.audio(offer("passive")).protection());

    assertThat(next.setup()).isEqualTo(Setup.ACTPASS);
    assertThat(next.ice()).isEqualTo(first.ice());
    assertThat(next.fingerprints()).isEqualTo(first.fingerprints());
    assertThat(keys.secured()).isEqualTo(before);
  }

  @Test
  void aRestartIsAnsweredWithAnotherPasswordAndTheSameHandshake() throws Exception {
    var keys = new KeyAgreement();
    var first = answered(keys, offer("actpass"));
    var before = keys.secured().orElseThrow();

    var second = answered(keys, offer("actpass").replace("a=ice-ufrag:RdpG", "a=ice-ufrag:Other"));

    assertThat(second.ice()).isNotEqualTo(first.ice());
    assertThat(keys.secured().orElseThrow().dtls()).isEqualTo(before.dtls());
    assertThat(keys.secured().orElseThrow().ice()).isNotEqualTo(before.ice());
  }

  @ParameterizedTest
  @CsvSource({"certificate", "tls-id"})
  void anotherCertificateOrNameIsAnotherHandshake(String what) throws Exception {
    var keys = new KeyAgreement();
    answered(keys, offer("actpass"));
    var before = keys.secured().orElseThrow();

    var changed =
        what.equals("tls-id")
            ? offer("actpass") + "a=tls-id:abcdefghijklmnopqrstuvwxyz\n"
            : offer("actpass").replace(Browsers.CERTIFICATE, Browsers.OTHER_CERTIFICATE);
    answered(keys, changed);

    assertThat(keys.secured().orElseThrow().dtls()).isNotEqualTo(before.dtls());
    assertThat(keys.secured().orElseThrow().ice()).isEqualTo(before.ice());
  }

  @Test
  void whoNamesItsHandshakeOnlyWhereItOffersKeepsIt() throws Exception {
    var keys = new KeyAgreement();
    var role = answered(keys, offer("actpass") + "a=tls-id:abcdefghijklmnopqrstuvwxyz\n").setup();
    var before = keys.secured();

    keys.offerAgain();
    keys.answered(Browsers.audio(offer("passive")).protection());
    assertThat(keys.secured()).isEqualTo(before);

    assertThat(answered(keys, offer("actpass")).setup()).isEqualTo(role);
    assertThat(keys.secured()).isEqualTo(before);
  }

  @Test
  void keysThatAreWrittenTakeThePlaceOfAHandshake() throws Exception {
    var keys = new KeyAgreement();
    answered(keys, offer("actpass"));

    keys.answer(Protection.PLAIN);

    assertThat(keys.secured()).isEmpty();
    assertThat(keys.keys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=setup:actpass", "a=setup:holdconn"})
  void anAnswerThatDoesNotSayWhoBeginsIsNone(String setup) {
    var keys = new KeyAgreement();
    keys.offer(Encryption.HANDSHAKE);

    assertThatThrownBy(
            () ->
                keys.answered(
                    Browsers.audio(Browsers.FIREFOX.replace("a=setup:actpass", setup))
                        .protection()))
        .isInstanceOf(NotAcceptable.class);
  }

  @Test
  void anAnswerInTheClearToOurOfferIsNone() {
    var keys = new KeyAgreement();
    keys.offer(Encryption.HANDSHAKE);

    assertThatThrownBy(() -> keys.answered(Protection.PLAIN)).isInstanceOf(NotAcceptable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "OFF, a=nothing, may not be encrypted",
    "OPTIONAL, a=fingerprint:sha-1 05:B8, no a=fingerprint",
    "REQUIRED, a=fingerprint:sha-256 05:B8, no a=fingerprint"
  })
  void whatIsMissingIsSaid(MediaEncryption policy, String line, String missing) throws Exception {
    var text =
        policy == MediaEncryption.OFF
            ? Browsers.FIREFOX
            : Browsers.FIREFOX.replaceFirst("a=fingerprint:\\S+ \\S+", line);
    var description = SessionDescription.parse(text);

    assertThatThrownBy(() -> Streams.indexIn(description, policy))
        .isInstanceOf(NotAcceptable.class)
        .hasMessageContaining(missing);
  }

  @Test
  void browsersAreOfferedAHandshakeFirst() {
    assertThat(Encryption.waysToBrowser(MediaEncryption.OPTIONAL, true))
        .containsExactly(Encryption.HANDSHAKE, Encryption.OFFERED, Encryption.DEMANDED);
    assertThat(Encryption.waysToBrowser(MediaEncryption.REQUIRED, false))
        .containsExactly(Encryption.HANDSHAKE, Encryption.DEMANDED);
    assertThat(Encryption.waysToBrowser(MediaEncryption.OFF, true))
        .containsExactly(Encryption.NONE);
  }

  @Test
  void whateverIsChangedInAnOfferItIsReadOrRefused() {
    var random = new Random(8843);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(Browsers.CHROMIUM);
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
      }
      try {
        new KeyAgreement().answer(Browsers.audio(text.toString()).protection());
      } catch (BadSdp | NotAcceptable refused) {
        assertThat(refused.getMessage()).doesNotContain("\n");
      }
    }
  }

  @Test
  void passwordsAreLeftOutOfLogs() {
    assertThat(Crypto.masked(Browsers.CHROMIUM)).doesNotContain("2i12+sc60a03ctKbJVeloIHn");
  }

  private static Handshake answered(KeyAgreement keys, String offer) throws Exception {
    return keys.answer(Browsers.audio(offer).protection()).handshake().orElseThrow();
  }

  private static String offer(String setup) {
    return Browsers.CHROMIUM
        .lines()
        .takeWhile(line -> !line.startsWith("m=video"))
        .map(line -> line.equals("a=setup:actpass") ? "a=setup:" + setup : line)
        .reduce("", (text, line) -> text + line + "\n");
  }

  private static Audio ours(String host, Protection protection) throws Exception {
    var here = new InetSocketAddress(InetAddress.getByName(host), 20_000);
    return new Audio(
        here,
        here,
        List.of(new RtpFormat(8, "PCMA", 8000)),
        Direction.SENDRECV,
        PacketTime.ANY,
        protection);
  }
}
