package io.pronto.core.fraud;

/**
 * A rule that acts, ready for counting.
 *
 * @param limit in millionths of a euro, call, minute or failure
 */
record ActingRule(FraudRule rule, long limit) {
  static ActingRule of(FraudRule rule) {
    return new ActingRule(rule, CallPrice.micros(rule.limit()));
  }

  RuleName name() {
    return rule.name();
  }
}
