package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is no RTP, sent to where RTP is. */
class HostileRtpTest extends Telephony {
  @Test
  void aCallIsHeardThroughIt() throws IOException {
    var conversation = conversation();
    conversation.hearEachOther();

    flood(conversation.called());

    conversation.hearEachOther();
    conversation.end();
    assertThat(exchange.record().cause()).contains(HangupCause.NORMAL);
  }

  private static void flood(PhoneCall call) throws IOException {
    var port = RtpSocket.addressIn(call.request().body());
    var random = new Random(3550);
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < 500; i++) {
        var bytes = new byte[random.nextInt(0, 1_400)];
        random.nextBytes(bytes);
        if (i % 2 == 0 && bytes.length > 1) {
          bytes[0] = (byte) 0x80;
          bytes[1] = 8;
        }
        socket.send(new DatagramPacket(bytes, bytes.length, port));
      }
    }
  }
}
