package io.pronto.core.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RateTableTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  /** Few digits, so that prefixes lie within each other. */
  @Provide
  Arbitrary<String> digits() {
    return Arbitraries.strings().withChars('1', '2', '9').ofMinLength(1).ofMaxLength(15);
  }

  @Property
  void theLongestPrefixIsFound(
      @ForAll("prefixes") Set<String> prefixes, @ForAll("digits") String number) {
    var table = table(prefixes.stream().map(p -> rate(p, Optional.empty())).toList());

    int row = table.find(Long.parseLong(number), number.length(), NOW.getEpochSecond());

    var longest =
        prefixes.stream().filter(number::startsWith).max(Comparator.comparingInt(String::length));
    assertThat(row < 0 ? Optional.empty() : Optional.of(table.rate(row).prefix()))
        .isEqualTo(longest);
  }

  @Provide
  Arbitrary<Set<String>> prefixes() {
    return digits().set().ofMinSize(1).ofMaxSize(60);
  }

  @Test
  void aRateThatDoesNotHoldYetLeavesTheShorterPrefix() {
    var table =
        table(List.of(rate("33", Optional.empty()), rate("336", Optional.of(NOW.plusSeconds(1)))));
    long number = RateTable.digits("+33612345678");

    assertThat(table.rate(table.find(number, 11, NOW.getEpochSecond())).prefix()).isEqualTo("33");
    assertThat(table.rate(table.find(number, 11, NOW.getEpochSecond() + 1)).prefix())
        .isEqualTo("336");
    assertThat(table.find(RateTable.digits("+4479"), 4, NOW.getEpochSecond())).isNegative();
  }

  @Test
  void aShortCodeIsFoundInItsCountryByItsLongestBeginning() {
    var table =
        table(
            Stream.of("33", "9", "FR:118", "FR:3", "FR:3900", "IT:3")
                .map(prefix -> rate(prefix, Optional.empty()))
                .toList());

    assertThat(code(table, "3900", "FR")).contains("FR:3900");
    assertThat(code(table, "3901", "FR")).contains("FR:3");
    assertThat(code(table, "118712", "FR")).contains("FR:118");
    assertThat(code(table, "3900", "IT")).contains("IT:3");
    assertThat(code(table, "1023", "FR")).isEmpty();
    assertThat(code(table, "3900", "DE")).isEmpty();
    assertThat(table.rate(table.find(9, 1, NOW.getEpochSecond())).prefix()).isEqualTo("9");
    assertThat(code(table(List.of(rate("33", Optional.empty()))), "3900", "FR")).isEmpty();
  }

  @Test
  void theRateOfAShortCodeHoldsWhenItSays() {
    var later = Optional.of(NOW.plusSeconds(1));
    var table = table(List.of(rate("FR:3", Optional.empty()), rate("FR:39", later)));

    assertThat(table.rate(table.findCode("3900", "FR", NOW.getEpochSecond())).prefix())
        .isEqualTo("FR:3");
    assertThat(table.rate(table.findCode("3900", "FR", NOW.getEpochSecond() + 1)).prefix())
        .isEqualTo("FR:39");
  }

  private static Optional<String> code(RateTable table, String digits, String country) {
    int row = table.findCode(digits, country, NOW.getEpochSecond());
    return row < 0 ? Optional.empty() : Optional.of(table.rate(row).prefix());
  }

  @Property
  void whatIsCountedInMillionthsIsWhatDecimalNumbersSay(
      @ForAll("prices") BigDecimal price, @ForAll("prices") BigDecimal fee, @ForAll int seconds) {
    long talked = Math.floorMod(seconds, 86_400);
    var rate = new Rate("33", "", price, fee, 60, 7, Optional.empty(), Optional.empty());

    assertThat(RateTable.decimal(table(List.of(rate)).micros(0, talked)))
        .isEqualTo(rate.charge(talked));
  }

  @Provide
  Arbitrary<BigDecimal> prices() {
    return Arbitraries.longs().between(0, 999_999_999_999L).map(l -> BigDecimal.valueOf(l, 6));
  }

  @Test
  void whatIsNoNumberHasNoDigits() {
    for (var text : List.of("", "+", "33123456789", "+33a", "+1234567890123456", "112")) {
      assertThat(RateTable.digits(text)).as(text).isNegative();
    }
    assertThat(RateTable.digits("+33123456789")).isEqualTo(33_123_456_789L);
  }

  private static Rate rate(String prefix, Optional<Instant> from) {
    return new Rate(prefix, "", BigDecimal.ONE, BigDecimal.ZERO, 1, 1, from, Optional.empty());
  }

  private static RateTable table(List<Rate> rates) {
    var builder = new RateTable.Builder(rates.size());
    rates.stream().sorted(Comparator.comparing(Rate::prefix)).forEach(builder::add);
    return builder.build();
  }
}
