package io.pronto.media.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.manifest.LegInterval;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttendanceTest {
  private final Attendance attendance = new Attendance();

  @Test
  void whoeverComesAndGoesAndTakesAnothersPlaceIsKnownByTheLeg() {
    attendance.join(80, Optional.of("leg_1"));
    attendance.leave(8_000);
    attendance.join(16_000, Optional.of("leg_2"));
    attendance.join(24_000, Optional.of("leg_3"));

    assertThat(attendance.intervals(5_000))
        .containsExactly(
            new LegInterval("leg_1", 10, 1_000),
            new LegInterval("leg_2", 2_000, 3_000),
            new LegInterval("leg_3", 3_000, 5_000));
  }

  @Test
  void nothingIsSaidOfWhatTheRecordingDoesNotHold() {
    attendance.join(0, Optional.of("leg_1"));
    attendance.leave(8_000);
    attendance.join(8_000, Optional.empty());
    attendance.join(16_000, Optional.of("leg_2"));

    assertThat(attendance.intervals(900)).containsExactly(new LegInterval("leg_1", 0, 900));
  }
}
