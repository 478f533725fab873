package io.pronto.sip.phone;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** SIP over a UDP socket of the phone's own. */
final class UdpWire implements Wire {
  private final DatagramSocket socket;

  UdpWire(InetAddress bind) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(bind, 0));
  }

  @Override
  public String transport() {
    return "UDP";
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public void send(String message, InetSocketAddress to) throws IOException {
    var bytes = message.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  @Override
  public Received receive() throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    return new Received(
        new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8),
        (InetSocketAddress) packet.getSocketAddress());
  }

  @Override
  public void close() {
    socket.close();
  }
}
