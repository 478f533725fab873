package io.pronto.sip.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts a connection's bytes into messages by Content-Length (RFC 3261, section 18.3). Who begins a
 * message must end it soon; who says nothing for long is let go.
 */
final class StreamFramer implements Framing {
  /** Largest body in bytes. */
  static final int MAX_BODY = 64 * 1024;

  private static final byte[] PONG = {'\r', '\n'};

  /** What an idle connection costs: most messages are shorter. */
  private static final int USUAL = 4 * 1024;

  private final Socket socket;
  private final Duration idle;
  private final Duration patience;
  private byte[] buffer = new byte[USUAL];
  private int filled;

  /**
   * Reads {@code socket}.
   *
   * @param idle how long nothing at all may come
   * @param patience how long a message may take from its first byte to its last
   */
  StreamFramer(Socket socket, Duration idle, Duration patience) {
    this.socket = socket;
    this.idle = idle;
    this.patience = patience;
  }

  /**
   * Waits for the next message. Line ends before it are taken as keep-alive: for every double one
   * goes back a single one (RFC 5626, section 3.5.1).
   */
  @Override
  public Optional<Frame> next(Consumer<byte[]> replies) throws IOException {
    awaitStart(replies);
    long deadline = System.nanoTime() + patience.toNanos();
    int headersEnd = awaitHeaders(deadline);
    var envelope = new Envelope(buffer, headersEnd < 0 ? filled : headersEnd);
    if (headersEnd < 0 || envelope.headersEnd() < 0) {
      return Optional.of(frame(filled, envelope));
    }
    int body = Math.max(0, envelope.contentLength());
    if (body > MAX_BODY) {
      envelope.blame(Fault.TOO_LARGE);
      return Optional.of(frame(headersEnd, envelope));
    }
    while (filled < headersEnd + body) {
      fill(deadline);
    }
    return Optional.of(frame(headersEnd + body, envelope));
  }

  @Override
  public byte[] framed(byte[] message) {
    return message;
  }

  @Override
  public byte[] farewell() {
    return new byte[0];
  }

  /** How many bytes are held for what comes. */
  int held() {
    return buffer.length;
  }

  private Frame frame(int length, Envelope envelope) {
    var frame = new Frame(Arrays.copyOf(buffer, length), length, envelope);
    drop(length);
    return frame;
  }

  private void awaitStart(Consumer<byte[]> replies) throws IOException {
    int ends = 0;
    while (true) {
      int at = 0;
      while (at < filled && (buffer[at] == '\r' || buffer[at] == '\n')) {
        if (buffer[at++] == '\n' && ++ends % 2 == 0) {
          replies.accept(PONG);
        }
      }
      drop(at);
      if (filled > 0) {
        return;
      }
      fill(System.nanoTime() + idle.toNanos());
    }
  }

  /** The index behind the empty line, or -1 when the headers grow beyond all measure. */
  private int awaitHeaders(long deadline) throws IOException {
    int from = 0;
    while (true) {
      for (int i = from; i < filled; i++) {
        if (buffer[i] == '\n' && isLineStart(i)) {
          return i + 1;
        }
      }
      if (filled > Envelope.MAX_HEADERS) {
        return -1;
      }
      from = filled;
      fill(deadline);
    }
  }

  private boolean isLineStart(int newline) {
    int before = newline - 1;
    if (before >= 0 && buffer[before] == '\r') {
      before--;
    }
    return before >= 0 && buffer[before] == '\n';
  }

  private void fill(long deadline) throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    int read = socket.getInputStream().read(buffer, filled, buffer.length - filled);
    if (read < 0) {
      throw new EOFException();
    }
    filled += read;
  }

  private void drop(int length) {
    System.arraycopy(buffer, length, buffer, 0, filled - length);
    filled -= length;
    if (filled == 0 && buffer.length > USUAL) {
      buffer = new byte[USUAL];
    }
  }
}
