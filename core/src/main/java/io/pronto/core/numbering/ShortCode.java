package io.pronto.core.numbering;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.ShortNumberInfo;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A number that is dialled as it is within one country, and from nowhere else.
 *
 * @param country ISO 3166 alpha-2
 */
public record ShortCode(String digits, String country, Kind kind, PriceClass priceClass) {
  private static final Pattern SHAPE = Pattern.compile("[0-9]{2,6}");

  /** What it is for. */
  public enum Kind {
    /** Calls for help. */
    EMERGENCY,
    /** Of social value, such as a helpline: in the European Union 116. */
    SOCIAL,
    /** Directory enquiries: in France 118. */
    DIRECTORY,
    /** The operators' own services: in France 10. */
    OPERATOR,
    /** Any other service: in France 3. */
    SERVICE;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What {@code digits} are in {@code country}, ISO 3166 alpha-2; empty when no short code. */
  public static Optional<ShortCode> of(String digits, String country) {
    if (!SHAPE.matcher(digits).matches()) {
      return Optional.empty();
    }
    if (EmergencyNumbers.has(digits, country)) {
      return Optional.of(new ShortCode(digits, country, Kind.EMERGENCY, PriceClass.FREE));
    }
    return "FR".equals(country) ? french(digits) : abroad(digits, country);
  }

  /** ARCEP decision 2018-0881: 10XY, 116XYZ, 118XYZ, 3BPQ; 30 and 31 are free. */
  private static Optional<ShortCode> french(String digits) {
    if (digits.matches("118\\d{3}")) {
      return Optional.of(new ShortCode(digits, "FR", Kind.DIRECTORY, PriceClass.PREMIUM));
    }
    if (digits.matches("116\\d{3}")) {
      return Optional.of(new ShortCode(digits, "FR", Kind.SOCIAL, PriceClass.FREE));
    }
    if (digits.matches("10\\d\\d")) {
      return Optional.of(new ShortCode(digits, "FR", Kind.OPERATOR, PriceClass.STANDARD));
    }
    if (digits.matches("3\\d{3}")) {
      return Optional.of(
          new ShortCode(
              digits,
              "FR",
              Kind.SERVICE,
              digits.charAt(1) <= '1' ? PriceClass.FREE : PriceClass.SHARED));
    }
    return Optional.empty();
  }

  private static Optional<ShortCode> abroad(String digits, String country) {
    var codes = ShortNumberInfo.getInstance();
    try {
      var number = PhoneNumberUtil.getInstance().parse(digits, country);
      if (!codes.isValidShortNumberForRegion(number, country)) {
        return Optional.empty();
      }
      var price =
          switch (codes.getExpectedCostForRegion(number, country)) {
            case TOLL_FREE -> PriceClass.FREE;
            case STANDARD_RATE -> PriceClass.STANDARD;
            case PREMIUM_RATE -> PriceClass.PREMIUM;
            case UNKNOWN_COST -> PriceClass.UNKNOWN;
          };
      var kind = digits.matches("116\\d{3}") ? Kind.SOCIAL : Kind.SERVICE;
      return Optional.of(new ShortCode(digits, country, kind, price));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
