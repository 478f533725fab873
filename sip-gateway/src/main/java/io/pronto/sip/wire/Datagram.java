package io.pronto.sip.wire;

import io.pronto.sip.wire.Framing.Frame;
import java.util.Arrays;

/** A message that came whole and alone: in a datagram, or in a message of a WebSocket. */
final class Datagram {
  private Datagram() {}

  /**
   * RFC 3261, section 7.5; one of nothing but line ends keeps a NAT open: RFC 5626, section 3.5.1.
   */
  static byte[] withoutLeadingLines(byte[] bytes, int length) {
    int from = 0;
    while (from < length && (bytes[from] == '\r' || bytes[from] == '\n')) {
      from++;
    }
    return Arrays.copyOfRange(bytes, from, length);
  }

  /** Judges {@code message}, which begins with its start line. */
  static Frame judged(byte[] message) {
    var envelope = new Envelope(message, message.length);
    return new Frame(message, end(envelope, message.length), envelope);
  }

  /** RFC 3261, section 18.3: what follows the body is discarded; too short a body is a fault. */
  private static int end(Envelope envelope, int length) {
    if (envelope.headersEnd() < 0 || envelope.contentLength() < 0) {
      return length;
    }
    long end = (long) envelope.headersEnd() + envelope.contentLength();
    if (end > length) {
      envelope.blame(Fault.BODY_TOO_SHORT);
      return length;
    }
    return (int) end;
  }
}
