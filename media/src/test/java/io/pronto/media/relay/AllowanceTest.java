package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final long MILLI = 1_000_000L;

  private final Allowance allowance = new Allowance();

  /** As {@link System#nanoTime} may be. */
  private long now = Long.MAX_VALUE - 10 * MILLI;

  @Test
  void theShortestPacketsComeForEver() {
    assertThat(taken(100_000, 5 * MILLI)).isEqualTo(100_000);
  }

  @Test
  void twentySecondsOfSoundComeAtOnceAndGoOnAtTheirPace() {
    assertThat(taken(1_000, 0)).isEqualTo(1_000);
    now += 5 * MILLI;
    assertThat(taken(10_000, 5 * MILLI)).isEqualTo(10_000);
  }

  @Test
  void ofAFloodASharePasses() {
    assertThat(taken(100_000, MILLI / 10)).isBetween(4_995, 5_005);
  }

  @Test
  void afterAFloodSoundIsTakenAgain() {
    taken(10_000, 0);
    now += 500 * MILLI;

    assertThat(taken(200, 0)).isEqualTo(200);
    assertThat(taken(1, 0)).isZero();
  }

  private int taken(int packets, long apart) {
    int taken = 0;
    for (int i = 0; i < packets; i++) {
      taken += allowance.takes(now) ? 1 : 0;
      now += apart;
    }
    return taken;
  }
}
