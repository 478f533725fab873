package io.pronto.media.mix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SumTest {
  @Test
  void whatIsNotLoudIsLeftAsItIs() {
    assertThat(Sum.limited(24_000)).isEqualTo((short) 24_000);
    assertThat(Sum.limited(-24_000)).isEqualTo((short) -24_000);
  }

  @Test
  void whatIsTooLoudStaysBelowTheLimitAndInOrder() {
    short before = 0;
    for (int value = 0; value < 4 * 32_768; value += 64) {
      short limited = Sum.limited(value);
      assertThat(limited).isGreaterThanOrEqualTo(before);
      assertThat(Sum.limited(-value)).isEqualTo((short) -limited);
      before = limited;
    }
  }
}
