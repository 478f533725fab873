package io.pronto.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many calls a trunk carries, and how fast they leave. */
class ChannelsTest {
  private long now = 1;
  private final Channels channels = new Channels(() -> now);

  @Test
  void noMoreChannelsAreTakenThanThereAre() {
    var trunk = WaysTest.trunk("a", 1, 1);

    assertThat(channels.take(trunk, OptionalInt.of(2))).isTrue();
    assertThat(channels.take(trunk, OptionalInt.of(2))).isTrue();
    assertThat(channels.take(trunk, OptionalInt.of(2))).isFalse();
    channels.giveBack(trunk);
    assertThat(channels.take(trunk, OptionalInt.of(2))).isTrue();
    assertThat(channels.of("a")).isEqualTo(2);
    channels.giveBack(trunk);
    channels.giveBack(trunk);
    assertThat(channels.all()).isZero();
  }

  @Test
  void aSecondsWorthOfCallsLeavesAtOnceAndThenSoManyASecond() {
    assertThat(leaving(10)).isEqualTo(5);

    now += Duration.ofMillis(399).toNanos();
    assertThat(leaving(10)).isEqualTo(1);

    now += Duration.ofHours(1).toNanos();
    assertThat(leaving(10)).isEqualTo(5);
  }

  private long leaving(int wanted) {
    var trunk = WaysTest.trunk("a", 1, 1);
    return IntStream.range(0, wanted).filter(_ -> channels.leave(trunk, 5)).count();
  }
}
