package io.pronto.core.porting;

import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.numbering.NumberType;
import java.util.Optional;

/** Which numbers can be ported by a RIO. */
final class Portable {
  private static final String FRANCE = "FR";

  private Portable() {}

  /**
   * The type of {@code number} if it can be ported: French ones that lines have. Numbers of special
   * rate (08) have no RIO.
   */
  static Optional<NumberType> type(E164 number) {
    var entry = NumberPlan.of(number);
    boolean ofLine =
        switch (entry.type()) {
          case GEOGRAPHIC, NON_GEOGRAPHIC, MOBILE, PLATFORM, VERIFIED -> true;
          case TOLL_FREE, SHARED_COST, PREMIUM, SATELLITE, PERSONAL, PAGER, UNKNOWN -> false;
        };
    boolean french = entry.country().filter(FRANCE::equals).isPresent();
    return ofLine && french ? Optional.of(entry.type()) : Optional.empty();
  }
}
