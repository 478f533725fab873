package io.pronto.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever bytes come: a WebSocket gives what was sent, or ends. */
class WebSocketFramerTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Property(tries = 500)
  void anyBytesAtAllEndInOrder(@ForAll @Size(max = 300) byte[] bytes) throws IOException {
    assertThat(read(bytes)).isNotNull();
  }

  @Property(tries = 200)
  void whatIsCutIntoFragmentsComesWhole(
      @ForAll @Size(min = 1, max = 400) byte[] body, @ForAll @IntRange(min = 1, max = 300) int cut)
      throws IOException {
    var message = new ByteArrayOutputStream();
    message.writeBytes("OPTIONS sip:a SIP/2.0\r\n\r\n".getBytes());
    message.writeBytes(body);

    assertThat(read(fragments(message.toByteArray(), cut))).isEqualTo(message.toByteArray());
  }

  private static byte[] fragments(byte[] message, int size) throws IOException {
    var sent = new ByteArrayOutputStream();
    for (int from = 0; from < message.length; from += size) {
      int to = Math.min(message.length, from + size);
      int kind = from == 0 ? RawWebSocket.BINARY & 0xf : RawWebSocket.CONTINUED;
      int last = to == message.length ? RawWebSocket.CONTINUED_LAST : 0;
      sent.writeBytes(
          RawWebSocket.piece(kind | last, java.util.Arrays.copyOfRange(message, from, to)));
    }
    return sent.toByteArray();
  }

  /** All messages that come of {@code bytes}, one behind the other. */
  private static byte[] read(byte[] bytes) throws IOException {
    var got = new ByteArrayOutputStream();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var ours = new Socket(server.getInetAddress(), server.getLocalPort());
        var peers = server.accept()) {
      peers.getOutputStream().write(bytes);
      peers.shutdownOutput();
      var framer = new WebSocketFramer(ours, LIMIT, LIMIT);
      for (var frame = framer.next(_ -> {}); frame.isPresent(); frame = framer.next(_ -> {})) {
        got.writeBytes(frame.get().bytes());
      }
    } catch (EOFException end) {
      return got.toByteArray();
    }
    return got.toByteArray();
  }
}
