package io.pronto.media.relay;

import java.nio.ByteBuffer;

/**
 * Reads compound RTCP packets (RFC 3550, section 6) that start at 0, and measures the round trip to
 * one peer.
 *
 * <p>Reports pass through us, unchanged but for the names of sources, so the peer's receiver
 * reports answer the sender reports of the party beyond. The time from when such a report left us
 * to when the peer's answer came, less the delay that the peer declares (section 6.4.1), is the
 * round trip between us and the peer.
 */
final class Rtcp {
  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int BLOCK = 24;
  private static final double NANOS_PER_DELAY_UNIT = 1e9 / 65536;

  private final Tally roundTripNanos = new Tally();
  private int lastReport;
  private long lastReportAt;

  /** Says whether the bytes from 0 to the limit are a chain of whole RTCP packets. */
  static boolean wellFormed(ByteBuffer packet) {
    int at = 0;
    while (at + 8 <= packet.limit()) {
      int type = type(packet, at);
      if ((packet.get(at) & 0xC0) != 0x80 || type < 192 || type > 223) {
        return false;
      }
      at += length(packet, at);
    }
    return at > 0 && at == packet.limit();
  }

  /** Notes the sender reports in a compound packet that leaves for the peer. */
  void sent(ByteBuffer packet, long now) {
    for (int at = 0; at < packet.limit(); at += length(packet, at)) {
      if (type(packet, at) == SENDER_REPORT && length(packet, at) >= 28) {
        lastReport = packet.getInt(at + 10);
        lastReportAt = now;
      }
    }
  }

  /** Measures by the receiver reports in a compound packet that came from the peer. */
  void received(ByteBuffer packet, long now) {
    for (int at = 0; at < packet.limit(); at += length(packet, at)) {
      int firstBlock =
          switch (type(packet, at)) {
            case SENDER_REPORT -> 28;
            case RECEIVER_REPORT -> 8;
            default -> Integer.MAX_VALUE - BLOCK;
          };
      if (firstBlock + BLOCK <= length(packet, at) && (packet.get(at) & 0x1F) > 0) {
        measure(packet.getInt(at + firstBlock + 16), packet.getInt(at + firstBlock + 20), now);
      }
    }
  }

  /** The last round trip in nanoseconds; 0 while there is none. */
  long roundTripNanos() {
    return roundTripNanos.get();
  }

  private void measure(int answeredReport, int delay, long now) {
    if (answeredReport != 0 && answeredReport == lastReport) {
      long held = (long) (Integer.toUnsignedLong(delay) * NANOS_PER_DELAY_UNIT);
      roundTripNanos.set(Math.max(1, now - lastReportAt - held));
    }
  }

  private static int type(ByteBuffer packet, int at) {
    return packet.get(at + 1) & 0xFF;
  }

  private static int length(ByteBuffer packet, int at) {
    return 4 + 4 * (packet.getShort(at + 2) & 0xFFFF);
  }
}
