package io.pronto.core.fraud;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a breaker counts, of which calls, for whom together and over how long. That is its name:
 * {@code user_spending_premium_hour}.
 */
public record RuleName(Subject subject, Measure measure, Coverage coverage, Span span) {
  private static final List<RuleName> ALL =
      Stream.of(Subject.values())
          .flatMap(
              subject ->
                  Stream.of(Measure.values())
                      .flatMap(
                          measure ->
                              Stream.of(Coverage.values())
                                  .flatMap(
                                      coverage ->
                                          Stream.of(Span.values())
                                              .filter(span -> fits(measure, span))
                                              .map(
                                                  span ->
                                                      new RuleName(
                                                          subject, measure, coverage, span)))))
          .toList();

  /** All that there can be. */
  public static List<RuleName> all() {
    return ALL;
  }

  /** Reads {@link #code}; empty for anything else. */
  public static Optional<RuleName> of(String code) {
    return ALL.stream().filter(name -> name.code().equals(code)).findAny();
  }

  /** As JSON and SQL have it. */
  public String code() {
    return subject.code() + '_' + measure.code() + '_' + coverage.code() + '_' + span.code();
  }

  /** Only what is up at once is counted at one moment. */
  private static boolean fits(Measure measure, Span span) {
    return measure == Measure.CONCURRENT == (span == Span.NOW);
  }
}
