package io.pronto.core.fraud;

import java.util.Locale;

/** What a breaker counts. */
public enum Measure {
  /** What the calls cost, in euros: each minute is counted before it is talked. */
  SPENDING,
  /** How many calls were attempted. */
  ATTEMPTS,
  /** How many minutes were talked, each counted when it begins. */
  MINUTES,
  /** How many calls are up at once; its span is {@link Span#NOW}. */
  CONCURRENT,
  /** How many attempts found nobody who has such a number: what a scan looks like. */
  FAILURES;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it goes on growing while a call is up. */
  boolean growsWithTime() {
    return this == SPENDING || this == MINUTES;
  }
}
