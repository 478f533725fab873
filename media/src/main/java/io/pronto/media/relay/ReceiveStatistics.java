package io.pronto.media.relay;

import java.nio.ByteBuffer;
import java.util.OptionalDouble;

/**
 * What has come from one peer: packets, loss and jitter, after RFC 3550, appendices A.1, A.3 and
 * A.8. Written by the loop, readable by all.
 */
final class ReceiveStatistics {
  private static final int MAX_DROPOUT = 3000;
  private static final int MAX_MISORDER = 100;
  private static final int NO_SEQUENCE = -1;

  /** A packet is not that late: its sender's clock has jumped. */
  private static final double CLOCK_JUMP_NANOS = 2e9;

  private final Tally packets = new Tally();
  private final Tally bytes = new Tally();
  private final Tally lost = new Tally();
  private final Tally losses = new Tally();
  private final Tally jitterNanos = new Tally();

  private boolean running;
  private int source;
  private int first;
  private int highest;
  private int cycles;
  private int received;
  private int afterJump;
  private long lostBefore;

  private long lastArrival;
  private int lastTimestamp;
  private double lastNanosPerTick;
  private double jitter;

  /**
   * Counts a packet.
   *
   * @param nanosPerTick one tick of the timestamp of its format; 0 when its arrival says nothing
   *     about jitter, as with telephone events, which repeat their timestamp
   */
  void count(ByteBuffer packet, long now, double nanosPerTick) {
    packets.add(1);
    bytes.add(packet.limit());
    int sequence = RtpHeader.sequence(packet);
    if (!running || RtpHeader.source(packet) != source) {
      start(RtpHeader.source(packet), sequence);
    }
    countSequence(sequence);
    if (nanosPerTick > 0) {
      measureJitter(RtpHeader.timestamp(packet), now, nanosPerTick);
    }
  }

  /** Lets the next packet begin a new stretch: what was not sent during a hold is not lost. */
  void pause() {
    lostBefore = lost.get();
    running = false;
  }

  /** Whose packets come, once one has. For the loop's thread, as {@link #highest}. */
  int source() {
    return source;
  }

  /** The highest number of theirs, with the times that they have begun anew (section 6.4.1). */
  int highest() {
    return cycles + highest;
  }

  long packets() {
    return packets.get();
  }

  long bytes() {
    return bytes.get();
  }

  long lost() {
    return lost.get();
  }

  /** How often one packet or several in a row did not come when they should have. */
  long losses() {
    return losses.get();
  }

  long jitterNanos() {
    return jitterNanos.get();
  }

  /** The mean opinion score, given how long packets travel one way; absent until one has come. */
  OptionalDouble score(double oneWayMillis) {
    if (packets() == 0) {
      return OptionalDouble.empty();
    }
    double lossPercent = 100.0 * lost() / (packets() + lost());
    return OptionalDouble.of(
        ListeningQuality.score(
            ListeningQuality.Coding.USUAL, lossPercent, 0, oneWayMillis, jitterNanos() / 1e6));
  }

  private void start(int newSource, int sequence) {
    lostBefore = lost.get();
    running = true;
    source = newSource;
    lastNanosPerTick = 0;
    restart(sequence);
  }

  private void restart(int sequence) {
    first = sequence;
    highest = sequence;
    cycles = 0;
    received = 0;
    afterJump = NO_SEQUENCE;
  }

  private void countSequence(int sequence) {
    int ahead = sequence - highest & 0xFFFF;
    if (ahead < MAX_DROPOUT) {
      if (ahead > 1) {
        losses.add(1);
      }
      if (sequence < highest) {
        cycles += 0x10000;
      }
      highest = sequence;
    } else if (ahead <= 0x10000 - MAX_MISORDER) {
      if (sequence != afterJump) {
        afterJump = sequence + 1 & 0xFFFF;
        return;
      }
      lostBefore = lost.get();
      restart(sequence);
    }
    received++;
    int expected = cycles + highest - first + 1;
    lost.set(lostBefore + Math.max(0, expected - received));
  }

  private void measureJitter(int timestamp, long now, double nanosPerTick) {
    if (nanosPerTick == lastNanosPerTick) {
      double sent = (timestamp - lastTimestamp) * nanosPerTick;
      double difference = Math.abs(now - lastArrival - sent);
      if (difference < CLOCK_JUMP_NANOS) {
        jitter += (difference - jitter) / 16;
        jitterNanos.set((long) jitter);
      }
    }
    lastNanosPerTick = nanosPerTick;
    lastTimestamp = timestamp;
    lastArrival = now;
  }
}
