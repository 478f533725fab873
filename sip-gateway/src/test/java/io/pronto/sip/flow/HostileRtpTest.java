package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.HangupCause;
import io.pronto.sip.phone.PhoneCall;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes to where RTP is from whom it should not, or is none. */
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

  /** It has both ports before either phone has said anything, and speaks as they would. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.66"})
  void whoeverSpeaksFirstIsNeitherHeardNorHearsTheCall(String host) throws IOException {
    var desk = exchange.phone(bob.credentials());
    var outgoing = exchange.phone(alice.credentials()).call("102");
    outgoing.silence();
    var incoming = desk.awaitCall();
    incoming.silence();
    incoming.earlyMedia();
    var caller = RtpSocket.addressIn(outgoing.awaitStatus(183).body());
    var called = RtpSocket.addressIn(incoming.request().body());
    try (var listener = new DatagramSocket(0, InetAddress.getByName(host))) {
      speak(listener, 100, caller, called);

      incoming.answer();
      outgoing.awaitAnswered();
      incoming.awaitAnswered();
      speak(listener, 100, caller, called);
      outgoing.speak();
      incoming.speak();
      var conversation = new Conversation(outgoing, incoming);
      conversation.hearEachOther();

      drain(listener);
      speak(listener, 100, caller, called);
      conversation.hearEachOther();
      assertThat(hears(listener)).isFalse();
      conversation.end();
    }
  }

  private static void speak(DatagramSocket from, int packets, InetSocketAddress... to)
      throws IOException {
    for (int i = 0; i < packets; i++) {
      var packet = ByteBuffer.allocate(12 + 160);
      packet.put((byte) 0x80).put((byte) 8).putShort((short) i).putInt(i * 160).putInt(66);
      for (var port : to) {
        from.send(new DatagramPacket(packet.array(), packet.capacity(), port));
      }
    }
  }

  /** What was sent to it before the phones spoke, as it may be in the ringing, is taken away. */
  private static void drain(DatagramSocket listener) throws IOException {
    for (int i = 0; i < 1_000 && hears(listener); i++) {
      continue;
    }
  }

  private static boolean hears(DatagramSocket listener) throws IOException {
    listener.setSoTimeout(100);
    try {
      listener.receive(new DatagramPacket(new byte[2_048], 2_048));
      return true;
    } catch (SocketTimeoutException nothing) {
      return false;
    }
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
