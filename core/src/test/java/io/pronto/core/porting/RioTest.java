package io.pronto.core.porting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.numbering.E164;
import io.pronto.core.porting.InvalidRio.Fault;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RioTest {
  /**
   * The keys were computed by hand from the sums' closed form: the places times powers of 1, 2, 4.
   */
  @ParameterizedTest
  @CsvSource({
    "01P12345636Q, +33612345678",
    "02EAB12CDX0M, +33798765432",
    "03P000000MEW, +33700000000",
    "FTF000001KAU, +33123456789",
    "04ZZZZZZZS24, +33987654321",
    "SFPABC123XGA, +33144556677"
  })
  void aRioFitsItsNumber(String rio, String number) {
    Rio.parse(rio).require(new E164(number));

    assertThat(Rio.parse(rio)).hasToString(rio);
  }

  @Test
  void theRioOfAnotherNumberIsRefusedAndSaysSo() {
    var rio = Rio.parse("FTF000001KAU");

    assertThatThrownBy(() -> rio.require(new E164("+33123456780")))
        .isInstanceOfSatisfying(
            InvalidRio.class,
            refused -> assertThat(refused.fault()).isEqualTo(Fault.RIO_OF_ANOTHER_NUMBER))
        .hasMessageContaining("another number");
  }

  @ParameterizedTest
  @CsvSource({
    "01P12345636Q, +33123456789",
    "FTF000001KAU, +33612345678",
    "02EAB12CDX0M, +33912345678"
  })
  void theRioOfAnotherKindOfLineIsRefused(String rio, String number) {
    var read = Rio.parse(rio);
    var fixedLetterForAll = read.quality() == 'P' && !number.startsWith("+336");

    assertThatThrownBy(() -> read.require(new E164(number)))
        .isInstanceOfSatisfying(
            InvalidRio.class,
            refused ->
                assertThat(refused.fault())
                    .isEqualTo(
                        fixedLetterForAll
                            ? Fault.RIO_OF_ANOTHER_NUMBER
                            : Fault.RIO_OF_ANOTHER_KIND));
  }

  @ParameterizedTest
  @ValueSource(strings = {"01 P 123456 36Q", "01p12345636q", "01-P-123456-36Q", " 01P12345636Q "})
  void aRioIsReadAsPeopleCopyIt(String text) {
    assertThat(Rio.parse(text)).hasToString("01P12345636Q");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01P12345636",
        "01P12345636QQ",
        "01112345636Q",
        "01P+2345636Q",
        "01P1234563é6"
      })
  void whatIsNoRioIsRefused(String text) {
    assertThatThrownBy(() -> Rio.parse(text))
        .isInstanceOfSatisfying(
            InvalidRio.class, refused -> assertThat(refused.fault()).isEqualTo(Fault.MALFORMED));
  }

  /** Each sum is a bijection of each place, since 1, 2 and 4 have inverses modulo 37. */
  @Property
  void oneWrongDigitOfTheNumberIsAlwaysFound(
      @ForAll @StringLength(6) @CharRange(from = '0', to = '9') String reference,
      @ForAll @IntRange(min = 100_000_000, max = 599_999_999) int national,
      @ForAll @IntRange(min = 1, max = 8) int place,
      @ForAll @IntRange(min = 1, max = 9) int error) {
    var number = new E164("+33" + national);
    var digits = number.value().toCharArray();
    int at = 3 + place;
    digits[at] = (char) ('0' + (digits[at] - '0' + error) % 10);
    var rio = new Rio("FT", 'F', reference, Rio.key("FT", 'F', reference, number));

    rio.require(number);
    assertThatThrownBy(() -> rio.require(new E164(new String(digits))))
        .isInstanceOf(InvalidRio.class);
  }
}
