package io.pronto.core.fraud;

/**
 * One breaker: a rule as it acts on one user, country or range, or on the organisation.
 *
 * @param subject whose calls, or calls to where; empty for the organisation's
 */
record Breaker(RuleName rule, String subject) {}
