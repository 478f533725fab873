package io.pronto.core.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RateTest {
  @Test
  void aCallIsBilledInStepsAndRoundedOnce() {
    var rate = rate("0.0125", "0.05", 60, 30);

    assertThat(rate.billedSeconds(0)).isEqualTo(60);
    assertThat(rate.billedSeconds(60)).isEqualTo(60);
    assertThat(rate.billedSeconds(61)).isEqualTo(90);
    assertThat(rate.charge(61)).isEqualTo("0.068750");
    assertThat(rate("0.000001", "0", 1, 1).charge(30)).isEqualTo("0.000001");
    assertThat(rate("0.000001", "0", 1, 1).charge(29)).isEqualTo("0.000000");
  }

  @Property
  void moneyPaysForSecondsThatCostNoMoreAndNotForAStepMore(
      @ForAll @LongRange(min = 1, max = 5_000_000) long price,
      @ForAll @LongRange(min = 0, max = 1_000_000) long fee,
      @ForAll @IntRange(min = 1, max = 180) int first,
      @ForAll @IntRange(min = 1, max = 180) int next,
      @ForAll @LongRange(min = 0, max = 100_000_000) long money) {
    var rate =
        new Rate(
            "33",
            "",
            BigDecimal.valueOf(price, 6),
            BigDecimal.valueOf(fee, 6),
            first,
            next,
            Optional.empty(),
            Optional.empty());
    var paid = BigDecimal.valueOf(money, 6);

    long seconds = rate.secondsFor(paid);

    if (seconds == 0) {
      assertThat(rate.charge(first)).isGreaterThan(paid);
    } else {
      assertThat(rate.charge(seconds)).isLessThanOrEqualTo(paid);
      assertThat(rate.billedSeconds(seconds)).isEqualTo(seconds);
      assertThat(seconds >= Rate.LONGEST_SECONDS || rate.charge(seconds + next).compareTo(paid) > 0)
          .isTrue();
    }
  }

  static Rate rate(String price, String fee, int first, int next) {
    return new Rate(
        "33",
        "",
        new BigDecimal(price),
        new BigDecimal(fee),
        first,
        next,
        Optional.empty(),
        Optional.empty());
  }
}
