package io.pronto.core.fraud;

/** What one breaker has counted of late, in steps of its span. Not safe for several threads. */
final class Counter {
  private static final int KEPT = Span.STEPS + 1;

  private final Span span;
  private final long[] sums = new long[KEPT];
  private long newest = Long.MIN_VALUE;

  Counter(Span span) {
    this.span = span;
  }

  /** What was counted within the span that ends at {@code millis}. */
  long sum(long millis) {
    move(span.step(millis));
    long sum = 0;
    for (long step : sums) {
      sum += step;
    }
    return sum;
  }

  void add(long millis, long amount) {
    long step = span.step(millis);
    move(step);
    if (step > newest - KEPT) {
      sums[Math.floorMod(step, KEPT)] += amount;
    }
  }

  /** Whether nothing counts any more. */
  boolean isIdle(long millis) {
    return sum(millis) == 0;
  }

  private void move(long step) {
    if (step <= newest) {
      return;
    }
    long from = newest < step - KEPT ? step - KEPT : newest;
    for (long passed = from + 1; passed <= step; passed++) {
      sums[Math.floorMod(passed, KEPT)] = 0;
    }
    newest = step;
  }
}
