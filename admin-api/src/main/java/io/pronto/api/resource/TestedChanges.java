package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Problem;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.publishing.Publishing;
import io.pronto.core.publishing.TestResult;
import io.pronto.core.publishing.TestsFailed;
import io.pronto.core.routing.Words;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Changes that are refused when a routing test would fail because of them. */
final class TestedChanges {
  private final Publishing publishing;

  /** Makes them by {@code publishing}. */
  TestedChanges(Publishing publishing) {
    this.publishing = publishing;
  }

  /** Makes one that takes effect at once. */
  <T> T make(OrganisationId organisation, Supplier<T> change) {
    return make(organisation, Optional.empty(), change);
  }

  /**
   * Makes one.
   *
   * @param from when it takes effect; empty for at once
   * @throws Problem 409 that names the tests, what is expected and what would come instead
   */
  <T> T make(OrganisationId organisation, Optional<Instant> from, Supplier<T> change) {
    try {
      return publishing.publish(organisation, from, change);
    } catch (TestsFailed refused) {
      throw Problem.conflict(
          "routing_tests_failed",
          "Calls would not go where they are expected to; see errors. If they are to go elsewhere,"
              + " change the tests first",
          refused.failed().stream().map(TestedChanges::fault).toList());
    }
  }

  private static Fault fault(TestResult result) {
    var test = result.test();
    var detail =
        "“%s”: expected %s; instead: %s"
            .formatted(
                test.name(),
                RoutingTestJson.told(test.expected()),
                SimulationJson.explanation(
                    result.route(), result.moment(), Words.LANGUAGES.getFirst()));
    return new Fault("/routing_tests/" + test.id(), "failed", detail);
  }
}
