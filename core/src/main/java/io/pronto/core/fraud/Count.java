package io.pronto.core.fraud;

/**
 * What a call adds to one breaker.
 *
 * @param epoch which counting it belongs to
 * @param amount what is added, in millionths of a euro or of a call, minute or failure
 * @param probe what must still fit under the limit for the call to be let through
 * @param limit in millionths
 */
record Count(FraudRule rule, Breaker breaker, String epoch, long amount, long probe, long limit) {
  /** One, in millionths. */
  static final long ONE = 1_000_000;

  /** What it adds when the call is let out. */
  static Count atAdmission(ActingRule rule, Breaker breaker, String epoch, CallPrice price) {
    long amount =
        switch (rule.name().measure()) {
          case SPENDING -> price.micros(1);
          case ATTEMPTS, MINUTES, CONCURRENT -> ONE;
          case FAILURES -> 0;
        };
    long probe = rule.name().measure() == Measure.FAILURES ? ONE : amount;
    return new Count(rule.rule(), breaker, epoch, amount, probe, rule.limit());
  }

  Measure measure() {
    return rule.name().measure();
  }

  Span span() {
    return rule.name().span();
  }

  /** The same with another amount, which must fit. */
  Count of(long other) {
    return new Count(rule, breaker, epoch, other, other, limit);
  }
}
