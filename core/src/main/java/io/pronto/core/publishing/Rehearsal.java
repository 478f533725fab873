package io.pronto.core.publishing;

import io.pronto.core.db.Database;
import io.pronto.core.hours.LocalMoment;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Directory;
import io.pronto.core.routing.Simulation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Runs tests by the rules and the code of real calls. They are about what is published: a hand on a
 * schedule's switch is not, and is taken off for them. Whether a call that leads outside would be
 * let out is not asked.
 */
public final class Rehearsal {
  private final Database database;
  private final String domain;
  private final InstantSource clock;

  /**
   * Goes by what {@code database} says.
   *
   * @param domain {@code sip.domain}
   */
  public Rehearsal(Database database, String domain, InstantSource clock) {
    this.database = database;
    this.domain = domain;
    this.clock = clock;
  }

  /** What becomes of {@code tests}, as the transaction sees it that is under way, if one is. */
  public List<TestResult> run(OrganisationId organisation, List<RoutingTest> tests) {
    return run(organisation, tests, clock.instant());
  }

  /**
   * The same for {@code tests} that are run again at {@code from}: those of moments that are past
   * by then are held against what is in force then.
   */
  List<TestResult> run(OrganisationId organisation, List<RoutingTest> tests, Instant from) {
    var directory = Directory.onceWithoutOverrides(database, domain, () -> from);
    return tests.stream().map(test -> run(organisation, test, directory)).toList();
  }

  /** Those of {@code results} whose moments are past. */
  List<RoutingTest> past(List<TestResult> results) {
    var now = clock.instant();
    return results.stream()
        .filter(result -> result.moment().at().isBefore(now))
        .map(TestResult::test)
        .toList();
  }

  private TestResult run(OrganisationId organisation, RoutingTest test, Directory directory) {
    var simulation = new Simulation(directory);
    var moment = moment(organisation, test, directory, simulation);
    var route = simulation.run(test.from(), test.number().value(), test.devices(), moment.at());
    return new TestResult(test, moment, route);
  }

  private static LocalMoment moment(
      OrganisationId organisation, RoutingTest test, Directory directory, Simulation simulation) {
    var called = directory.arriving(test.number()).filter(rented -> isOf(organisation, rented));
    return simulation
        .moment(test.at(), called)
        .orElseThrow(() -> new IllegalStateException(test.id() + " is at no time"));
  }

  private static boolean isOf(OrganisationId organisation, RentedNumber number) {
    return number.organisation().equals(organisation);
  }
}
