package io.pronto.core.publishing;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes what calls of an organisation go by, unless one of its tests would fail that does not
 * fail already. Changes of one organisation are made one after the other, so that no two spoil
 * together what neither spoils alone.
 */
public final class Publishing {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Each may need two connections. */
  private static final Semaphore TURNS = new Semaphore(3, true);

  private final Database database;
  private final Rehearsal rehearsal;

  /** Holds changes in {@code database} against the tests that are kept there. */
  public Publishing(Database database, Rehearsal rehearsal) {
    this.database = database;
    this.rehearsal = rehearsal;
  }

  /**
   * Makes a change in one transaction with its tests, which see it made. Nothing is changed when
   * {@code change} throws.
   *
   * @param from when the change takes effect, if not at once: tests of moments that are past
   *     already are run as they will be then, too
   * @throws PublishingBusy when too many others are at it
   * @throws TestsFailed when a test fails because of it, and nothing is changed
   */
  public <T> T publish(OrganisationId organisation, Optional<Instant> from, Supplier<T> change) {
    return inTurn(() -> database.together(() -> tried(organisation, from, change)));
  }

  private <T> T tried(OrganisationId organisation, Optional<Instant> from, Supplier<T> change) {
    var all = database.in(organisation, tx -> lockedTests(tx, organisation));
    T changed = change.get();
    var failed = failed(organisation, all, from);
    if (!failed.isEmpty()) {
      refuseWhatPassed(organisation, failed, from);
    }
    return changed;
  }

  /**
   * Does {@code work}, which may wait in the database for somebody else's, when it is its turn: who
   * waits for that has no connection yet, so that there are some left for calls.
   *
   * @throws PublishingBusy when that takes too long
   */
  static <T> T inTurn(Supplier<T> work) {
    try {
      if (!TURNS.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new PublishingBusy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishingBusy();
    }
    try {
      return work.get();
    } finally {
      TURNS.release();
    }
  }

  private static List<RoutingTest> lockedTests(Tx tx, OrganisationId organisation) {
    lock(tx, organisation);
    return RoutingTestStore.all(tx);
  }

  /** What is committed is as it was before the change, since whoever changes it waits for us. */
  private void refuseWhatPassed(
      OrganisationId organisation, List<TestResult> failed, Optional<Instant> from) {
    var tested = failed.stream().map(TestResult::test).toList();
    var failedBefore =
        database.apart(() -> failed(organisation, tested, from)).stream()
            .map(result -> result.test().id())
            .collect(Collectors.toSet());
    var spoilt =
        failed.stream().filter(result -> !failedBefore.contains(result.test().id())).toList();
    if (!spoilt.isEmpty()) {
      throw new TestsFailed(spoilt);
    }
  }

  /** Each test once. */
  private List<TestResult> failed(
      OrganisationId organisation, List<RoutingTest> tests, Optional<Instant> from) {
    var now = rehearsal.run(organisation, tests);
    var then =
        from.map(at -> rehearsal.run(organisation, rehearsal.past(now), at)).orElse(List.of());
    var failed = new LinkedHashMap<String, TestResult>();
    Stream.concat(now.stream(), then.stream())
        .filter(result -> !result.passed())
        .forEach(result -> failed.putIfAbsent(result.test().id(), result));
    return List.copyOf(failed.values());
  }

  /**
   * Makes whoever else changes what calls go by, or their tests, wait until {@code tx} has ended.
   */
  static void lock(Tx tx, OrganisationId organisation) {
    tx.one(
        "select pg_advisory_xact_lock(hashtextextended('routing ' || $1, 0))",
        organisation.value());
  }
}
