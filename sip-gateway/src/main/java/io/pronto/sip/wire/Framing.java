package io.pronto.sip.wire;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** How messages are told apart on a connection. One thread reads; any may ask for the rest. */
sealed interface Framing permits StreamFramer, WebSocketFramer {
  /** One message's bytes and what was seen of their form. */
  record Frame(byte[] bytes, int length, Envelope envelope) {}

  /**
   * Waits for the next message.
   *
   * @param replies takes what is to be sent back as it is, such as answers to keep-alives
   * @return empty when no message follows, because of what the peer has said
   * @throws java.io.EOFException when the peer has closed
   * @throws java.net.SocketTimeoutException when it was silent or slow for too long
   */
  Optional<Frame> next(Consumer<byte[]> replies) throws IOException;

  /** What is sent for {@code message}. */
  byte[] framed(byte[] message);

  /** What is sent last when we close; empty for nothing. */
  byte[] farewell();
}
