package io.pronto.core.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.numbering.E164;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How carriers want numbers written, and how they write them. */
class TrunkNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "E164, '', +33123456789, +33123456789",
    "DIGITS, '', +33123456789, 33123456789",
    "DIGITS, 00, +33123456789, 0033123456789",
    "DIGITS, 1234#, +441632960961, 1234#441632960961",
    "NATIONAL, '', +33123456789, 0123456789",
    "NATIONAL, '', +441632960961, 00441632960961",
    "NATIONAL, 9, +33612345678, 90612345678",
  })
  void aNumberIsWrittenAsAgreedAndReadBack(
      NumberStyle style, String prefix, String number, String written) {
    var form = new NumberForm(style, prefix);

    assertThat(form.write(new E164(number), "FR")).isEqualTo(written);
    assertThat(form.read(written, "FR")).contains(new E164(number));
  }

  @ParameterizedTest
  @CsvSource({"E164, 33123456789", "DIGITS, +33123456789", "NATIONAL, +33 1 23 45 67 89"})
  void aCarrierThatChangesItsWaysIsStillRead(NumberStyle style, String written) {
    assertThat(new NumberForm(style, "").read(written, "FR")).contains(new E164("+33123456789"));
  }

  @ParameterizedTest
  @CsvSource({"E164, anonymous", "DIGITS, 12", "NATIONAL, ''", "NATIONAL, 15"})
  void whatIsNoNumberIsNone(NumberStyle style, String written) {
    assertThat(new NumberForm(style, "").read(written, "FR")).isEmpty();
  }

  @Test
  void aServiceCodeStaysAsItIs() {
    var numbers =
        new TrunkNumbers(
            "FR",
            new NumberForm(NumberStyle.DIGITS, "1234"),
            NumberForm.INTERNATIONAL,
            NumberForm.INTERNATIONAL);

    assertThat(numbers.called("112")).isEqualTo("112");
    assertThat(numbers.called("+33123456789")).isEqualTo("123433123456789");
    assertThat(numbers.caller(new E164("+33123456789"))).isEqualTo("+33123456789");
    assertThat(numbers.inbound("33123456789")).isEqualTo(Optional.of(new E164("+33123456789")));
  }
}
