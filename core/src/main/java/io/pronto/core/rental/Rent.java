package io.pronto.core.rental;

import io.pronto.core.numbering.E164;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Currency;

/**
 * What is owed for a number over some days.
 *
 * @param from the first day of the period for which rent is owed
 * @param to the last one
 */
public record Rent(
    String rentalId,
    E164 number,
    MonthlyPrice price,
    LocalDate from,
    LocalDate to,
    BigDecimal amount) {

  /**
   * The rent of {@code price} from the day {@code from} to the day {@code to}, both counted.
   *
   * <p>Of each month the days' share of the price is owed, rounded to the currency's smallest unit
   * (or to the price's own decimals where it has more). What is owed up to a day is rounded, and a
   * period owes the difference: however a month is cut, its parts make up the price exactly.
   */
  public static BigDecimal amount(MonthlyPrice price, LocalDate from, LocalDate to) {
    var sum = BigDecimal.ZERO.setScale(scale(price));
    for (var month = YearMonth.from(from);
        !month.isAfter(YearMonth.from(to));
        month = month.plusMonths(1)) {
      int first = month.equals(YearMonth.from(from)) ? from.getDayOfMonth() : 1;
      int last = month.equals(YearMonth.from(to)) ? to.getDayOfMonth() : month.lengthOfMonth();
      sum = sum.add(owedUntil(price, month, last)).subtract(owedUntil(price, month, first - 1));
    }
    return sum;
  }

  private static BigDecimal owedUntil(MonthlyPrice price, YearMonth month, int day) {
    return price
        .amount()
        .multiply(BigDecimal.valueOf(day))
        .divide(BigDecimal.valueOf(month.lengthOfMonth()), scale(price), RoundingMode.HALF_EVEN);
  }

  private static int scale(MonthlyPrice price) {
    int smallest = Currency.getInstance(price.currency()).getDefaultFractionDigits();
    return Math.max(Math.max(smallest, 0), price.amount().scale());
  }
}
