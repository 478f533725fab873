package io.pronto.core.numbering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The numbers of every country, by libphonenumber, which is asked once for each that is in use. */
final class WorldPlan {
  private static final int REMEMBERED = 100_000;
  private static final int LONGEST_CODE = 3;
  private static final Set<String> NO_COUNTRY = Set.of("ZZ", "001");

  /** Codes that are no country's (ITU-T E.164.1, and its list of assigned codes). */
  private static final Map<Integer, NumberType> GLOBAL =
      Map.ofEntries(
          Map.entry(800, NumberType.TOLL_FREE),
          Map.entry(808, NumberType.SHARED_COST),
          Map.entry(870, NumberType.SATELLITE),
          Map.entry(871, NumberType.SATELLITE),
          Map.entry(872, NumberType.SATELLITE),
          Map.entry(873, NumberType.SATELLITE),
          Map.entry(874, NumberType.SATELLITE),
          Map.entry(878, NumberType.PERSONAL),
          Map.entry(881, NumberType.SATELLITE),
          Map.entry(882, NumberType.SATELLITE),
          Map.entry(883, NumberType.SATELLITE),
          Map.entry(979, NumberType.PREMIUM));

  /** French platforms overseas show 09475 to 09479, after the code of their département. */
  private static final Set<Integer> OVERSEAS = Set.of(262, 590, 594, 596);

  private static final String OVERSEAS_PLATFORM = "9475";
  private static final String OVERSEAS_PLATFORM_LAST = "9479";

  private static final Cache<E164, NumberPlan.Entry> ENTRIES =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  private WorldPlan() {}

  /** What {@code number} is. */
  static NumberPlan.Entry of(E164 number) {
    return ENTRIES.get(number, WorldPlan::read);
  }

  private static NumberPlan.Entry read(E164 number) {
    var digits = number.value().substring(1);
    int code = code(digits);
    if (GLOBAL.containsKey(code)) {
      return entry(number, Optional.empty(), GLOBAL.get(code));
    }
    return code == 0
        ? entry(number, Optional.empty(), NumberType.UNKNOWN)
        : national(number, code, digits.substring(Integer.toString(code).length()));
  }

  /** The country code with which {@code digits} begin; 0 when they begin with none. */
  private static int code(String digits) {
    var codes = PhoneNumberUtil.getInstance().getSupportedCallingCodes();
    for (int length = 1; length <= LONGEST_CODE; length++) {
      int code = Integer.parseInt(digits, 0, length, 10);
      if (GLOBAL.containsKey(code) || codes.contains(code)) {
        return code;
      }
    }
    return 0;
  }

  private static NumberPlan.Entry national(E164 number, int code, String rest) {
    var plan = PhoneNumberUtil.getInstance();
    var known =
        new PhoneNumber().setCountryCode(code).setNationalNumber(Long.parseLong('0' + rest));
    int zeros = rest.length() - rest.replaceFirst("^0+", "").length();
    if (zeros > 0) {
      known.setItalianLeadingZero(true).setNumberOfLeadingZeros(zeros);
    }
    var country =
        Optional.ofNullable(plan.getRegionCodeForNumber(known))
            .or(() -> Optional.of(plan.getRegionCodeForCountryCode(code)))
            .filter(region -> !NO_COUNTRY.contains(region));
    boolean platform =
        OVERSEAS.contains(code)
            && rest.length() == 9
            && rest.compareTo(OVERSEAS_PLATFORM) >= 0
            && rest.substring(0, 4).compareTo(OVERSEAS_PLATFORM_LAST) <= 0;
    return entry(number, country, platform ? NumberType.PLATFORM : type(plan.getNumberType(known)));
  }

  private static NumberType type(PhoneNumberType type) {
    return switch (type) {
      case FIXED_LINE, FIXED_LINE_OR_MOBILE -> NumberType.GEOGRAPHIC;
      case MOBILE -> NumberType.MOBILE;
      case TOLL_FREE -> NumberType.TOLL_FREE;
      case PREMIUM_RATE -> NumberType.PREMIUM;
      case SHARED_COST -> NumberType.SHARED_COST;
      case VOIP, UAN, VOICEMAIL -> NumberType.NON_GEOGRAPHIC;
      case PERSONAL_NUMBER -> NumberType.PERSONAL;
      case PAGER -> NumberType.PAGER;
      case UNKNOWN -> NumberType.UNKNOWN;
    };
  }

  private static NumberPlan.Entry entry(E164 number, Optional<String> country, NumberType type) {
    return new NumberPlan.Entry(number, country, type, price(type));
  }

  private static PriceClass price(NumberType type) {
    return switch (type) {
      case GEOGRAPHIC, NON_GEOGRAPHIC, PLATFORM, VERIFIED -> PriceClass.STANDARD;
      case MOBILE -> PriceClass.MOBILE;
      case TOLL_FREE -> PriceClass.FREE;
      case SHARED_COST -> PriceClass.SHARED;
      case PREMIUM, PERSONAL, PAGER -> PriceClass.PREMIUM;
      case SATELLITE -> PriceClass.SATELLITE;
      case UNKNOWN -> PriceClass.UNKNOWN;
    };
  }
}
