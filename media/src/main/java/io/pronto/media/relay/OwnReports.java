package io.pronto.media.relay;

import io.pronto.media.Remote;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reports to a peer that is sent a mixture, a prompt or music, to whom nobody else's go on (RFC
 * 3550, sections 6.4.1 and 6.5): without any it could not tell how it hears us, nor could we tell
 * how far away it is. For the loop's thread.
 */
final class OwnReports {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;
  private static final int SENDER_REPORT = 200;
  private static final int SOURCE_DESCRIPTION = 202;
  private static final int SENDER_REPORT_BYTES = 28;
  private static final int BLOCK_BYTES = 24;
  private static final int MOST_LOST = 0x7F_FFFF;

  private int source;
  private int timestamp;
  private long sentAt;
  private int packets;
  private int bytes;
  private int reportedPackets;
  private long dueAt;
  private double nanosPerTick;
  private long heardBefore;
  private long lostBefore;
  private int peersReport;
  private long peersReportAt;

  /** Counts in the clock of what is agreed from now on. */
  void expect(Remote agreed) {
    nanosPerTick = agreed.speech().map(format -> 1e9 / format.clockRate()).orElse(0.0);
  }

  /** Notes a packet that leaves at {@code now}, before it is protected. */
  void sent(ByteBuffer packet, long now) {
    if (packets == 0 || RtpHeader.source(packet) != source) {
      source = RtpHeader.source(packet);
      packets = 0;
      bytes = 0;
      reportedPackets = 0;
      dueAt = now + interval() / 2;
    }
    timestamp = RtpHeader.timestamp(packet);
    sentAt = now;
    packets++;
    bytes += packet.limit() - RtpHeader.LENGTH;
  }

  /** Notes when the peer reported of what it sends, in a chain of whole RTCP packets. */
  void received(ByteBuffer packet, long now) {
    if ((packet.get(1) & 0xFF) == SENDER_REPORT && packet.limit() >= SENDER_REPORT_BYTES) {
      peersReport = packet.getInt(10);
      peersReportAt = now;
    }
  }

  /**
   * Writes one {@code into}, if it is time and anything was sent since the last.
   *
   * @param heard what has come of the peer
   */
  boolean write(ByteBuffer into, ReceiveStatistics heard, long now) {
    if (packets == reportedPackets || now - dueAt < 0) {
      return false;
    }
    dueAt = now + interval();
    reportedPackets = packets;
    into.clear();
    int blocks = heard.packets() > heardBefore ? 1 : 0;
    put(into, 0x80 | blocks, SENDER_REPORT, SENDER_REPORT_BYTES + BLOCK_BYTES * blocks);
    into.putLong(wallClock(now - sentAt)).putInt(timestamp).putInt(packets).putInt(bytes);
    if (blocks > 0) {
      block(into, heard, now);
    }
    put(into, 0x81, SOURCE_DESCRIPTION, 12); // the name is put in where it leaves
    into.putInt(0).flip();
    return true;
  }

  private void put(ByteBuffer into, int first, int type, int length) {
    into.put((byte) first).put((byte) type).putShort((short) (length / 4 - 1)).putInt(source);
  }

  private void block(ByteBuffer into, ReceiveStatistics heard, long now) {
    long lost = Math.max(0, heard.lost() - lostBefore);
    long expected = heard.packets() - heardBefore + lost;
    into.putInt(heard.source());
    into.putInt((int) (lost * 255 / expected) << 24 | (int) Math.min(MOST_LOST, heard.lost()));
    into.putInt(heard.highest());
    into.putInt(nanosPerTick > 0 ? (int) (heard.jitterNanos() / nanosPerTick) : 0);
    into.putInt(peersReport);
    into.putInt(peersReport == 0 ? 0 : (int) ((now - peersReportAt) * 65_536 / 1_000_000_000L));
    heardBefore = heard.packets();
    lostBefore = heard.lost();
  }

  /** So many nanoseconds ago, in seconds since 1900 with 32 bits behind the point. */
  private static long wallClock(long ago) {
    long micros = System.currentTimeMillis() * 1_000 - ago / 1_000;
    long seconds = Math.floorDiv(micros, 1_000_000L) + SECONDS_FROM_1900_TO_1970;
    return seconds << 32 | (Math.floorMod(micros, 1_000_000L) << 32) / 1_000_000L;
  }

  /** Half to one and a half times the usual one, so that those of a room do not come at once. */
  private static long interval() {
    return INTERVAL_NANOS / 2 + ThreadLocalRandom.current().nextLong(INTERVAL_NANOS);
  }
}
