package io.pronto.core.numbering;

import static io.pronto.core.numbering.NumberType.GEOGRAPHIC;
import static io.pronto.core.numbering.NumberType.MOBILE;
import static io.pronto.core.numbering.NumberType.NON_GEOGRAPHIC;
import static io.pronto.core.numbering.NumberType.PLATFORM;
import static io.pronto.core.numbering.NumberType.PREMIUM;
import static io.pronto.core.numbering.NumberType.SHARED_COST;
import static io.pronto.core.numbering.NumberType.TOLL_FREE;
import static io.pronto.core.numbering.NumberType.UNKNOWN;
import static io.pronto.core.numbering.NumberType.VERIFIED;

import java.util.Arrays;
import java.util.Optional;

/**
 * The numbers of +33: ARCEP decision 2018-0881, amended by 2022-1583. A row for each range, the
 * wider before the narrower, laid out as a table by the first four digits after +33.
 */
final class FrenchPlan {
  private static final Optional<String> FRANCE = Optional.of("FR");
  private static final int LENGTH = "+33123456789".length();
  private static final int CODE = "+33".length();
  private static final int DIGITS = 4;
  private static final int TABLE = 10_000;

  private record Range(NumberType type, PriceClass price, String... beginnings) {}

  private static final Range NOBODY = new Range(UNKNOWN, PriceClass.UNKNOWN);

  private static final Range[] RANGES = {
    new Range(GEOGRAPHIC, PriceClass.STANDARD, "1", "2", "3", "4", "5"),
    // a geographic number of the départements overseas is of +262, +590, +594, +596 or +508
    new Range(UNKNOWN, PriceClass.UNKNOWN, "262", "263", "269", "508", "590", "594", "596"),
    new Range(MOBILE, PriceClass.MOBILE, "6", "7"),
    // machines talk to each other in fourteen digits (0700), and overseas has codes of its own
    new Range(UNKNOWN, PriceClass.UNKNOWN, "700", "639"),
    new Range(UNKNOWN, PriceClass.UNKNOWN, "690", "691", "692", "693", "694", "696", "697"),
    new Range(NON_GEOGRAPHIC, PriceClass.STANDARD, "9"),
    new Range(UNKNOWN, PriceClass.UNKNOWN, "976"),
    new Range(VERIFIED, PriceClass.STANDARD, "937", "938", "939"),
    new Range(PLATFORM, PriceClass.STANDARD, "162", "163", "270", "271", "377", "378"),
    new Range(PLATFORM, PriceClass.STANDARD, "424", "425", "568", "569", "948", "949"),
    new Range(PLATFORM, PriceClass.STANDARD, "9475", "9476", "9477", "9478", "9479"),
    new Range(TOLL_FREE, PriceClass.FREE, "800", "801", "802", "803", "804", "805"),
    new Range(SHARED_COST, PriceClass.STANDARD, "806", "807", "808", "809"),
    new Range(SHARED_COST, PriceClass.SHARED, "81", "82", "884"),
    new Range(PREMIUM, PriceClass.PREMIUM, "836", "89")
  };

  private static final Range[] BY_FIRST_FOUR = table();

  private FrenchPlan() {}

  /** What {@code number}, which begins with +33, is. */
  static NumberPlan.Entry of(E164 number) {
    var range = range(number.value());
    return new NumberPlan.Entry(number, FRANCE, range.type(), range.price());
  }

  /** Why a number of {@code type} may not be rented for {@code use}; empty when it may. */
  static Optional<RentalRefusal> refusal(NumberType type, NumberUse use) {
    return switch (use) {
      case PEOPLE -> type == PLATFORM ? Optional.of(RentalRefusal.PLATFORM_ONLY) : Optional.empty();
      case PLATFORM ->
          switch (type) {
            case GEOGRAPHIC, NON_GEOGRAPHIC, MOBILE -> Optional.of(RentalRefusal.PEOPLE_ONLY);
            default -> Optional.empty();
          };
    };
  }

  private static Range range(String number) {
    if (number.length() != LENGTH) {
      return NOBODY;
    }
    int index = 0;
    for (int i = CODE; i < CODE + DIGITS; i++) {
      index = 10 * index + number.charAt(i) - '0';
    }
    return BY_FIRST_FOUR[index];
  }

  private static Range[] table() {
    var table = new Range[TABLE];
    Arrays.fill(table, NOBODY);
    for (var range : RANGES) {
      for (var beginning : range.beginnings()) {
        int width = (int) Math.pow(10, DIGITS - beginning.length());
        int first = Integer.parseInt(beginning) * width;
        Arrays.fill(table, first, first + width, range);
      }
    }
    return table;
  }
}
