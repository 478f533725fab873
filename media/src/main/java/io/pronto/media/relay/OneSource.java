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
  private final int source;
  private boolean begun;
  private int speaking;
  private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);
  private int timestamp = ThreadLocalRandom.current().nextInt();
  private long at;
  private int sequenceBy;
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
    if (!begun || RtpHeader.source(packet) != speaking) {
      begin(packet, now);
    }
    int number = RtpHeader.sequence(packet) + sequenceBy;
    int time = RtpHeader.timestamp(packet) + timestampBy;
    if ((short) (number - sequence) > 0) {
      sequence = number;
      timestamp = time;
      at = now;
    }
    packet.putShort(2, (short) number).putInt(4, time).putInt(8, source);
  }

  /** Has the speaker's reports, on their way to the peer, be this source's. */
  void rename(ByteBuffer control) {
    if (begun) {
      ReportTranslation.rename(control, speaking, source);
      ReportTranslation.retime(control, 0, 1, timestampBy, 1);
    }
  }

  /** Has the peer's reports of this source be of who speaks. */
  void reportOfSpeaker(ByteBuffer control) {
    if (begun) {
      ReportTranslation.reportOf(control, source, speaking);
    }
  }

  private void begin(ByteBuffer packet, long now) {
    long ticks = begun ? Math.max(1, (long) ((now - at) / nanosPerTick)) : 0;
    begun = true;
    speaking = RtpHeader.source(packet);
    sequenceBy = sequence + 1 - RtpHeader.sequence(packet);
    timestampBy = timestamp + (int) ticks - RtpHeader.timestamp(packet);
  }
}
