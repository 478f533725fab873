package io.pronto.core.numbering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has the shape of a number. */
class E164Test {
  @ParameterizedTest
  @ValueSource(strings = {"+1234567", "+33123456789", "+123456789012345"})
  void sevenToFifteenDigitsAreANumber(String text) {
    assertThat(E164.of(text)).contains(new E164(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "+123456",
        "+1234567890123456",
        "+0123456789",
        "33123456789",
        "++3312345678",
        "+3312345678a",
        "+33 12345678",
        "+33123456789\n",
        "+3312345678٣"
      })
  void nothingElseIs(String text) {
    assertThat(E164.of(text)).isEmpty();
    assertThatThrownBy(() -> new E164(text)).isInstanceOf(InvalidNumber.class);
  }
}
