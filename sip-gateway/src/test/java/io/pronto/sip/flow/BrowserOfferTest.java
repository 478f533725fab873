package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.Invite;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Offers of browsers, and of phones that keep reports beside their sound. */
class BrowserOfferTest extends Telephony {
  private static final String HEAD = "v=0\no=- 1 1 IN IP4 %h\ns=-\nc=IN IP4 %h\nt=0 0\n";
  private static final String BROWSER =
      """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE 0
      m=audio 9 UDP/TLS/RTP/SAVPF 0 8
      c=IN IP4 0.0.0.0
      a=ice-ufrag:RdpG
      a=ice-pwd:2i12+sc60a03ctKbJVeloIHn
      a=ice-options:trickle
      a=fingerprint:sha-256 \
      05:B8:2B:FD:70:B0:D7:E5:01:1C:9A:06:F8:60:53:34:AE:2B:B6:D9:D2:7A:9C:D8:9D:33:36:08:36:1B:D3:D1
      a=setup:actpass
      a=mid:0
      a=sendrecv
      a=rtcp-mux
      a=rtpmap:0 PCMU/8000
      a=rtpmap:8 PCMA/8000
      """;

  @Test
  void whereSoundMayNotBeEncryptedABrowserIsToldSo() {
    town.encrypt(alice, "off");
    exchange.phone(bob.credentials());

    var refused =
        exchange.phone(alice.credentials()).call(Invite.to("102").offering(BROWSER)).awaitRefused();

    assertThat(refused.status()).isEqualTo(488);
    assertThat(refused.header("Warning")).contains("may not be encrypted");
  }

  @Test
  void whatIsNotSecuredReachesNobodyAndTheCallCanBeEnded() throws IOException {
    var bobs = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call(Invite.to("102").offering(BROWSER));
    var incoming = bobs.awaitCall().answer();
    var answer = outgoing.awaitStatus(200).body();
    incoming.awaitAnswered();
    incoming.forget();

    flood(answer);
    var again = outgoing.exchange(outgoing.inDialog("INVITE").withBody("application/sdp", BROWSER));

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).contains("a=setup:active").isEqualTo(answer);
    assertThat(incoming.packetsHeard()).isZero();
    outgoing.hangUp();
    incoming.awaitEnded();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  @Test
  void aPhoneThatKeepsReportsBesideItsSoundIsAnsweredSo() {
    var bobs = exchange.phone(bob.credentials());
    var outgoing =
        exchange
            .phone(alice.credentials())
            .call(Invite.to("102").offering(HEAD + "m=audio %p RTP/AVP 8\na=rtcp-mux\n"));
    var incoming = bobs.awaitCall();
    assertThat(incoming.request().body()).doesNotContain("a=rtcp");
    incoming.answer();

    assertThat(outgoing.awaitStatus(200).body()).contains("a=rtcp-mux\r\n");
    var conversation = new Conversation(outgoing, incoming);
    conversation.hearEachOther();
    conversation.end();
    exchange.record();
  }

  /** Sound in the clear, and what looks like handshakes and checks. */
  private static void flood(String answer) throws IOException {
    var port = RtpSocket.addressIn(answer);
    var random = new Random(5764);
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < 500; i++) {
        var bytes = new byte[12 + random.nextInt(1_400)];
        random.nextBytes(bytes);
        bytes[0] = (byte) new int[] {0x80, 22, 1}[i % 3];
        bytes[1] = 8;
        socket.send(new DatagramPacket(bytes, bytes.length, port));
      }
    }
  }
}
