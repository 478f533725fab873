package io.pronto.media.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.media.RecordingPlan;
import io.pronto.media.RecordingReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndingTest {
  private static final RecordingReport WELL =
      new RecordingReport(Outcome.AVAILABLE, Optional.empty(), Manifest.nothing(true), 9);

  private final Ending ending =
      new Ending(
          new RecordingPlan(
              "rec_1", "call_1", Path.of("rec_1"), new byte[32], new byte[0], Instant.EPOCH));

  @Test
  void whatWasSaidIsWholeWhereOnlyTidyingFails() {
    ending.tidy(EndingTest::fault);

    assertThat(ending.judge(WELL)).isSameAs(WELL);
  }

  @Test
  void aRecordingHasFailedWhereAStepItNeedsDoes() {
    ending.need(EndingTest::fault);

    var report = ending.judge(WELL);
    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.reason()).isPresent();
    assertThat(report.bytes()).isEqualTo(9);
  }

  @Test
  void whatCannotBeMadeIsReplacedAndTheDisksOwnReasonStays() {
    var full =
        new RecordingReport(
            Outcome.FAILED, Optional.of("No space left"), Manifest.nothing(true), 9);

    var made =
        ending.make(
            () -> {
              fault();
              return WELL;
            },
            full);

    assertThat(ending.judge(made)).isSameAs(full);
  }

  private static void fault() {
    throw new AssertionError("The step meets a fault");
  }
}
