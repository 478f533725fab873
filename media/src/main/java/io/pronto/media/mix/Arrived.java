package io.pronto.media.mix;

import java.nio.ByteBuffer;

/** A copy of one RTP packet (RFC 3550, section 5.1), found well formed before. */
final class Arrived {
  private static final int HEADER = 12;
  private static final int PADDED = 0x20;
  private static final int EXTENDED = 0x10;

  /** As many bytes as a datagram brings through the internet in one piece. */
  final byte[] payload = new byte[1_500];

  int payloadType;
  int sequence;
  int timestamp;
  int source;

  /** Bytes of {@link #payload} that are this packet's; 0 when it has none, or too many. */
  int length;

  void read(ByteBuffer packet) {
    int at = packet.position();
    int first = packet.get(at);
    payloadType = packet.get(at + 1) & 0x7F;
    sequence = packet.getShort(at + 2) & 0xFFFF;
    timestamp = packet.getInt(at + 4);
    source = packet.getInt(at + 8);
    int start = at + HEADER + 4 * (first & 0x0F);
    if ((first & EXTENDED) != 0) {
      start += 4 + 4 * (packet.getShort(start + 2) & 0xFFFF);
    }
    int end = packet.limit();
    if ((first & PADDED) != 0) {
      end -= packet.get(end - 1) & 0xFF;
    }
    length = end - start;
    if (length < 0 || length > payload.length) {
      length = 0;
    }
    packet.get(start, payload, 0, length);
  }
}
