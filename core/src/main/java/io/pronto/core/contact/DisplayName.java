package io.pronto.core.contact;

import java.util.Locale;
import java.util.Set;

/**
 * A caller's name as a telephone's display may be given it: one line that ends nothing it stands
 * in, that turns no direction of writing around, and of which there is not too much.
 */
public final class DisplayName {
  /** How many characters it has at most. */
  public static final int LONGEST = 80;

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int REPLACEMENT = 0xFFFD;

  /** What networks write where they know no name. */
  private static final Set<String> NOBODY =
      Set.of(
          "anonymous",
          "anonyme",
          "not available",
          "out of area",
          "private",
          "restricted",
          "unavailable",
          "unknown",
          "unknown caller",
          "unknown name",
          "withheld");

  private DisplayName() {}

  /** Of a contact: "Name (Company)", or the one that there is. Empty where nothing is left. */
  public static String of(String name, String company) {
    var person = line(name);
    var firm = line(company);
    if (person.isEmpty() || firm.isEmpty()) {
      return cut(person + firm);
    }
    return cut(person + " (" + firm + ')');
  }

  /**
   * Of what a network calls somebody, which is believed only where it is a name: something with a
   * letter in it, that no wrong decoding has passed through. Empty for anything else.
   */
  public static String ofNetwork(String text) {
    var name = line(text);
    boolean sane =
        name.codePoints().anyMatch(Character::isLetter)
            && name.codePoints().noneMatch(c -> c == REPLACEMENT)
            && !NOBODY.contains(name.toLowerCase(Locale.ROOT));
    return sane ? cut(name) : "";
  }

  private static String line(String text) {
    var line = new StringBuilder(text.length());
    text.codePoints().map(DisplayName::shown).filter(c -> c >= 0).forEach(line::appendCodePoint);
    var name = line.toString().replaceAll(" {2,}", " ").strip();
    return name.codePoints().allMatch(DisplayName::isNothing) ? "" : name;
  }

  /** What stands for {@code c}: a space for each that parts, -1 for each that is not seen. */
  private static int shown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          ' ';
      case Character.FORMAT -> isJoiner(c) ? c : -1;
      case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> -1;
      default ->
          switch (c) {
            case '"' -> '\'';
            case '\\' -> '/';
            case '<', '>' -> -1;
            default -> c;
          };
    };
  }

  /** They shape the letters, and the signs made of several, between which they stand. */
  private static boolean isJoiner(int c) {
    return c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
  }

  private static boolean isNothing(int c) {
    return c == ' ' || isJoiner(c);
  }

  private static String cut(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST - 1)).strip() + '…';
  }
}
