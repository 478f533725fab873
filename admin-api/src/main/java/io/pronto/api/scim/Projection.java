package io.pronto.api.scim;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which attributes are answered (RFC 7644, section 3.9).
 *
 * @param only those, if any are named
 * @param but all but those
 */
record Projection(List<AttributePath> only, List<AttributePath> but) {
  private static final Set<String> ALWAYS = Set.of("id", "schemas");

  /** Reads both parameters, attributes parted by commas. */
  static Projection of(Optional<String> attributes, Optional<String> excluded) {
    return new Projection(paths("attributes", attributes), paths("excludedAttributes", excluded));
  }

  /** Whether {@code attribute}, in lower case, is answered, or a part of it. */
  boolean has(String attribute) {
    boolean asked =
        only.isEmpty() || only.stream().anyMatch(path -> path.attribute().equals(attribute));
    return asked
        && but.stream()
            .noneMatch(path -> path.attribute().equals(attribute) && path.sub().isEmpty());
  }

  /** What is answered of {@code resource}. */
  JsonObject of(JsonObject resource) {
    var answer = new JsonObject();
    for (var entry : resource) {
      var name = entry.getKey().toLowerCase(Locale.ROOT);
      if (ALWAYS.contains(name)) {
        answer.put(entry.getKey(), entry.getValue());
      } else if (has(name)) {
        answer.put(entry.getKey(), parts(name, entry.getValue()));
      }
    }
    return answer;
  }

  private Object parts(String name, Object value) {
    return switch (value) {
      case JsonObject object -> {
        var kept = new JsonObject();
        for (var entry : object) {
          if (hasPart(name, entry.getKey().toLowerCase(Locale.ROOT))) {
            kept.put(entry.getKey(), entry.getValue());
          }
        }
        yield kept;
      }
      case JsonArray array -> new JsonArray(array.stream().map(each -> parts(name, each)).toList());
      case null, default -> value;
    };
  }

  private boolean hasPart(String name, String part) {
    var asked = only.stream().filter(path -> path.attribute().equals(name)).toList();
    boolean kept =
        asked.isEmpty() || asked.stream().anyMatch(p -> p.sub().isEmpty() || p.sub().equals(part));
    return kept && but.stream().noneMatch(p -> p.attribute().equals(name) && p.sub().equals(part));
  }

  private static List<AttributePath> paths(String parameter, Optional<String> list) {
    try {
      return list.stream()
          .flatMap(text -> Arrays.stream(text.split(",")))
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .map(AttributePath::of)
          .toList();
    } catch (Unreadable unreadable) {
      throw Refusal.invalidValue(parameter, unreadable.getMessage());
    }
  }
}
