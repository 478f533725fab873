package io.pronto.api.contract;

import java.util.List;

/**
 * A parameter of an operation.
 *
 * @param in {@code path} or {@code query}
 */
public record Parameter(String name, String in, boolean required, Schema schema) {
  /** Whether it is part of the path. */
  public boolean inPath() {
    return in.equals("path");
  }

  /** What is wrong with {@code text} as its value. */
  public List<Fault> faults(String text) {
    var pointer = '/' + in + '/' + name.replace("~", "~0").replace("/", "~1");
    if (text.indexOf('\0') >= 0) {
      return List.of(new Fault(pointer, "malformed", "Must not contain a NUL character"));
    }
    return schema.faults(schema.wantsInteger() ? integer(text) : text).stream()
        .map(fault -> fault.within(pointer))
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
