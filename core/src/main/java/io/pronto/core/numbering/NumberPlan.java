package io.pronto.core.numbering;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.Optional;

/**
 * What the world's numbering plans say of a number: France from ARCEP's decision 2018-0881 as
 * amended by 2022-1583, every other country from libphonenumber. Asked while calls ring: an answer
 * is read from a table or remembered, and takes a few microseconds at the worst.
 */
public final class NumberPlan {
  private static final String FRANCE = "+33";

  private NumberPlan() {}

  /**
   * What a number is.
   *
   * @param country ISO 3166 alpha-2; empty for numbers of no country, such as a satellite's
   */
  public record Entry(
      E164 number, Optional<String> country, NumberType type, PriceClass priceClass) {
    /**
     * Why it may not be rented for {@code use}; empty when it may.
     *
     * <p>French mobile numbers are for people, platforms show the numbers reserved for them or
     * verified ones, and those reserved for them are for nobody else (ARCEP decision 2022-1583).
     */
    public Optional<RentalRefusal> refusal(NumberUse use) {
      if (!type.rentable()) {
        return Optional.of(RentalRefusal.NOT_RENTABLE);
      }
      return country.filter("FR"::equals).flatMap(_ -> FrenchPlan.refusal(type, use));
    }

    /** Whether the plan knows it as a number that can be somebody's. */
    public boolean assigned() {
      return type != NumberType.UNKNOWN;
    }
  }

  /** What {@code number} is; {@link NumberType#UNKNOWN} where its plan has no such range. */
  public static Entry of(E164 number) {
    return number.value().startsWith(FRANCE) ? FrenchPlan.of(number) : WorldPlan.of(number);
  }

  /**
   * Whether {@code number} has as many digits as a number of its country can have. One that has not
   * exists nowhere.
   */
  public static boolean possible(E164 number) {
    var plan = PhoneNumberUtil.getInstance();
    return parsed(number).map(plan::isPossibleNumber).orElse(false);
  }

  /** The digits by which {@code number} is dialled within its own country, such as 0123456789. */
  public static String dialled(E164 number) {
    return format(number, PhoneNumberFormat.NATIONAL).replaceAll("\\D", "");
  }

  /**
   * As people in {@code country} write {@code number}: 01 23 45 67 89 at home, +33 1 23 45 67 89
   * elsewhere.
   *
   * @param country ISO 3166 alpha-2
   */
  public static String shown(E164 number, String country) {
    boolean home = of(number).country().filter(country::equals).isPresent();
    return format(number, home ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
  }

  private static String format(E164 number, PhoneNumberFormat how) {
    return parsed(number)
        .map(known -> PhoneNumberUtil.getInstance().format(known, how))
        .orElse(number.value());
  }

  private static Optional<Phonenumber.PhoneNumber> parsed(E164 number) {
    try {
      return Optional.of(PhoneNumberUtil.getInstance().parse(number.value(), null));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
