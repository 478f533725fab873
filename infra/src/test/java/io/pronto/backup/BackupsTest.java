package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackupsTest {
  private static final Instant NOW = Instant.parse("2026-12-01T00:30:00Z");

  @Test
  void aClockThatWasAheadDelaysNothingOnceItIsRight() {
    assertThat(hasPassed("2026-12-01T00:29:01Z")).isFalse();
    assertThat(hasPassed("2026-12-01T00:29:00Z")).isTrue();
    assertThat(hasPassed("2026-12-01T01:30:00Z")).isFalse(); // set back by an hour
    assertThat(hasPassed("2031-12-01T00:29:00Z")).isTrue();
  }

  private static boolean hasPassed(String last) {
    return Backups.hasPassed(Duration.ofMinutes(1), Instant.parse(last), NOW);
  }
}
