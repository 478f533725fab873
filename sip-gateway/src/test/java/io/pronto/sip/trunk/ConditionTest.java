package io.pronto.sip.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.carrier.TrunkHealth;
import io.pronto.core.live.TrunkState.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a trunk is taken for down, and when it is believed to be up again. */
class ConditionTest {
  private static final Optional<TrunkHealth> WATCHED = Optional.of(new TrunkHealth(30, 3, 2));

  private Instant now = Instant.parse("2026-11-24T09:00:00Z");
  private final Condition condition = new Condition(() -> now);

  @Test
  void onlySoManyFailuresInARowTakeItDown() {
    assertThat(condition.failed(WATCHED, "silence")).isFalse();
    assertThat(condition.failed(WATCHED, "silence")).isFalse();
    assertThat(condition.answered(WATCHED)).isFalse();
    assertThat(condition.failed(WATCHED, "silence")).isFalse();
    assertThat(condition.failed(WATCHED, "silence")).isFalse();
    assertThat(condition.now().state()).isEqualTo(State.UP);

    assertThat(condition.failed(WATCHED, "silence")).isTrue();
    assertThat(condition.now()).isEqualTo(new Condition.Now(State.DOWN, now, "silence"));
    assertThat(condition.failed(WATCHED, "silence")).isFalse();
  }

  @Test
  void onlySoManyAnswersInARowBringItUp() {
    for (int i = 0; i < 3; i++) {
      condition.failed(WATCHED, "silence");
    }

    assertThat(condition.answered(WATCHED)).isFalse();
    assertThat(condition.failed(WATCHED, "silence")).isFalse();
    assertThat(condition.answered(WATCHED)).isFalse();
    assertThat(condition.now().state()).isEqualTo(State.DOWN);
    assertThat(condition.answered(WATCHED)).isTrue();
    assertThat(condition.now().state()).isEqualTo(State.UP);
  }

  @Test
  void itRestsAsLongAsTheCarrierAsksAndNoLongerThanAnHour() {
    condition.rest(Duration.ofSeconds(60), "asked");
    condition.rest(Duration.ofSeconds(10), "asked");
    now = now.plusSeconds(59);
    assertThat(condition.now().state()).isEqualTo(State.RESTING);
    now = now.plusSeconds(1);
    assertThat(condition.now().state()).isEqualTo(State.UP);

    condition.rest(Duration.ofDays(365), "asked");
    now = now.plus(Duration.ofHours(1));
    assertThat(condition.now().state()).isEqualTo(State.UP);
  }

  @Test
  void oneThatNobodyAsksRestsWhenCallsAreNotAnswered() {
    for (int i = 0; i < 3; i++) {
      assertThat(condition.failed(Optional.empty(), "silence")).isFalse();
    }

    assertThat(condition.now().state()).isEqualTo(State.RESTING);
    now = now.plus(Condition.UNASKED_REST);
    assertThat(condition.now().state()).isEqualTo(State.UP);
  }
}
