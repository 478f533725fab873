package io.pronto.core.fraud;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A breaker: where more than the limit is counted, calls that it covers are refused.
 *
 * @param limit the most that is let through: euros, or a number
 * @param enabled whether it acts
 * @param cutsCalls whether those of its calls that are up are ended when it trips
 * @param ceiling the highest limit that the operator lets the organisation choose; with one it
 *     cannot be disabled
 * @param chosen whether the organisation has decided something of it, and not only the defaults
 */
public record FraudRule(
    RuleName name,
    BigDecimal limit,
    boolean enabled,
    boolean cutsCalls,
    Optional<BigDecimal> ceiling,
    boolean chosen) {
  /** What acts in the end: within the ceiling. */
  public FraudRule withinCeiling() {
    return ceiling
        .map(
            most ->
                new FraudRule(
                    name, enabled ? limit.min(most) : most, true, cutsCalls, ceiling, chosen))
        .orElse(this);
  }

  /** Whether it is the operator's ceiling that limits: then only the operator releases it. */
  public boolean isAtCeiling() {
    return ceiling.filter(most -> limit.compareTo(most) >= 0).isPresent();
  }
}
