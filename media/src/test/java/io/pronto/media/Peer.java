package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A party with two UDP sockets that says and hears single packets. */
final class Peer implements AutoCloseable {
  static final RtpFormat PCMA = new RtpFormat(8, "PCMA", 8000);
  static final RtpFormat PCMU = new RtpFormat(0, "PCMU", 8000);

  private static final int LIMIT_MILLIS = 15_000;

  private final DatagramSocket rtp;
  private final DatagramSocket rtcp;
  private final int source = RandomGenerator.getDefault().nextInt();
  private int sequence = 65_530;
  private int timestamp = -400;

  Peer() throws IOException {
    this(InetAddress.getByName("127.0.0.1"));
  }

  Peer(InetAddress address) throws IOException {
    rtp = new DatagramSocket(0, address);
    rtcp = new DatagramSocket(0, address);
    rtp.setSoTimeout(LIMIT_MILLIS);
    rtcp.setSoTimeout(LIMIT_MILLIS);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) rtp.getLocalSocketAddress();
  }

  InetSocketAddress controlAddress() {
    return (InetSocketAddress) rtcp.getLocalSocketAddress();
  }

  Remote remote(Direction direction, RtpFormat... formats) {
    return new Remote(address(), controlAddress(), List.of(formats), List.of(formats), direction);
  }

  Remote remote() {
    return remote(Direction.SENDRECV, PCMA);
  }

  /** The next packet of 20 ms of A-law, not sent yet. */
  byte[] speech() {
    return speech(PCMA.payloadType());
  }

  byte[] speech(int payloadType) {
    timestamp += 160;
    var packet = ByteBuffer.allocate(172);
    packet.put((byte) 0x80).put((byte) payloadType).putShort((short) sequence++);
    packet.putInt(timestamp).putInt(source);
    while (packet.hasRemaining()) {
      packet.put((byte) (packet.position() * 7 + sequence));
    }
    return packet.array();
  }

  byte[] say(Endpoint to) throws IOException {
    return say(to, speech());
  }

  byte[] say(Endpoint to, byte[] packet) throws IOException {
    rtp.send(new DatagramPacket(packet, packet.length, to.rtp()));
    return packet;
  }

  byte[] control(Endpoint to, byte[] packet) throws IOException {
    rtcp.send(new DatagramPacket(packet, packet.length, to.rtcp()));
    return packet;
  }

  byte[] hear() throws IOException {
    return receive(rtp);
  }

  byte[] hearControl() throws IOException {
    return receive(rtcp);
  }

  /** Says a packet that nobody else says, and asserts that it is the next that {@code to} hears. */
  void reaches(Endpoint via, Peer to) throws IOException {
    var said = say(via);
    assertThat(to.hear()).isEqualTo(said);
  }

  @Override
  public void close() {
    rtp.close();
    rtcp.close();
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[70_000], 70_000);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }
}
