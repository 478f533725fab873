package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTriesTest {
  private static final Path A = Path.of("a");
  private static final Path B = Path.of("b");
  private static final Path C = Path.of("c");

  @TempDir Path folder;
  private Instant now = Instant.EPOCH;
  private final UploadTries tries =
      new UploadTries(
          new RecordingUploads.Pace(Duration.ofSeconds(3), Duration.ofMinutes(2)), () -> now);

  @Test
  void whoHasFailedWaitsAndComesAfterWhoHasNot() {
    assertThat(tries.failed(A, Duration.ZERO)).isEqualTo(1);
    assertThat(due()).containsExactly(B, C);

    now = now.plusSeconds(6);

    assertThat(due()).containsExactly(B, C, A);
    tries.well(A);
    assertThat(due()).containsExactly(A, B, C);
  }

  @Test
  void pausesGrowUpToABound() {
    for (int seconds : new int[] {6, 12, 24, 48, 96, 120, 120}) {
      tries.failed(A, Duration.ZERO);
      now = now.plusSeconds(seconds - 1);
      assertThat(due()).doesNotContain(A);
      now = now.plusSeconds(1);
      assertThat(due()).contains(A);
    }
    for (int i = 0; i < 100; i++) {
      tries.failed(A, Duration.ZERO);
    }
    now = now.plusSeconds(120);
    assertThat(due()).contains(A);
  }

  @Test
  void whatTookLongLeavesOthersAsMuchTime() {
    tries.failed(A, Duration.ofMinutes(9));
    now = now.plus(Duration.ofMinutes(8));
    assertThat(due()).doesNotContain(A);
    now = now.plus(Duration.ofMinutes(1));
    assertThat(due()).contains(A);
  }

  @Test
  void whatIsGoneIsForgotten() {
    tries.failed(A, Duration.ZERO);
    tries.due(List.of(B));
    assertThat(due()).containsExactly(A, B, C);
  }

  @Test
  void aBrokenOneIsToldOnceAndNotWhileItIsOnlyJustBegun() throws IOException {
    var file = Files.createFile(folder.resolve("begun"));
    assertThat(tries.isBroken(file)).isFalse();
    Files.writeString(file, "h");
    assertThat(tries.isBroken(file)).isFalse();
    assertThat(tries.broken()).isZero();

    assertThat(tries.isBroken(file)).isTrue();

    assertThat(tries.isBroken(file)).isFalse();
    assertThat(tries.broken()).isEqualTo(1);
    tries.well(file);
    assertThat(tries.broken()).isZero();
  }

  private List<Path> due() {
    return tries.due(List.of(A, B, C));
  }
}
