package io.pronto.sip.leg;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One part of a body that has several (RFC 2046, section 5.1.1), as phones send that say where they
 * stand beside their offer (RFC 6442).
 *
 * @param type as its Content-Type has it, without parameters, in lower case; RFC 2046, section 5.2,
 *     says what it is where there is none
 */
record BodyPart(String type, String content) {
  private static final String LINE = "\r\n";
  private static final Pattern END = Pattern.compile("(--)?[ \\t]*(\\r\\n|$)");
  private static final String CONTENT_TYPE = "content-type:";

  /** The first part of {@code body} that is of {@code type}, and complete. */
  static Optional<BodyPart> find(String body, String boundary, String type) {
    var text = LINE + body;
    var mark = LINE + "--" + boundary;
    int begin = next(text, mark, 0);
    while (begin >= 0) {
      int end = next(text, mark, begin + mark.length());
      if (end < 0) {
        return Optional.empty();
      }
      var part = of(text.substring(begin + mark.length(), end));
      if (part.filter(found -> found.type().equals(type)).isPresent()) {
        return part;
      }
      begin = end;
    }
    return Optional.empty();
  }

  /** Where a mark stands that ends with its line, and is not the beginning of a longer one. */
  private static int next(String text, String mark, int from) {
    int found = text.indexOf(mark, from);
    while (found >= 0
        && !END.matcher(text).region(found + mark.length(), text.length()).lookingAt()) {
      found = text.indexOf(mark, found + mark.length());
    }
    return found;
  }

  /** What stands between two marks: the rest of the first one's line, headers, a blank line. */
  private static Optional<BodyPart> of(String text) {
    int blank = text.indexOf(LINE + LINE);
    if (blank < 0) {
      return Optional.empty();
    }
    var type =
        text.substring(0, blank)
            .lines()
            .filter(line -> line.regionMatches(true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length()))
            .map(line -> line.substring(CONTENT_TYPE.length()).replaceAll(";.*", "").strip())
            .findFirst()
            .orElse("text/plain");
    var content = text.substring(blank + 2 * LINE.length());
    return Optional.of(new BodyPart(type.toLowerCase(Locale.ROOT), content));
  }
}
