package io.pronto.sip.wire;

import io.pronto.core.Mutants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A fuzz target: the bytes of a connection, cut into messages as TCP is, or as WebSockets are where
 * the first byte is odd.
 */
class FramingFuzzTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Test
  void connectionsWhateverTheyBringAreCut() {
    Mutants.feed(seeds(), 10_000, FramingFuzzTest::fuzzerTestOneInput);
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    try {
      var socket = new Connection(new ByteArrayInputStream(input, 1, input.length - 1));
      Framing framing =
          (input[0] & 1) == 0
              ? new StreamFramer(socket, LIMIT, LIMIT)
              : new WebSocketFramer(socket, LIMIT, LIMIT);
      for (var frame = framing.next(_ -> {}); frame.isPresent(); frame = framing.next(_ -> {})) {
        if (frame.get().envelope().fault().isPresent()) {
          return; // what follows is not read
        }
      }
    } catch (IOException over) {
      // it ends, or says what cannot be
    }
  }

  /** A socket that has received what it will. */
  private static final class Connection extends Socket {
    private final InputStream in;

    private Connection(InputStream in) {
      this.in = in;
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public void setSoTimeout(int millis) {
      // what there is, is there
    }
  }

  static List<byte[]> seeds() {
    var options =
        """
        OPTIONS sip:example.com SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1
        To: <sip:example.com>
        From: <sip:a@example.com>;tag=1
        Call-ID: 1
        CSeq: 1 OPTIONS
        Max-Forwards: 70
        Content-Length: 3

        abc\
        """
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    var seeds = new ArrayList<byte[]>();
    seeds.add(
        joined(new byte[] {0}, "\r\n\r\n".getBytes(StandardCharsets.UTF_8), options, options));
    seeds.add(joined(new byte[] {1}, piece(0x82, options), piece(0x89, new byte[3])));
    seeds.add(joined(new byte[] {1}, piece(0x01, options), piece(0x80, options)));
    seeds.add(joined(new byte[] {1}, piece(0x88, new byte[] {3, (byte) 232})));
    return seeds;
  }

  /** A masked piece (RFC 6455, section 5.2). */
  private static byte[] piece(int first, byte[] payload) {
    var head = ByteBuffer.allocate(8).put((byte) first);
    if (payload.length < 126) {
      head.put((byte) (0x80 | payload.length));
    } else {
      head.put((byte) 0xFE).putShort((short) payload.length);
    }
    head.putInt(0).flip();
    var bytes = new byte[head.remaining()];
    head.get(bytes);
    return joined(bytes, payload);
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (var part : parts) {
      length += part.length;
    }
    var joined = ByteBuffer.allocate(length);
    for (var part : parts) {
      joined.put(part);
    }
    return joined.array();
  }
}
