package io.pronto.media.relay;

import java.nio.ByteBuffer;

/** A copy of one RTP packet, found well formed before (RFC 3550, section 5.1). */
final class HeardPacket {
  /** As many bytes as a datagram brings through the internet in one piece. */
  static final int MOST_BYTES = 1_500;

  private static final int PADDED = 0x20;
  private static final int EXTENDED = 0x10;

  final byte[] payload = new byte[MOST_BYTES];

  int payloadType;
  boolean marked;
  int sequence;
  int timestamp;
  int source;

  /** Bytes of {@link #payload} that are this packet's; 0 when it has none, or too many. */
  int length;

  void read(ByteBuffer packet) {
    int first = packet.get(0);
    payloadType = RtpHeader.payloadType(packet);
    marked = packet.get(1) < 0;
    sequence = RtpHeader.sequence(packet);
    timestamp = RtpHeader.timestamp(packet);
    source = RtpHeader.source(packet);
    int start = RtpHeader.LENGTH + 4 * (first & 0x0F);
    if ((first & EXTENDED) != 0) {
      start += 4 + 4 * (packet.getShort(start + 2) & 0xFFFF);
    }
    int end = packet.limit();
    if ((first & PADDED) != 0) {
      end -= packet.get(end - 1) & 0xFF;
    }
    length = end - start;
    if (length < 0 || length > MOST_BYTES) {
      length = 0;
    }
    packet.get(start, payload, 0, length);
  }
}
