package io.pronto.core.rules;

import java.time.Instant;
import java.util.List;

/**
 * What a number does with its calls from some moment on: its versions change by the clock, whether
 * or not anybody does something at that moment.
 *
 * @param versions in the order in which they begin; of two that begin together the last one counts
 */
public record RulesOverTime(List<Since> versions) {
  /** Copies the list. */
  public RulesOverTime {
    versions = List.copyOf(versions);
  }

  /** What holds from a moment on. */
  public record Since(Instant from, NumberRules rules) {}

  /** What is in force at {@code at}. */
  public NumberRules at(Instant at) {
    for (var version : versions.reversed()) {
      if (!version.from().isAfter(at)) {
        return version.rules();
      }
    }
    return NumberRules.NONE;
  }

  /** The same with no hand on any switch. */
  public RulesOverTime withoutOverrides() {
    return new RulesOverTime(
        versions.stream()
            .map(version -> new Since(version.from(), version.rules().withoutOverride()))
            .toList());
  }
}
