package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepPaceTest {
  @Test
  void aSecondHasNoMoreThanItMayEvenWhereNoBatchIsFull() {
    var pace = new SweepPace(10, 0, 100);
    long begin = System.nanoTime();

    assertThat(pace.sweep(() -> SweepPace.Done.all(5))).isEqualTo(5);
    assertThat(pace.sweep(() -> SweepPace.Done.all(5))).isEqualTo(5);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(millis(100));
  }

  @Test
  void afterABatchItRestsForAsLongAsThatTookEvenIfItIsTheLast() {
    var pace = new SweepPace(10, 1);
    var batches = new ArrayDeque<>(List.of(10, 3));
    long begin = System.nanoTime();

    long gone =
        pace.sweep(
            () -> {
              long end = System.nanoTime() + millis(20).toNanos();
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              return SweepPace.Done.all(batches.remove());
            });

    assertThat(gone).isEqualTo(13);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(millis(80));
  }

  @Test
  void whatHasFilesGoesMoreSlowly() {
    assertThat(SweepPace.DEFAULT.ofFiles()).isEqualTo(new SweepPace(100, 1, 2_000));
    assertThat(new SweepPace(2, 0, 7).ofFiles()).isEqualTo(new SweepPace(1, 0, 7));
  }

  @Test
  void aPaceThatIsNoneIsRefused() {
    for (var wrong :
        List.<Runnable>of(
            () -> new SweepPace(0, 1),
            () -> new SweepPace(10_001, 1),
            () -> new SweepPace(1, -1),
            () -> new SweepPace(1, 1, 0))) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
