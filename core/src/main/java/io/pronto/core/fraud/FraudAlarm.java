package io.pronto.core.fraud;

import io.pronto.core.organisation.OrganisationId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A breaker that has tripped, and the call that was one too many.
 *
 * @param id {@code alm_} and a ULID
 * @param rule the rule's name
 * @param subject whose calls, or calls to where; empty for the organisation's
 * @param limit what was the most then: euros, or a number
 * @param atCeiling whether it was the operator's ceiling: then only the operator releases it
 * @param call the call's id; it was not made, or was ended
 * @param number the number that it was to
 * @param country where that is, ISO 3166 alpha-2 or the code of a network
 * @param endsAt when it ends by itself; empty where it must be released
 * @param releasedAt when somebody released it, or it was found to have ended
 * @param releasedBy who did; empty where it ended by itself
 */
public record FraudAlarm(
    String id,
    OrganisationId organisation,
    String rule,
    String subject,
    BigDecimal limit,
    boolean atCeiling,
    String call,
    Optional<String> userId,
    String number,
    String country,
    Instant trippedAt,
    Optional<Instant> endsAt,
    Optional<Instant> releasedAt,
    Optional<String> releasedBy) {
  /** Whether calls are refused for it at {@code now}. */
  public boolean isOpen(Instant now) {
    return releasedAt.isEmpty() && endsAt.filter(end -> !end.isAfter(now)).isEmpty();
  }
}
