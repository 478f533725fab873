package io.pronto.core.people;

import static java.lang.Character.UnicodeScript.BOPOMOFO;
import static java.lang.Character.UnicodeScript.COMMON;
import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.HANGUL;
import static java.lang.Character.UnicodeScript.HIRAGANA;
import static java.lang.Character.UnicodeScript.INHERITED;
import static java.lang.Character.UnicodeScript.KATAKANA;
import static java.lang.Character.UnicodeScript.LATIN;

import java.lang.Character.UnicodeScript;
import java.net.IDN;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An e-mail address in the one form in which an account can have it, so that two that look alike
 * are the same or are refused.
 *
 * <p>The part before {@code @} is a dot-atom of ASCII (RFC 5322, section 3.2.3) of at most 64
 * characters: what SMTPUTF8 (RFC 6531) allows beyond that has look-alikes without end, and hardly a
 * provider offers it. The domain may be written in any script; it is kept as DNS has it: lower
 * case, in A-labels (RFC 5891). All its letters, the top level's too, must be of one script, or of
 * Latin with those of one East Asian language (UTS #39, section 5.2, highly restrictive): a
 * Cyrillic word under {@code .com} is refused. The whole has at most 254 characters (RFC 5321,
 * section 4.5.3.1.3).
 *
 * @param value {@code Ada@xn--bcher-kva.example}
 */
public record EmailAddress(String value) {
  private static final int LONGEST = 254;
  private static final int LONGEST_LOCAL = 64;
  private static final Pattern DOT_ATOM =
      Pattern.compile("[\\w!#$%&'*+/=?^`{|}~-]++(\\.[\\w!#$%&'*+/=?^`{|}~-]++)*+");

  /** Which IDNA 2003 and 2008 read as different names: ß, ς, and joiners. */
  private static final Pattern AMBIGUOUS = Pattern.compile("[ßẞς\u200c\u200d]");

  /**
   * What is neither letter, digit, mark nor hyphen, and the letters and marks that show nothing.
   */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[^\\p{L}\\p{N}\\p{M}-]|[\u034f\u115f\u1160\u17b4\u17b5\ufe00-\ufe0f\\x{e0100}-\\x{e01ef}]");

  private static final String A_LABEL = "xn--";

  private static final List<Set<UnicodeScript>> TOGETHER =
      List.of(
          EnumSet.of(LATIN, HAN, HIRAGANA, KATAKANA),
          EnumSet.of(LATIN, HAN, BOPOMOFO),
          EnumSet.of(LATIN, HAN, HANGUL));

  /**
   * Reads an address as people write it.
   *
   * @throws InvalidEmail for anything else
   */
  public EmailAddress {
    value = normal(value.strip());
  }

  /**
   * The form in which an account of the address {@code text} is found; {@code text} itself when it
   * is none, which nobody has.
   */
  public static String sought(String text) {
    try {
      return new EmailAddress(text).value();
    } catch (InvalidEmail none) {
      return text;
    }
  }

  private static String normal(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1) {
      throw new InvalidEmail("malformed", "Must be an e-mail address, such as ada@example.com");
    }
    var local = local(text.substring(0, at));
    var address = local + '@' + domain(text.substring(at + 1));
    if (address.length() > LONGEST) {
      throw new InvalidEmail("too_long", "Must have at most " + LONGEST + " characters");
    }
    return address;
  }

  private static String local(String local) {
    if (local.length() > LONGEST_LOCAL) {
      throw new InvalidEmail(
          "too_long", "Must have at most " + LONGEST_LOCAL + " characters before the @");
    }
    if (local.chars().anyMatch(c -> c > '~')) {
      throw new InvalidEmail(
          "not_ascii", "Must have no letters but a to z before the @: others look like them");
    }
    if (!DOT_ATOM.matcher(local).matches()) {
      throw new InvalidEmail("malformed", "Must have letters, digits and dots before the @");
    }
    return local;
  }

  private static String domain(String domain) {
    if (AMBIGUOUS.matcher(domain).find()) {
      throw new InvalidEmail(
          "ambiguous_domain",
          "Is read as two different domains by old and new programs: write it as xn--…");
    }
    var ascii = ascii(domain);
    var shown =
        Stream.of(ascii.split("\\.")).map(EmailAddress::shown).collect(Collectors.joining("."));
    if (!isOneScript(shown)) {
      throw new InvalidEmail(
          "mixed_scripts",
          "Has letters of several scripts in its domain, which look alike: check who wrote it");
    }
    return ascii;
  }

  /** Compatible forms of letters, such as full-width ones, become the usual ones (RFC 3491). */
  private static String ascii(String domain) {
    try {
      var ascii =
          IDN.toASCII(folded(domain), IDN.USE_STD3_ASCII_RULES | IDN.ALLOW_UNASSIGNED)
              .toLowerCase(Locale.ROOT);
      if (!ascii.isEmpty() && !ascii.endsWith(".")) {
        return ascii;
      }
    } catch (IllegalArgumentException e) {
      throw noDomain();
    }
    throw noDomain();
  }

  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  /** A label as people are shown it. One that encodes what need not be encoded is none. */
  private static String shown(String label) {
    if (!label.startsWith(A_LABEL)) {
      return label;
    }
    try {
      var shown = Punycode.decode(label.substring(A_LABEL.length()));
      boolean ascii = shown.chars().allMatch(c -> c < 0x80);
      if (!ascii && folded(shown).equals(shown) && !INVISIBLE.matcher(shown).find()) {
        return shown;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw noDomain();
    }
    throw noDomain();
  }

  private static InvalidEmail noDomain() {
    return new InvalidEmail("malformed", "Must have a domain after the @, such as example.com");
  }

  private static boolean isOneScript(String domain) {
    var scripts = EnumSet.noneOf(UnicodeScript.class);
    domain.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
    scripts.removeAll(EnumSet.of(COMMON, INHERITED));
    return scripts.size() <= 1 || TOGETHER.stream().anyMatch(set -> set.containsAll(scripts));
  }

  @Override
  public String toString() {
    return value;
  }
}
