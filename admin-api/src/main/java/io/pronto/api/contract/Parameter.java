package io.pronto.api.contract;

import java.util.List;
import java.util.Locale;

/**
 * A parameter of an operation.
 *
 * @param required whether it must be given
 */
public record Parameter(String name, Place in, boolean required, Schema schema) {
  /** Where it stands. */
  public enum Place {
    /** In the path: without it there is no such address. */
    PATH,
    /** In the query. */
    QUERY,
    /** In a header. */
    HEADER
  }

  /** Where its faults point to, such as {@code /query/limit}. */
  public String pointer() {
    var place = in.name().toLowerCase(Locale.ROOT);
    return '/' + place + '/' + name.replace("~", "~0").replace("/", "~1");
  }

  /** What is wrong with {@code text} as its value. */
  public List<Fault> faults(String text) {
    if (text.indexOf('\0') >= 0) {
      return List.of(new Fault(pointer(), "malformed", "Must not contain a NUL character"));
    }
    return schema.faults(schema.wantsInteger() ? integer(text) : text).stream()
        .map(fault -> fault.within(pointer()))
        .toList();
  }

  private static Object integer(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
