package io.pronto.core.subject;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import io.pronto.core.numbering.E164;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whom data are about, by what is known of them. */
public sealed interface Subject {
  /**
   * Whoever has a number.
   *
   * @param country where the organisation is, ISO 3166 alpha-2: how its people write numbers
   */
  record Number(E164 number, String country) implements Subject {
    @Override
    public String value() {
      return number.value();
    }

    /** Its digits in every way in which a record may have it; the national one at home alone. */
    @Override
    public List<String> spellings() {
      var digits = number.value().substring(1);
      var all = new LinkedHashSet<>(List.of(number.value(), digits, "00" + digits));
      if (isAtHome()) {
        all.add(digitsOf(written(PhoneNumberFormat.NATIONAL)));
      }
      return List.copyOf(all);
    }

    /** The same, and as people write it with blanks, points or hyphens. */
    @Override
    public List<String> said() {
      var all = new LinkedHashSet<>(spellings());
      addWritten(PhoneNumberFormat.INTERNATIONAL, all);
      if (isAtHome()) {
        addWritten(PhoneNumberFormat.NATIONAL, all);
      }
      return List.copyOf(all);
    }

    private void addWritten(PhoneNumberFormat format, Set<String> into) {
      var written = written(format);
      into.add(written);
      for (var between : List.of(" ", ".", "-")) {
        into.add(written.replaceAll("[ .-]", between));
      }
    }

    private boolean isAtHome() {
      return number.country().filter(country::equals).isPresent();
    }

    private String written(PhoneNumberFormat format) {
      var plan = PhoneNumberUtil.getInstance();
      try {
        return plan.format(plan.parse(number.value(), country), format);
      } catch (NumberParseException e) {
        return number.value();
      }
    }

    private static String digitsOf(String text) {
      return text.replaceAll("[^0-9]", "");
    }
  }

  /**
   * Whoever has an address.
   *
   * @param value in lower case
   */
  record Email(String value) implements Subject {
    @Override
    public List<String> spellings() {
      return List.of(value);
    }

    @Override
    public List<String> said() {
      return List.of(value);
    }
  }

  /** In the one form in which it is kept: E.164, or an address in lower case. */
  String value();

  /** In every form in which records may have it. */
  List<String> spellings();

  /** In every form in which a text may have it. */
  List<String> said();

  /** The addresses among {@link #spellings}. */
  default Set<String> emails() {
    return this instanceof Email(var value) ? Set.of(value) : Set.of();
  }

  /**
   * Reads what somebody wrote.
   *
   * @param country where the organisation is, ISO 3166 alpha-2: for numbers that begin with 0
   * @throws NotASubject for half a number, and for what is neither
   */
  static Subject read(String text, String country) {
    var plain = text.strip();
    if (plain.contains("@")) {
      try {
        return new Email(new EmailAddress(plain).value().toLowerCase(Locale.ROOT));
      } catch (InvalidEmail e) {
        throw new NotASubject("malformed", e.getMessage());
      }
    }
    if (!plain.matches("\\+?[0-9(][0-9 ()./-]*")) {
      throw new NotASubject("malformed", "Must be a telephone number or an e-mail address");
    }
    return new Number(
        E164.dialled(plain, country)
            .orElseThrow(
                () ->
                    new NotASubject(
                        "half_number",
                        "Must be a whole number, such as +33612345678, or as it is dialled in "
                            + country)),
        country);
  }
}
