package io.pronto.core;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A domain of the DNS with two labels at least, as ASCII in lower case (IDNA, RFC 3490): two that
 * look alike and are not the same differ here.
 */
public record DomainName(String ascii) {
  private static final int LONGEST = 253;
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  /** What IDNA 2003 and 2008 take for different domains: ß, ς and the joiners. */
  private static final Pattern AMBIGUOUS = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");

  /** Checks the form. */
  public DomainName {
    if (ascii.length() > LONGEST || !FORM.matcher(ascii).matches()) {
      throw new IllegalArgumentException("Not a domain: " + ascii);
    }
  }

  /**
   * Reads what somebody wrote, in whatever case and script.
   *
   * @throws IllegalArgumentException for what is no domain, or is not the same one to everybody
   */
  public static DomainName of(String text) {
    if (text.length() > LONGEST || AMBIGUOUS.matcher(text).find()) {
      throw new IllegalArgumentException("Not a domain: " + text);
    }
    return new DomainName(IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT));
  }

  /** The domain of an e-mail address; empty where there is none. */
  public static Optional<DomainName> ofEmail(String email) {
    try {
      int at = email.lastIndexOf('@');
      return at < 1 ? Optional.empty() : Optional.of(of(email.substring(at + 1)));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return ascii;
  }
}
