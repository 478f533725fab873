package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReceiveStatisticsTest {
  private static final double TICK = 125_000;
  private static final long PACKET = 20_000_000;

  private final ReceiveStatistics statistics = new ReceiveStatistics();

  @Property
  void whatIsMissingIsLostWhereverTheSequenceBegins(
      @ForAll @IntRange(max = 65_535) int first, @ForAll @IntRange(min = 2, max = 50) int every) {
    var begun = new ReceiveStatistics();
    int lost = 0;
    for (int i = 0; i < 1000; i++) {
      if (i > 0 && i < 999 && i % every == 0) {
        lost++;
      } else {
        begun.count(packet(1, first + i, i * 160), i * PACKET, TICK);
      }
    }

    assertThat(begun.lost()).isEqualTo(lost);
    assertThat(begun.packets()).isEqualTo(1000 - lost);
  }

  @Test
  void aLatePacketIsNotLost() {
    for (int sequence : new int[] {65_534, 0, 65_535, 1}) {
      statistics.count(packet(1, sequence, 0), 0, 0);
    }

    assertThat(statistics.lost()).isZero();
  }

  @Test
  void aPacketTwiceHidesNoLossBelowZero() {
    statistics.count(packet(1, 7, 0), 0, 0);
    statistics.count(packet(1, 7, 0), 0, 0);

    assertThat(statistics.lost()).isZero();
  }

  @Test
  void anotherSourceBeginsAnewAndFormerLossIsKept() {
    statistics.count(packet(1, 10, 0), 0, 0);
    statistics.count(packet(1, 13, 0), 0, 0);
    statistics.count(packet(2, 40_000, 0), 0, 0);
    statistics.count(packet(2, 40_002, 0), 0, 0);

    assertThat(statistics.lost()).isEqualTo(3);
  }

  @Test
  void aJumpOfTheSequenceIsARestartNotALoss() {
    statistics.count(packet(1, 10, 0), 0, 0);
    statistics.count(packet(1, 30_000, 0), 0, 0);
    statistics.count(packet(1, 30_001, 0), 0, 0);
    statistics.count(packet(1, 30_002, 0), 0, 0);

    assertThat(statistics.lost()).isZero();
  }

  @Test
  void evenArrivalHasNoJitter() {
    for (int i = 0; i < 100; i++) {
      statistics.count(packet(1, i, i * 160 - 8000), i * PACKET, TICK);
    }

    assertThat(statistics.jitterNanos()).isZero();
  }

  @Test
  void jitterNearsTheDifferenceOfArrivals() {
    for (int i = 0; i < 500; i++) {
      long late = i % 2 == 0 ? 0 : 4_000_000;
      statistics.count(packet(1, i, i * 160), i * PACKET + late, TICK);
    }

    assertThat(statistics.jitterNanos()).isCloseTo(4_000_000L, within(10_000L));
  }

  @Test
  void whatWasNotSentDuringAHoldIsNeitherLostNorJitter() {
    statistics.count(packet(1, 1, 0), 0, TICK);
    statistics.count(packet(1, 2, 160), PACKET, TICK);
    statistics.pause();
    statistics.count(packet(1, 600, 320), 100 * PACKET, TICK);

    assertThat(statistics.lost()).isZero();
    assertThat(statistics.jitterNanos()).isZero();
  }

  private static ByteBuffer packet(int source, int sequence, int timestamp) {
    return ByteBuffer.allocate(172)
        .putShort(2, (short) sequence)
        .putInt(4, timestamp)
        .putInt(8, source);
  }
}
