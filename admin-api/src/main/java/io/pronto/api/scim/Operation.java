package io.pronto.api.scim;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A change of an attribute.
 *
 * @param named whether the attribute was named as the path of an operation
 * @param value null where none is given
 */
record Operation(Kind kind, AttributePath path, boolean named, Object value) {
  private static final int MOST = 1_000;

  /** What is done. */
  enum Kind {
    /** The value takes the place of what there is. */
    REPLACE,
    /** What there is stays beside it, where there may be several. */
    ADD,
    /** It is taken away. */
    REMOVE
  }

  /**
   * Those that {@code body} asks for (RFC 7644, section 3.5.2), the names of {@code op} in whatever
   * case; one without a path is one for each attribute of its value. Throws {@link Unreadable}.
   */
  static List<Operation> patch(JsonObject body) {
    var asked =
        Values.member(body, "operations")
            .map(value -> Values.objects("Operations", value))
            .filter(list -> !list.isEmpty())
            .orElseThrow(() -> Refusal.invalidSyntax("Operations are missing"));
    if (asked.size() > MOST) {
      throw Refusal.tooMany("operations", MOST);
    }
    return asked.stream().flatMap(each -> read(each).stream()).toList();
  }

  /** Those that make a resource be as {@code body} says. Throws {@link Unreadable}. */
  static List<Operation> all(JsonObject body) {
    return each(Kind.REPLACE, body);
  }

  private static List<Operation> read(JsonObject asked) {
    var kind = kind(Values.member(asked, "op").orElse(""));
    var path = Values.member(asked, "path");
    var value = Values.member(asked, "value").orElse(null);
    if (path.isPresent()) {
      return List.of(new Operation(kind, AttributePath.of(path.get().toString()), true, value));
    }
    if (kind == Kind.REMOVE) {
      throw Refusal.noTarget("What to remove is not said: there is no path");
    }
    return each(kind, Values.object("value", value));
  }

  private static Kind kind(Object op) {
    try {
      return Kind.valueOf(op.toString().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalidSyntax("op must be add, replace or remove");
    }
  }

  private static List<Operation> each(Kind kind, JsonObject values) {
    var operations = new ArrayList<Operation>();
    values.forEach(
        entry ->
            operations.add(
                new Operation(kind, AttributePath.of(entry.getKey()), false, entry.getValue())));
    return operations;
  }
}
