package io.pronto.core.carrier;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import io.pronto.core.numbering.E164;
import java.util.Optional;

/**
 * How a number is written for a carrier, or by it.
 *
 * @param prefix stands before it: {@code 00}, or a technical prefix that the carrier has given;
 *     empty for none
 */
public record NumberForm(NumberStyle style, String prefix) {
  /** With the plus and without a prefix. */
  public static final NumberForm INTERNATIONAL = new NumberForm(NumberStyle.E164, "");

  /** {@code number} so written; {@code country} is whose national form is meant. */
  public String write(E164 number, String country) {
    var text =
        switch (style) {
          case E164 -> number.value();
          case DIGITS -> number.value().substring(1);
          case NATIONAL -> national(number, country);
        };
    return prefix + text;
  }

  /**
   * Reads what is so written. A number with its plus is read whatever was agreed on, and one
   * without the prefix is read as well: carriers change their ways for some of their numbers.
   */
  public Optional<E164> read(String text, String country) {
    var bare =
        !prefix.isEmpty() && text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    var clean = bare.replaceAll("[ ().-]", "");
    if (clean.startsWith("+")) {
      return E164.of(clean);
    }
    return switch (style) {
      case E164, DIGITS -> E164.of('+' + clean);
      case NATIONAL -> E164.dialled(clean, country);
    };
  }

  private static String national(E164 number, String country) {
    var plan = PhoneNumberUtil.getInstance();
    try {
      var parsed = plan.parse(number.value(), null);
      var text =
          parsed.getCountryCode() == plan.getCountryCodeForRegion(country)
              ? plan.format(parsed, PhoneNumberFormat.NATIONAL)
              : plan.formatOutOfCountryCallingNumber(parsed, country);
      return text.replaceAll("[^0-9]", "");
    } catch (NumberParseException e) {
      throw new IllegalStateException("E.164 does not parse: " + number.masked(), e);
    }
  }
}
