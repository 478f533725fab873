package io.pronto.core.fraud;

import io.pronto.core.organisation.OrganisationId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must be known of an organisation to judge its calls.
 *
 * @param country its own, ISO 3166 alpha-2
 * @param rules those that act, each within its ceiling
 * @param own where it lets calls go
 * @param ceiling where the operator lets them go
 * @param tripped breakers that have tripped and are not released, each with its end, or {@link
 *     Instant#MAX}
 * @param epochs which alarm of breakers that are kin was released last, of late: what was counted
 *     before does not count any more
 * @param countries those that it has called
 */
record FraudFacts(
    OrganisationId organisation,
    String country,
    List<ActingRule> rules,
    DestinationRules own,
    DestinationRules ceiling,
    Map<Breaker, Instant> tripped,
    Map<Breaker.Kin, String> epochs,
    Map<String, KnownCountry> countries) {
  /** Copies the collections. */
  FraudFacts {
    rules = List.copyOf(rules);
    tripped = Map.copyOf(tripped);
    epochs = Map.copyOf(epochs);
    countries = Map.copyOf(countries);
  }

  /** The defaults, for when nothing else can be known. */
  static FraudFacts usual(OrganisationId organisation, String country) {
    return new FraudFacts(
        organisation,
        country,
        acting(Map.of(), 0),
        DestinationRules.NONE,
        DestinationRules.NONE,
        Map.of(),
        Map.of(),
        Map.of());
  }

  /** The rules that act, where those of {@code decided} are as decided and all others usual. */
  static List<ActingRule> acting(Map<RuleName, FraudRule> decided, long users) {
    return RuleName.all().stream()
        .map(
            name ->
                Optional.ofNullable(decided.get(name))
                    .orElseGet(() -> DefaultRules.of(name, users))
                    .withinCeiling())
        .filter(FraudRule::enabled)
        .map(ActingRule::of)
        .toList();
  }

  /** The same with other rules and nothing tripped: as it might have been. */
  FraudFacts supposing(List<ActingRule> others) {
    return new FraudFacts(
        organisation, country, others, own, ceiling, Map.of(), Map.of(), countries);
  }

  /** Whether calls to {@code code} are nothing new at {@code at}. */
  boolean knows(String code, Instant at) {
    var known = countries.get(code);
    return code.equals(country) || known != null && known.holds(at);
  }

  /** Whether {@code attempt} may go where it goes. */
  boolean allow(Attempt attempt) {
    boolean home = attempt.country().equals(country);
    return ceilingAllows(attempt)
        && own.allow(
            attempt.number(),
            attempt.country(),
            attempt.type(),
            DestinationRules.usually(attempt.type(), home));
  }

  /** Whether the operator lets {@code attempt} go there, whatever the organisation decides. */
  boolean ceilingAllows(Attempt attempt) {
    return ceiling.allow(attempt.number(), attempt.country(), attempt.type(), true);
  }

  /** The first of {@code counts} whose breaker has tripped and is not released. */
  Optional<Count> tripped(List<Count> counts, Instant at) {
    return tripped.isEmpty()
        ? Optional.empty()
        : counts.stream().filter(count -> isTripped(count.breaker(), at)).findFirst();
  }

  boolean isTripped(Breaker breaker, Instant at) {
    if (tripped.isEmpty()) {
      return false;
    }
    var end = tripped.get(breaker);
    return end != null && end.isAfter(at);
  }

  /** What counts together with what; anew after each release. */
  String epoch(Breaker breaker) {
    return epochs.isEmpty() ? "" : epochs.getOrDefault(breaker.kin(), "");
  }
}
