package io.pronto.core.rating;

import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.numbering.NumberType;
import io.pronto.core.numbering.PriceClass;
import io.pronto.core.numbering.ShortCode;

/** Calls that the party called pays. */
public final class FreeCalls {
  private FreeCalls() {}

  /**
   * Whether a call from {@code country} to {@code number} costs nothing.
   *
   * @param number E.164, or a short code
   */
  public static boolean to(String number, String country) {
    return E164.of(number)
        .map(known -> to(known, country))
        .orElseGet(
            () ->
                ShortCode.of(number, country)
                    .filter(code -> code.priceClass() == PriceClass.FREE)
                    .isPresent());
  }

  /**
   * Whether {@code number} is toll-free for who calls from {@code country}: it is of there, too.
   */
  public static boolean to(E164 number, String country) {
    var known = NumberPlan.of(number);
    return known.type() == NumberType.TOLL_FREE
        && known.country().filter(country::equals).isPresent();
  }
}
