package io.pronto.core.rating;

import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.numbering.NumberType;

/** Calls that the party called pays. */
public final class FreeCalls {
  private FreeCalls() {}

  /**
   * Whether {@code number} is toll-free for who calls from {@code country}: it is of there, too.
   */
  public static boolean to(E164 number, String country) {
    var known = NumberPlan.of(number);
    return known.type() == NumberType.TOLL_FREE
        && known.country().filter(country::equals).isPresent();
  }
}
