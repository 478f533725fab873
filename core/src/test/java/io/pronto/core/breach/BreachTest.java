package io.pronto.core.breach;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.breach.Breach.State;
import io.pronto.core.breach.BreachFacts.Authority;
import io.pronto.core.subprocessor.DataCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BreachTest {
  /** A Friday. */
  private static final Instant NOTICED = Instant.parse("2026-11-27T16:30:00Z");

  private static final Instant END = Instant.parse("2026-11-30T16:30:00Z");

  @Test
  void theClockRunsFromWhenItWasNoticedOnThroughTheWeekend() {
    var breach = breach(Authority.NOTHING);

    assertThat(breach.notifyBy()).isEqualTo(END);
    assertThat(breach.state(END)).isEqualTo(State.OPEN);
    assertThat(breach.left(END.minusSeconds(7_200))).isEqualTo(Duration.ofHours(2));
    assertThat(breach.state(END.plusMillis(1))).isEqualTo(State.OVERDUE);
    assertThat(breach.left(END.plusMillis(1))).isZero();
  }

  @Test
  void toldInTheLastMomentIsInTimeAndAMomentLaterIsNot() {
    var later = END.plus(Duration.ofDays(9));

    assertThat(breach(told(END)).state(later)).isEqualTo(State.NOTIFIED);
    assertThat(breach(told(END.plusMillis(1))).state(later)).isEqualTo(State.NOTIFIED_LATE);
  }

  @Test
  void whatIsDecidedNotToBeToldIsNotOverdue() {
    var decided = new Authority(Optional.empty(), Optional.empty(), Optional.of("It was sealed"));

    assertThat(breach(decided).state(END.plusSeconds(1))).isEqualTo(State.NOT_NOTIFIED);
  }

  private static Authority told(Instant at) {
    return new Authority(Optional.of(at), Optional.empty(), Optional.empty());
  }

  private static Breach breach(Authority authority) {
    var facts =
        new BreachFacts(
            NOTICED.minusSeconds(60),
            NOTICED,
            List.of(Effect.CONFIDENTIALITY),
            "A disk was sold",
            List.of(DataCategory.CALL_RECORDS),
            Optional.empty(),
            Optional.empty(),
            "",
            "",
            List.of(),
            authority);
    return new Breach("brc_1", facts, "opr_a", NOTICED);
  }
}
