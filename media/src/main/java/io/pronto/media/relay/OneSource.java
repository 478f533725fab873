package io.pronto.media.relay;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Has a peer hear one source, whoever speaks to it: the party beyond, another one after a transfer,
 * music, a mixture. A browser may stay deaf to a source that it has not been told of, and does not
 * listen to one that it heard before another. Numbers and times go on where one speaker follows
 * another (RFC 3550, section 5.1).
 */
final class OneSource {
  /** Numbers that differ by more come from a sender that has started anew (appendix A.1). */
  private static final int MAX_DROPOUT = 3_000;

  private static final int MAX_MISORDER = 100;

  /** What a packet lasts until the next shows it, and the most that is believed. */
  private static final double USUAL_NANOS = 20e6;

  private static final double LONGEST_NANOS = 120e6;

  private final int source;
  private boolean begun;
  private int speaking;
  private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);
  private int timestamp = ThreadLocalRandom.current().nextInt();
  private long at;
  private double packetNanos = USUAL_NANOS;
  private int sequenceBy;

  /** The last number of who speaks, with the times that they have begun anew (appendix A.1). */
  private int spoken;

  private int timestampBy;
  private double nanosPerTick = 1e9 / 8_000;

  OneSource(int source) {
    this.source = source;
  }

  /**
   * Makes {@code packet}, which leaves at {@code now}, one of this source.
   *
   * @param nanosPerTick of its timestamp; 0 when that is the clock of the sound beside it
   */
  void adopt(ByteBuffer packet, double nanosPerTick, long now) {
    if (nanosPerTick > 0) {
      this.nanosPerTick = nanosPerTick;
    }
    int ahead = (short) (RtpHeader.sequence(packet) + sequenceBy - sequence);
    boolean goesOn = begun && RtpHeader.source(packet) == speaking;
    if (!goesOn || ahead > MAX_DROPOUT || ahead < -MAX_MISORDER) {
      begin(packet, now);
      ahead = 1;
    }
    int number = RtpHeader.sequence(packet) + sequenceBy;
    int time = RtpHeader.timestamp(packet) + timestampBy;
    if (ahead > 0) {
      advance(ahead, time, now);
    }
    packet.putShort(2, (short) number).putInt(4, time).putInt(8, source);
  }

  /** Has the speaker's reports, on their way to the peer, be this source's. */
  void rename(ByteBuffer control) {
    if (begun) {
      ReportTranslation.retime(control, speaking, 0, 1, timestampBy, 1);
      ReportTranslation.rename(control, speaking, source);
    }
  }

  /** Has the peer's reports of this source be of who speaks, in the numbers of that one. */
  void reportOfSpeaker(ByteBuffer control) {
    if (begun) {
      ReportTranslation.renumber(control, source, sequenceBy, spoken);
      ReportTranslation.reportOf(control, source, speaking);
    }
  }

  /** Who speaks now goes on where the one before has ended, who is not cut short by it. */
  private void begin(ByteBuffer packet, long now) {
    double passed = begun ? Math.max(packetNanos, now - at) : 0;
    begun = true;
    speaking = RtpHeader.source(packet);
    spoken = RtpHeader.sequence(packet) - 1;
    sequenceBy = sequence + 1 - RtpHeader.sequence(packet);
    timestampBy = timestamp + (int) (long) (passed / nanosPerTick) - RtpHeader.timestamp(packet);
    at = now;
  }

  /** All packets of a key have the time of its beginning (RFC 4733, section 2.2). */
  private void advance(int ahead, int time, long now) {
    double lasted = (time - timestamp) * nanosPerTick;
    if (ahead == 1 && lasted > 0 && lasted <= LONGEST_NANOS) {
      packetNanos = lasted;
    }
    if (time != timestamp) {
      at = now;
    }
    sequence += ahead;
    spoken += ahead;
    timestamp = time;
  }
}
