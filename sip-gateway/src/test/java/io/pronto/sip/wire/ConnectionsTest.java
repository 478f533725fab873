package io.pronto.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gov.nist.javax.sip.message.SIPRequest;
import io.pronto.core.Waiting;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import javax.sip.message.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many connections, and long ones. */
class ConnectionsTest {
  private static final int MANY = 500;
  private static final Duration IDLE = Duration.ofSeconds(2);

  @ParameterizedTest
  @EnumSource(names = {"TCP", "TLS", "WS", "WSS"})
  void nothingIsLeftOfManyThatCameAndWent(Transport transport) throws IOException {
    try (var door = new Door()) {
      for (int i = 0; i < MANY; i++) {
        try (var socket = socket(door, transport)) {
          converse(socket, transport);
        }
      }

      Waiting.until("no connection is left", () -> door.connections(transport) == 0);
      Waiting.until("each has been told of", () -> door.lost.get() == MANY);
      assertThat(door.failed()).isZero();
    }
  }

  @Test
  void manyOfOneAddressAreHeldAndNoMore() throws IOException {
    var held = new ArrayList<Socket>();
    try (var door = new Door()) {
      for (int i = 0; i < MANY; i++) {
        held.add(socket(door, Transport.WS));
      }
      try (var more = socket(door, Transport.WS)) {
        more.setSoTimeout(15_000);
        assertThat(isCut(more)).isTrue();
      }
      assertThat(door.connections(Transport.WS)).isEqualTo(MANY);

      held.removeFirst().close();

      Waiting.until("there is a place", () -> door.connections(Transport.WS) < MANY);
      try (var next = socket(door, Transport.WS)) {
        converse(next, Transport.WS);
      }
    } finally {
      for (var socket : held) {
        socket.close();
      }
    }
  }

  /** A port of a NAT is given to the next who asks, who may be anybody. */
  @Test
  void theNextConnectionFromAPortIsNotTheOneBefore() throws Exception {
    try (var door = new Door()) {
      var first = from(0, door);
      var remote = (InetSocketAddress) first.getLocalSocketAddress();
      var ends = new Flow(Transport.TCP, door.at(Transport.TCP), remote, false);
      Waiting.until("it is connected", () -> door.stack.isConnected(ends));
      var flow = door.stack.connected(ends).orElseThrow();
      first.setSoLinger(true, 0);
      first.close();
      Waiting.until("it is gone", () -> !door.stack.isConnected(ends));

      try (var next = from(remote.getPort(), door)) {
        Waiting.until("another is there", () -> door.stack.isConnected(ends));

        assertThat(next.isConnected()).isTrue();
        assertThat(door.stack.isConnected(flow)).isFalse();
        assertThatThrownBy(() -> door.stack.acknowledge(acknowledgement(), flow))
            .isInstanceOf(SendFailed.class);
        door.stack.acknowledge(acknowledgement(), ends);
      }
    }
  }

  private static Socket from(int port, Door door) throws IOException {
    var socket = new Socket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress("127.0.0.1", port));
    socket.connect(door.at(Transport.TCP));
    return socket;
  }

  private static SIPRequest acknowledgement() {
    var uri = Messages.sipUri("a", "test.invalid");
    return Messages.request(
        Request.ACK,
        uri,
        Messages.from(Messages.address(uri), "1"),
        Messages.to(Messages.address(uri)),
        Messages.newCallId(),
        1);
  }

  /** Browsers send nothing, proxies before us send pings. */
  @Test
  void pingsAloneKeepAWebSocket() throws Exception {
    try (var server = new ServerSocket(0);
        var ours = new Socket(server.getInetAddress(), server.getLocalPort());
        var peers = server.accept()) {
      var framer = new WebSocketFramer(ours, IDLE, IDLE);
      var pinging = Thread.ofVirtual().start(() -> ping(peers));

      var frame = framer.next(_ -> {});

      pinging.join();
      assertThat(frame).isPresent();
      assertThatThrownBy(() -> framer.next(_ -> {})).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static void ping(Socket socket) {
    try {
      for (long begin = System.nanoTime(); System.nanoTime() - begin < 2 * IDLE.toNanos(); ) {
        socket.getOutputStream().write(RawWebSocket.piece(RawWebSocket.PING, new byte[0]));
        Thread.sleep(200);
      }
      var message = Door.options(Transport.WS).getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(RawWebSocket.piece(RawWebSocket.TEXT, message));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Socket socket(Door door, Transport transport) throws IOException {
    InetSocketAddress at = door.at(transport);
    return transport.isSecure()
        ? door.identity.trust().getSocketFactory().createSocket(at.getAddress(), at.getPort())
        : new Socket(at.getAddress(), at.getPort());
  }

  private static void converse(Socket socket, Transport transport) throws IOException {
    socket.setSoTimeout(15_000);
    var message = Door.options(transport).getBytes(StandardCharsets.UTF_8);
    var out = socket.getOutputStream();
    if (transport.isWebSocket()) {
      out.write(RawWebSocket.request().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
      awaitEmptyLine(socket);
      out.write(RawWebSocket.piece(RawWebSocket.TEXT, message));
    } else {
      out.write(message);
    }
    awaitEmptyLine(socket);
  }

  private static void awaitEmptyLine(Socket socket) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("The server closed after: " + text);
      }
      text.append((char) next);
    }
  }

  private static boolean isCut(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException still) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
