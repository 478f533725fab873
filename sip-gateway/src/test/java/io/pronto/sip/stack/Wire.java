package io.pronto.sip.stack;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A UDP socket that says whatever a test wants and hears what comes back, byte for byte. */
public final class Wire implements AutoCloseable {
  private static final int PATIENCE = 5_000;
  private final DatagramSocket socket;
  private final InetSocketAddress server;

  /** A socket of the loopback address that talks to {@code server}. */
  public Wire(InetAddress host, int server) throws IOException {
    this.socket = new DatagramSocket(0, host);
    this.server = new InetSocketAddress(host, server);
  }

  /** The socket's own port. */
  public int port() {
    return socket.getLocalPort();
  }

  /** Sends one datagram. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends one datagram. */
  public void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, server));
  }

  /** The next datagram's text; fails when none comes. */
  public String receive() throws IOException {
    return receive(PATIENCE).orElseThrow(() -> new AssertionError("Nothing came"));
  }

  /** The next datagram's text, if one comes within {@code millis}. */
  public Optional<String> receive(int millis) throws IOException {
    socket.setSoTimeout(millis);
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      socket.receive(packet);
      return Optional.of(
          new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
    } catch (SocketTimeoutException silence) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
