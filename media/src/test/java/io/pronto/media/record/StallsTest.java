package io.pronto.media.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallsTest {
  private static final int MILLI = 8;

  private final Stalls stalls = new Stalls(millis(20));
  private long now = -millis(50); // the clock counts from anywhere

  @Test
  void aThreadThatLooksInTimeWaitsNoLonger() {
    for (int i = 0; i < 100; i++) {
      look(i % 2 == 0 ? 20 : 75);
      assertThat(stalls.grace()).isZero();
    }
  }

  @Test
  void whoWasKeptFromLookingWaitsLongerByThatForASecond() {
    look(20);
    look(220);
    assertThat(stalls.grace()).isEqualTo(200 * MILLI);
    for (int i = 0; i < 49; i++) {
      look(20);
      assertThat(stalls.grace()).isEqualTo(200 * MILLI);
    }
    look(20);
    assertThat(stalls.grace()).isZero();
  }

  @Test
  void aShorterStallAfterALongerOneShortensNothing() {
    look(20);
    look(320);
    look(120);
    assertThat(stalls.grace()).isEqualTo(300 * MILLI);
  }

  @Test
  void nobodyWaitsForLongerThanIsHeld() {
    look(20);
    look(5_000);
    assertThat(stalls.grace()).isEqualTo(400 * MILLI);
  }

  @Test
  void sleepIsNoStall() {
    look(20);
    stalls.sleep();
    look(5_000);
    assertThat(stalls.grace()).isZero();
  }

  private void look(int after) {
    now += millis(after);
    stalls.look(now);
  }

  private static long millis(int count) {
    return Duration.ofMillis(count).toNanos();
  }
}
