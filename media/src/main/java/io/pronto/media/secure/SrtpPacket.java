package io.pronto.media.secure;

import java.nio.ByteBuffer;

/** Reads what SRTP needs of RTP and RTCP headers, in a packet that starts at 0. */
final class SrtpPacket {
  static final int CONTROL_HEADER = 8;

  private static final int HEADER = 12;

  private SrtpPacket() {}

  /**
   * Where the payload of RTP begins: after contributing sources and extension; -1 when that is not
   * before {@code end}, or the version is not 2. An empty payload begins at the end.
   */
  static int payload(ByteBuffer packet, int end) {
    if (end < HEADER || (packet.get(0) & 0xC0) != 0x80) {
      return -1;
    }
    int at = HEADER + 4 * (packet.get(0) & 0x0F);
    if ((packet.get(0) & 0x10) != 0) {
      if (at + 4 > end) {
        return -1;
      }
      at += 4 + 4 * (packet.getShort(at + 2) & 0xFFFF);
    }
    return at <= end ? at : -1;
  }

  static int sequence(ByteBuffer packet) {
    return packet.getShort(2) & 0xFFFF;
  }

  static void sequence(ByteBuffer packet, int sequence) {
    packet.putShort(2, (short) sequence);
  }

  static int source(ByteBuffer packet) {
    return packet.getInt(8);
  }

  static int controlSource(ByteBuffer packet) {
    return packet.getInt(4);
  }
}
