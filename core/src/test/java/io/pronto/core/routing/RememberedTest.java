package io.pronto.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Outage;
import io.pronto.core.Waiting;
import io.pronto.core.db.DatabaseUnavailable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private final AtomicInteger reads = new AtomicInteger();
  private final CountDownLatch thawed = new CountDownLatch(1);
  private final AtomicLong now = new AtomicLong(Duration.ofDays(1).toNanos());
  private volatile boolean frozen;
  private final Remembered<String, Integer> remembered =
      new Remembered<>(this::read, new Outage(), now::get);

  @Test
  void whatIsKnownIsAnsweredWhileTheDatabaseHangsAndWhatItSaysAtLastIsKept() {
    assertThat(remembered.get("a")).isEqualTo(1);
    frozen = true;
    remembered.doubt();

    long began = System.nanoTime();
    assertThat(remembered.get("a")).isEqualTo(1);
    assertThat(remembered.get("a")).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    assertThat(reads).as("asked once in a moment").hasValue(2);

    thawed.countDown();
    Waiting.until("the late answer is known", () -> remembered.get("a") == 2);
  }

  @Test
  void whatIsAMinuteOldIsAnsweredAtOnceAndReadBeside() {
    assertThat(remembered.get("a")).isEqualTo(1);
    frozen = true;
    pass(Duration.ofSeconds(61));

    assertThat(remembered.get("a")).isEqualTo(1);
    assertThat(remembered.get("a")).isEqualTo(1);
    Waiting.until("it is asked", () -> reads.get() == 2);

    thawed.countDown();
    Waiting.until("it is known", () -> remembered.get("a") == 2);
    assertThat(reads).as("asked once").hasValue(2);
  }

  @Test
  void whatIsFiveMinutesOldIsReadBeforeItIsAnswered() {
    assertThat(remembered.get("a")).isEqualTo(1);
    pass(Duration.ofMinutes(5));

    assertThat(remembered.get("a")).isEqualTo(2);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void whatIsNotKnownIsNotWaitedForForever() {
    frozen = true;

    assertThatThrownBy(() -> remembered.get("b")).isInstanceOf(DatabaseUnavailable.class);

    thawed.countDown();
    assertThat(remembered.get("b")).isPositive();
  }

  private int read(String key) {
    int count = reads.incrementAndGet();
    if (frozen) {
      try {
        thawed.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return count;
  }
}
