package io.pronto.core.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One rule that was asked on a call's way, and what it said.
 *
 * @param id of what holds the rule: a schedule, a user, a number; empty where nothing does
 * @param input what it was asked about, by name
 */
public record Step(Finding finding, Optional<String> id, Map<String, String> input) {
  /** Copies the map, in its order. */
  public Step {
    input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
  }

  /** The same without what is known by {@code names}. */
  public Step without(String... names) {
    var less = new LinkedHashMap<>(input);
    for (var name : names) {
      less.remove(name);
    }
    return new Step(finding, id, less);
  }

  /** A step about {@code input}: names and values in turn. */
  public static Step of(Finding finding, Optional<String> id, String... input) {
    var named = new LinkedHashMap<String, String>();
    for (int i = 0; i < input.length; i += 2) {
      named.put(input[i], input[i + 1]);
    }
    return new Step(finding, id, named);
  }
}
