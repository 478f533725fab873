package io.pronto.sip.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Messages of a WebSocket, our side (RFC 6455, sections 5 and 7): one of SIP in each (RFC 7118,
 * section 5). Pings are answered, fragments are put together, extensions there are none.
 */
final class WebSocketFramer implements Framing {
  private static final int LARGEST = Envelope.MAX_HEADERS + StreamFramer.MAX_BODY;
  private static final int STEP = 4 * 1024;
  private static final int LARGEST_CONTROL = 125;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Socket socket;
  private final InputStream in;
  private final Duration idle;
  private final Duration patience;

  private record Piece(boolean last, int opcode, byte[] payload) {}

  /**
   * Reads {@code socket}, which the peer has been told is a WebSocket.
   *
   * @param idle how long nothing at all may come
   * @param patience how long a message may take from its first byte to its last
   */
  WebSocketFramer(Socket socket, Duration idle, Duration patience) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.idle = idle;
    this.patience = patience;
  }

  @Override
  public Optional<Frame> next(Consumer<byte[]> replies) throws IOException {
    try {
      while (true) {
        var message = message(replies);
        var sip = Datagram.withoutLeadingLines(message, message.length);
        if (sip.length > 0) {
          return Optional.of(Datagram.judged(sip));
        }
        if (message.length >= 2 * LINE_END.length) { // RFC 5626, section 3.5.1
          replies.accept(framed(LINE_END));
        }
      }
    } catch (WebSocketClosed closed) {
      replies.accept(closing(closed.code()));
      return Optional.empty();
    }
  }

  @Override
  public byte[] framed(byte[] message) {
    return piece(isUtf8(message) ? TEXT : BINARY, message);
  }

  @Override
  public byte[] farewell() {
    return closing(WebSocketClosed.NORMAL);
  }

  private byte[] message(Consumer<byte[]> replies) throws IOException, WebSocketClosed {
    var whole = new ByteArrayOutputStream();
    int kind = CONTINUATION;
    long deadline = System.nanoTime() + idle.toNanos();
    while (true) {
      var piece = read(deadline, LARGEST - whole.size());
      if (kind == CONTINUATION) { // a ping keeps a connection alive that says nothing else
        deadline = System.nanoTime() + idle.toNanos();
      }
      switch (piece.opcode) {
        case PING -> replies.accept(piece(PONG, piece.payload));
        case PONG -> {}
        case CLOSE -> throw new WebSocketClosed(WebSocketClosed.NORMAL);
        case TEXT, BINARY, CONTINUATION -> {
          boolean first = piece.opcode != CONTINUATION;
          if (first != (kind == CONTINUATION)) {
            throw new WebSocketClosed(WebSocketClosed.PROTOCOL);
          }
          if (first) {
            kind = piece.opcode;
            deadline = System.nanoTime() + patience.toNanos();
          }
          whole.writeBytes(piece.payload);
          if (piece.last) {
            return checked(kind, whole.toByteArray());
          }
        }
        default -> throw new WebSocketClosed(WebSocketClosed.PROTOCOL);
      }
    }
  }

  private static byte[] checked(int kind, byte[] message) throws WebSocketClosed {
    if (kind == TEXT && !isUtf8(message)) {
      throw new WebSocketClosed(WebSocketClosed.NOT_UTF8);
    }
    return message;
  }

  /** Section 5.2; whatever comes from a client is masked (section 5.1). */
  private Piece read(long untilFirst, int room) throws IOException, WebSocketClosed {
    int first = read(1, untilFirst)[0];
    long deadline = System.nanoTime() + patience.toNanos();
    int second = read(1, deadline)[0];
    int opcode = first & 0xf;
    boolean control = opcode >= CLOSE;
    boolean last = (first & FINAL) != 0;
    if ((first & 0x70) != 0 || (second & MASKED) == 0 || control && !last) {
      throw new WebSocketClosed(WebSocketClosed.PROTOCOL);
    }
    long length = length(second & 0x7f, deadline);
    if (control && length > LARGEST_CONTROL) {
      throw new WebSocketClosed(WebSocketClosed.PROTOCOL);
    }
    if (length < 0 || !control && length > room) {
      throw new WebSocketClosed(WebSocketClosed.TOO_LARGE);
    }
    var mask = read(4, deadline);
    var payload = read((int) length, deadline);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return new Piece(last, opcode, payload);
  }

  private long length(int given, long deadline) throws IOException {
    return switch (given) {
      case 126 -> ByteBuffer.wrap(read(2, deadline)).getShort() & 0xffff;
      case 127 -> ByteBuffer.wrap(read(8, deadline)).getLong();
      default -> given;
    };
  }

  /** Takes room as the bytes come, not as they are announced. */
  private byte[] read(int length, long deadline) throws IOException {
    var bytes = new byte[Math.min(length, STEP)];
    int filled = 0;
    while (filled < length) {
      if (filled == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(length, 2 * bytes.length));
      }
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      int read = in.read(bytes, filled, bytes.length - filled);
      if (read < 0) {
        throw new EOFException();
      }
      filled += read;
    }
    return bytes;
  }

  private static byte[] closing(int code) {
    return piece(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }

  private static byte[] piece(int opcode, byte[] payload) {
    var bytes = ByteBuffer.allocate(10 + payload.length).put((byte) (FINAL | opcode));
    if (payload.length <= LARGEST_CONTROL) {
      bytes.put((byte) payload.length);
    } else if (payload.length <= 0xffff) {
      bytes.put((byte) 126).putShort((short) payload.length);
    } else {
      bytes.put((byte) 127).putLong(payload.length);
    }
    bytes.put(payload).flip();
    var framed = new byte[bytes.remaining()];
    bytes.get(framed);
    return framed;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
