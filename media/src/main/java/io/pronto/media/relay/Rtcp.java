package io.pronto.media.relay;

import java.nio.ByteBuffer;

/**
 * Reads compound RTCP packets (RFC 3550, section 6) that start at 0, and extended reports (RFC
 * 3611) in them: measures the round trip to one peer, and keeps what it says of what it hears.
 *
 * <p>Reports pass through us, unchanged but for the names of sources and their times, so the peer's
 * receiver reports answer the sender reports of the party beyond. The time from when such a report
 * left us to when the peer's answer came, less the delay that the peer declares (section 6.4.1), is
 * the round trip between us and the peer.
 */
final class Rtcp {
  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int EXTENDED_REPORT = 207;
  private static final int BLOCK = 24;
  private static final int RECEIVER_TIME = 4;
  private static final int RECEIVER_TIME_BYTES = 12;
  private static final int LAST_RECEIVER_TIME = 5;
  private static final int VOICE_METRICS = 7;
  private static final int VOICE_METRICS_BYTES = 36;
  private static final double NANOS_PER_DELAY_UNIT = 1e9 / 65536;

  private final Tally roundTripNanos = new Tally();
  private int lastReport;
  private long lastReportAt;
  private int lastReceiverTime;
  private long lastReceiverTimeAt;

  private boolean reported;
  private int lostOf256;
  private int jitterTicks;
  private int voiceLostOf256;
  private int scoreTenths;

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

  /** Notes the sender reports, and receivers' times, in a compound packet that leaves. */
  void sent(ByteBuffer packet, long now) {
    for (int at = 0; at < packet.limit(); at += length(packet, at)) {
      if (type(packet, at) == SENDER_REPORT && length(packet, at) >= 28) {
        lastReport = packet.getInt(at + 10);
        lastReportAt = now;
      } else if (type(packet, at) == EXTENDED_REPORT) {
        extendedSent(packet, at, now);
      }
    }
  }

  /** Measures by the reports in a compound packet that came from the peer. */
  void received(ByteBuffer packet, long now) {
    for (int at = 0; at < packet.limit(); at += length(packet, at)) {
      switch (type(packet, at)) {
        case SENDER_REPORT -> report(packet, at, 28, now);
        case RECEIVER_REPORT -> report(packet, at, 8, now);
        case EXTENDED_REPORT -> extended(packet, at, now);
        default -> {}
      }
    }
  }

  /** The last round trip in nanoseconds; 0 while there is none. */
  long roundTripNanos() {
    return roundTripNanos.get();
  }

  /**
   * Whether the peer has reported since {@link #forget}. For the loop's thread, as what follows.
   */
  boolean hasReported() {
    return reported;
  }

  /**
   * Packets lost of those expected between the peer's last two reports, percent. What it has thrown
   * away as too late counts, if it says so.
   */
  double lossPercent() {
    return Math.min(100, Math.max(lostOf256, voiceLostOf256) * 100.0 / 256);
  }

  /** The jitter that the peer reported last, in ticks of what it hears. */
  long jitterTicks() {
    return Integer.toUnsignedLong(jitterTicks);
  }

  /** The peer's own score of what it hears, 1.0 to 5.0; 0 when it has none. */
  double score() {
    return scoreTenths / 10.0;
  }

  /** What was reported so far is old. */
  void forget() {
    reported = false;
    voiceLostOf256 = 0;
    scoreTenths = 0;
  }

  private void report(ByteBuffer packet, int at, int firstBlock, long now) {
    if (firstBlock + BLOCK <= length(packet, at) && (packet.get(at) & 0x1F) > 0) {
      int block = at + firstBlock;
      reported = true;
      lostOf256 = packet.get(block + 4) & 0xFF;
      jitterTicks = packet.getInt(block + 12);
      measure(packet.getInt(block + 16), packet.getInt(block + 20), now);
    }
  }

  private void extended(ByteBuffer packet, int at, long now) {
    int end = at + length(packet, at);
    for (int block = at + 8; block + 4 <= end; block += length(packet, block)) {
      int last = block + length(packet, block);
      if (last > end) {
        return;
      }
      int type = packet.get(block) & 0xFF;
      if (type == VOICE_METRICS && last - block == VOICE_METRICS_BYTES) {
        voiceMetrics(packet, block);
      } else if (type == LAST_RECEIVER_TIME && last - block >= 16) {
        measure(packet.getInt(block + 8), packet.getInt(block + 12), now);
      }
    }
  }

  /** RFC 3611, section 4.7: what was lost and thrown away of 256 packets, and the opinion. */
  private void voiceMetrics(ByteBuffer packet, int block) {
    reported = true;
    voiceLostOf256 = (packet.get(block + 8) & 0xFF) + (packet.get(block + 9) & 0xFF);
    int opinion = packet.get(block + 26) & 0xFF;
    scoreTenths = opinion >= 10 && opinion <= 50 ? opinion : 0;
  }

  private void extendedSent(ByteBuffer packet, int at, long now) {
    int end = at + length(packet, at);
    for (int block = at + 8; block + 4 <= end; block += length(packet, block)) {
      boolean whole = block + RECEIVER_TIME_BYTES <= end;
      if (whole && (packet.get(block) & 0xFF) == RECEIVER_TIME) {
        lastReceiverTime = packet.getInt(block + 6);
        lastReceiverTimeAt = now;
      }
    }
  }

  private void measure(int answered, int delay, long now) {
    long at;
    if (answered != 0 && answered == lastReport) {
      at = lastReportAt;
    } else if (answered != 0 && answered == lastReceiverTime) {
      at = lastReceiverTimeAt;
    } else {
      return;
    }
    long held = (long) (Integer.toUnsignedLong(delay) * NANOS_PER_DELAY_UNIT);
    roundTripNanos.set(Math.max(1, now - at - held));
  }

  private static int type(ByteBuffer packet, int at) {
    return packet.get(at + 1) & 0xFF;
  }

  private static int length(ByteBuffer packet, int at) {
    return 4 + 4 * (packet.getShort(at + 2) & 0xFFFF);
  }
}
