package io.pronto.sip.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.sip.phone.Sdp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** A bare socket that sends and receives RTP packets of any payload type. */
final class RtpSocket implements AutoCloseable {
  private final DatagramSocket socket;
  private short sequence = 7;

  RtpSocket() throws IOException {
    this("127.0.0.1");
  }

  /** One at {@code host}: sound comes from where its party's SDP says that it is. */
  RtpSocket(String host) throws IOException {
    socket = new DatagramSocket(0, InetAddress.ofLiteral(host));
    socket.setSoTimeout(10_000);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Where a description asks RTP to be sent. */
  static InetSocketAddress addressIn(String sdp) {
    return Sdp.parse(sdp).audio();
  }

  /** Sends one packet of {@code payloadType}. */
  void send(InetSocketAddress to, int payloadType) throws IOException {
    var packet = ByteBuffer.allocate(12 + 160);
    packet.put((byte) 0x80).put((byte) payloadType).putShort(sequence);
    packet.putInt(sequence++ * 160).putInt(0x1234_5678);
    socket.send(new DatagramPacket(packet.array(), packet.capacity(), to));
  }

  /**
   * Sends packets of {@code payloadType} to {@code to} until one has come out at {@code other},
   * where it must be {@code renumbered}: the packet that ties a line to its peer may itself be
   * lost.
   */
  void sendUntilHeard(InetSocketAddress to, int payloadType, RtpSocket other, int renumbered)
      throws IOException {
    other.socket.setSoTimeout(100);
    for (int i = 0; i < 100; i++) {
      send(to, payloadType);
      try {
        assertThat(other.receive()).isEqualTo(renumbered);
        return;
      } catch (SocketTimeoutException notYet) {
        continue;
      }
    }
    throw new AssertionError("No packet has come through");
  }

  /** The payload type of the next packet. */
  int receive() throws IOException {
    var packet = new DatagramPacket(new byte[2_048], 2_048);
    socket.receive(packet);
    return packet.getData()[1] & 0x7F;
  }

  @Override
  public void close() {
    socket.close();
  }
}
