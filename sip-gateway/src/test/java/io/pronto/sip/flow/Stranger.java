package io.pronto.sip.flow;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Whoever sends bytes to an exchange: each message from an address of its own. */
final class Stranger {
  private static final Pattern STATUS =
      Pattern.compile("SIP/2\\.0 ([2-6]\\d\\d) .*", Pattern.DOTALL);
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int SILENCE_MILLIS = 400;

  private final InetSocketAddress server;
  private int count;

  Stranger(InetSocketAddress server) {
    this.server = server;
  }

  /** Sends a datagram and hears nothing of it. */
  void send(byte[] message) throws IOException {
    try (var socket = new DatagramSocket(0, address())) {
      socket.send(new DatagramPacket(message, message.length, server));
    }
  }

  /** The final status that answers a datagram; 0 when nothing does. */
  int ask(byte[] message, boolean answerExpected) throws IOException {
    try (var socket = new DatagramSocket(0, address())) {
      socket.send(new DatagramPacket(message, message.length, server));
      socket.setSoTimeout(answerExpected ? PATIENCE_MILLIS : SILENCE_MILLIS);
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      while (true) {
        socket.receive(packet);
        int status = status(packet.getData(), packet.getLength());
        if (status > 0) {
          return status;
        }
      }
    } catch (SocketTimeoutException silence) {
      return 0;
    }
  }

  /** The final status that answers a message over a connection; 0 when nothing does. */
  int askOverTcp(byte[] message, boolean answerExpected) throws IOException {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(address(), 0));
      socket.connect(server);
      socket.setSoTimeout(answerExpected ? PATIENCE_MILLIS : SILENCE_MILLIS);
      socket.getOutputStream().write(message);
      var buffer = new byte[65_535];
      while (true) {
        int length = socket.getInputStream().read(buffer);
        int status = length < 0 ? 0 : status(buffer, length);
        if (length < 0 || status > 0) {
          return status;
        }
      }
    } catch (SocketTimeoutException silence) {
      return 0;
    }
  }

  private InetAddress address() {
    count++;
    return InetAddress.ofLiteral("127.1." + count / 200 % 200 + '.' + (1 + count % 200));
  }

  private static int status(byte[] bytes, int length) {
    var matcher = STATUS.matcher(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
