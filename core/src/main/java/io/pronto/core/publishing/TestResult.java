package io.pronto.core.publishing;

import io.pronto.core.hours.LocalMoment;
import io.pronto.core.routing.Route;

/**
 * What would become of the call of a test.
 *
 * @param moment when it would be made
 * @param route where it would go, and why
 */
public record TestResult(RoutingTest test, LocalMoment moment, Route route) {
  /** Whether that is what is expected. */
  public boolean passed() {
    return test.expected().isMetBy(route.destination());
  }
}
