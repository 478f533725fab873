package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.media.Direction;
import io.pronto.media.Quality;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppraisalTest {
  private static final long PACKET = 20_000_000;
  private static final double TICK = 125_000;

  private final ReceiveStatistics received = new ReceiveStatistics();
  private final Rtcp reports = new Rtcp();
  private final Appraisal appraisal = new Appraisal(received, reports, new Sound(), 1);
  private long now = 1;
  private int sequence = 65_500;
  private int timestamp = -8_000;

  @BeforeEach
  void begin() {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_000);
    var formats = List.of(new RtpFormat(8, "PCMA", 8000));
    appraisal.expect(new Remote(address, formats, Direction.SENDRECV));
  }

  @Test
  void eachIntervalCountsItsOwnLossOnly() {
    var bad = fiveSeconds(i -> i % 20 == 7);
    var good = fiveSeconds(_ -> false);

    assertThat(bad.orElseThrow().received().orElseThrow().lossPercent()).isCloseTo(5, within(0.5));
    assertThat(good.orElseThrow().received().orElseThrow().lossPercent()).isZero();
    assertThat(good.orElseThrow().received().orElseThrow().mos()).isBetween(4.35, 4.5);
  }

  @Test
  void packetsLostInARowAreABurst() {
    var bursts = fiveSeconds(i -> i % 100 >= 40 && i % 100 < 45).orElseThrow();

    var heard = bursts.received().orElseThrow();
    assertThat(heard.burst()).isEqualTo(5);
    assertThat(heard.lossPercent()).isCloseTo(5, within(1.5));
  }

  @Test
  void aClockThatJumpsIsNoJitter() {
    fiveSeconds(_ -> false);
    timestamp += 1_234_567_890;

    var after = fiveSeconds(_ -> false).orElseThrow();

    assertThat(after.received().orElseThrow().jitterMillis()).isLessThan(1);
  }

  @Test
  void nothingIsToldOfSecondsInWhichNothingCame() {
    assertThat(fiveSeconds(_ -> true)).isEmpty();
  }

  @Test
  void thatNothingComesAnyMoreIsToldOnce() {
    fiveSeconds(_ -> false);

    var empty = fiveSeconds(_ -> true).orElseThrow();
    var still = fiveSeconds(_ -> true);

    assertThat(empty.received()).isEmpty();
    assertThat(empty.reported()).isEmpty();
    assertThat(still).isEmpty();
  }

  @Test
  void whatAPeerSaysOfItselfCountsMoreThanAnEstimate() {
    reports.received(voiceMetrics(26, 13, 36), now);

    var reported = fiveSeconds(_ -> true).orElseThrow().reported().orElseThrow();

    assertThat(reported.mos()).isEqualTo(3.6);
    assertThat(reported.lossPercent()).isCloseTo(15.2, within(0.1));
  }

  @Test
  void aPeerWithoutAScoreOfItsOwnIsEstimated() {
    reports.received(voiceMetrics(0, 0, 127), now);

    var reported = fiveSeconds(_ -> true).orElseThrow().reported().orElseThrow();

    assertThat(reported.mos()).isBetween(4.35, 4.5);
  }

  @Test
  void anExtendedReportThatAnswersAReceiversTimeTellsTheRoundTrip() {
    reports.sent(extended(3, 4).putInt(12, 0x0000_AAAA).putInt(16, 0xBBBB_0000), now);

    reports.received(
        extended(4, 5).putInt(16, 0xAAAA_BBBB).putInt(20, 65_536), now + 1_100_000_000L);

    assertThat(reports.roundTripNanos()).isCloseTo(100_000_000L, within(100L));
  }

  private Optional<Quality> fiveSeconds(IntPredicate lost) {
    var told = Optional.<Quality>empty();
    for (int i = 0; i < 250; i++) {
      now += PACKET;
      if (!lost.test(i)) {
        received.count(packet(), now, TICK);
      }
      sequence++;
      timestamp += 160;
      if (i % 10 == 9) {
        assertThat(told).isEmpty();
        told = appraisal.tick(now);
      }
    }
    return told;
  }

  private ByteBuffer packet() {
    return ByteBuffer.allocate(172).putShort(2, (short) sequence).putInt(4, timestamp).putInt(8, 1);
  }

  /** An extended report with one block of {@code words} and the one of its head. */
  private static ByteBuffer extended(int words, int type) {
    int length = 8 + 4 * words;
    return ByteBuffer.allocate(length)
        .put(0, (byte) 0x80)
        .put(1, (byte) 207)
        .putShort(2, (short) (length / 4 - 1))
        .put(8, (byte) type)
        .putShort(10, (short) (words - 1));
  }

  private static ByteBuffer voiceMetrics(int lost, int late, int opinion) {
    return extended(9, 7).put(16, (byte) lost).put(17, (byte) late).put(34, (byte) opinion);
  }
}
