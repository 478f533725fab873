package io.pronto.core.rental;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RentTest {
  @ParameterizedTest
  @CsvSource({
    "1.50, EUR, 2026-11-01, 2026-11-30, 1.50",
    "1.50, EUR, 2026-11-24, 2026-11-30, 0.35",
    "1.50, EUR, 2026-11-24, 2026-11-24, 0.05",
    "1.00, EUR, 2028-02-29, 2028-02-29, 0.03",
    "0.99, EUR, 2026-12-15, 2027-01-15, 1.02",
    "0.125, EUR, 2026-11-01, 2026-12-31, 0.250",
    "100, JPY, 2026-11-01, 2026-11-15, 50",
  })
  void aPeriodOwesItsDaysShareOfEachMonth(
      String price, String currency, LocalDate from, LocalDate to, String owed) {
    var monthly = new MonthlyPrice(new BigDecimal(price), currency);

    assertThat(Rent.amount(monthly, from, to)).isEqualTo(new BigDecimal(owed));
  }

  /** However a period is cut in two, its parts owe what the whole does: to the cent. */
  @Property
  void thePartsOfAPeriodOweWhatTheWholeDoes(
      @ForAll @IntRange(max = 100_000) int cents,
      @ForAll @IntRange(max = 800) int start,
      @ForAll @IntRange(max = 200) int first,
      @ForAll @IntRange(max = 200) int second) {
    var price = new MonthlyPrice(BigDecimal.valueOf(cents, 2), "EUR");
    var from = LocalDate.of(2026, 1, 1).plusDays(start);
    var cut = from.plusDays(first);
    var to = cut.plusDays(1L + second);

    assertThat(Rent.amount(price, from, cut).add(Rent.amount(price, cut.plusDays(1), to)))
        .isEqualTo(Rent.amount(price, from, to));
  }
}
