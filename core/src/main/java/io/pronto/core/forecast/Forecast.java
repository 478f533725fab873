package io.pronto.core.forecast;

import io.pronto.core.call.HangupCause;
import io.pronto.core.credit.Credit;
import io.pronto.core.fraud.Coverage;
import io.pronto.core.fraud.FraudForecast;
import io.pronto.core.fraud.FraudForecast.Judgement;
import io.pronto.core.fraud.FraudForecast.Prospect;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Route;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether a simulated call that leads outside would be let out: what real ones are asked
 * between their route and the first leg that leaves, in the same order, as things are now. Nothing
 * is counted, leased or written.
 */
public final class Forecast {
  private final FraudForecast fraud;
  private final Credit credit;

  /** Asks {@code fraud} first, then {@code credit}. */
  public Forecast(FraudForecast fraud, Credit credit) {
    this.fraud = fraud;
    this.credit = credit;
  }

  /**
   * The same route with what was found about its way out; refused where the call would be. One that
   * stays inside, or is for help, is asked nothing.
   *
   * @param userId who calls; empty for nobody of the organisation
   * @param country the organisation's, ISO 3166 alpha-2
   */
  public Route of(Route route, Optional<String> userId, String country) {
    return route.destination() instanceof Destination.Outside outside
            && !outside.emergency()
            && route.organisation().isPresent()
        ? asked(route, route.organisation().get(), userId, outside.number(), country)
        : route;
  }

  private Route asked(
      Route route,
      OrganisationId organisation,
      Optional<String> userId,
      String number,
      String country) {
    var trace = new ArrayList<>(route.trace());
    var prospect = fraud.of(organisation, userId, number);
    var refusal = judged(trace, number, prospect);
    if (refusal.isEmpty()) {
      refusal = paid(trace, number, credit.foresee(organisation, number, country));
    }
    return new Route(
        route.organisation(),
        route.direction(),
        route.dialled(),
        route.recordedFor(),
        refusal.<Destination>map(Destination.Reject::new).orElse(route.destination()),
        route.diversions(),
        trace,
        route.excluded());
  }

  private static Optional<HangupCause> judged(List<Step> trace, String number, Prospect prospect) {
    var where =
        input("number", number, "country", prospect.country(), "kind", prospect.type().code());
    if (prospect.judgement() instanceof Judgement.Closed(boolean byOperator)) {
      var found = byOperator ? Finding.DESTINATION_CEILING : Finding.DESTINATION_CLOSED;
      return refused(trace, found, where, HangupCause.DESTINATION_NOT_ALLOWED);
    }
    trace.add(new Step(Finding.DESTINATION_OPEN, Optional.empty(), where));
    if (prospect.newCountry()) {
      trace.add(
          new Step(Finding.COUNTRY_NEW, Optional.empty(), input("country", prospect.country())));
    }
    if (prospect.judgement() instanceof Judgement.Stopped stopped) {
      var rule =
          input(
              "rule",
              stopped.rule().code(),
              "limit",
              stopped.limit().stripTrailingZeros().toPlainString(),
              "country",
              prospect.country());
      return refused(trace, found(stopped), rule, HangupCause.BREAKER_TRIPPED);
    }
    trace.add(new Step(Finding.BREAKERS_CLOSED, Optional.empty(), Map.of()));
    return Optional.empty();
  }

  private static Finding found(Judgement.Stopped stopped) {
    if (stopped.rule().coverage() == Coverage.NEW_COUNTRY) {
      return Finding.COUNTRY_HELD;
    }
    return stopped.tripped() ? Finding.BREAKER_TRIPPED : Finding.BREAKER_TRIPS;
  }

  private static Optional<HangupCause> paid(
      List<Step> trace, String number, Credit.Prospect prospect) {
    var called = input("number", number);
    return switch (prospect) {
      case Credit.Prospect.Postpaid _ -> passed(trace, Finding.CREDIT_POSTPAID, called);
      case Credit.Prospect.Free _ -> passed(trace, Finding.CREDIT_FREE, called);
      case Credit.Prospect.Covered(var seconds) ->
          passed(
              trace,
              Finding.CREDIT_COVERED,
              input("number", number, "seconds", Long.toString(seconds)));
      case Credit.Prospect.Refused(var cause) ->
          refused(
              trace,
              cause == HangupCause.NO_PRICE ? Finding.CREDIT_NO_PRICE : Finding.CREDIT_EXHAUSTED,
              called,
              cause);
    };
  }

  private static Optional<HangupCause> passed(
      List<Step> trace, Finding found, Map<String, String> input) {
    trace.add(new Step(found, Optional.empty(), input));
    return Optional.empty();
  }

  private static Optional<HangupCause> refused(
      List<Step> trace, Finding found, Map<String, String> input, HangupCause cause) {
    trace.add(new Step(found, Optional.empty(), input));
    return Optional.of(cause);
  }

  /** Names and values in turn. */
  private static Map<String, String> input(String... input) {
    var named = new LinkedHashMap<String, String>();
    for (int i = 0; i < input.length; i += 2) {
      named.put(input[i], input[i + 1]);
    }
    return named;
  }
}
