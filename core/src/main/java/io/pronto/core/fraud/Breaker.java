package io.pronto.core.fraud;

/**
 * One breaker: a rule as it acts on one user, country or range, or on the organisation.
 *
 * @param subject whose calls, or calls to where; empty for the organisation's
 */
record Breaker(RuleName rule, String subject) {
  /**
   * What is released together: whoever lets the calls of a user to premium numbers pass again does
   * not mean those counted in euros and not those counted by number.
   */
  record Kin(Subject kind, String subject, Coverage coverage) {}

  /** Its kin. */
  Kin kin() {
    return new Kin(rule.subject(), subject, rule.coverage());
  }
}
