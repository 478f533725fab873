package io.pronto.core.contract;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.Rounds;
import io.pronto.core.clock.ClockGuard;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does with contracts what is to be done when its day has come: warns before a trial ends, ends
 * contracts, erases, and forgets. Any number of servers may do so at once; whoever has a contract's
 * row first does the work, and one that dies is followed by another.
 */
public final class ContractClock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ContractClock.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Database database;
  private final ContractNews news;
  private final ContractErasure erasure;
  private final InstantSource clock;
  private final ClockGuard guard;
  private final Counter failures;
  private Rounds rounds;

  /**
   * One that does nothing yet.
   *
   * @param clock what time it is; one that is ahead of the database's does nothing sooner
   */
  public ContractClock(
      Database database,
      ContractNews news,
      ContractErasure erasure,
      InstantSource clock,
      MeterRegistry meters) {
    this.database = database;
    this.news = news;
    this.erasure = erasure;
    this.clock = clock;
    this.guard = new ClockGuard(database);
    failures =
        Counter.builder("pronto.contract.failures")
            .description("Steps of contracts that failed, and are tried again")
            .register(meters);
  }

  private record Due(OrganisationId organisation, String step) {}

  /** Looks every minute from now on, until closed. */
  public ContractClock start() {
    rounds = Rounds.start("contracts", "Contracts were not looked at", PAUSE, this::tick);
    return this;
  }

  /**
   * Does what is to be done now, unless the clock is not believed ({@link ClockGuard}). What goes
   * wrong with one contract keeps no other waiting.
   */
  public void tick() {
    if (guard.isBelieved()) {
      look();
    }
  }

  private void look() {
    var now = clock.instant();
    var due =
        database
            .asStranger(tx -> tx.query("select * from contracts_due($1)", ContractRows.utc(now)))
            .stream()
            .map(
                row ->
                    new Due(
                        new OrganisationId(row.getString("organisation_id")),
                        row.getString("step")))
            .toList();
    for (var each : due) {
      try {
        take(each, now);
      } catch (DatabaseUnavailable away) {
        throw away;
      } catch (RuntimeException e) {
        failures.increment();
        LOG.atError()
            .addKeyValue("org", each.organisation())
            .addKeyValue("step", each.step())
            .setCause(e)
            .log("A contract's step failed");
      }
    }
  }

  private void take(Due due, Instant now) {
    switch (due.step()) {
      case "warn" -> database.in(due.organisation(), tx -> warn(tx, due.organisation(), now));
      case "end" -> database.in(due.organisation(), tx -> end(tx, due.organisation(), now));
      case "erase" -> erasure.erase(due.organisation(), now);
      case "forget" -> erasure.forget(due.organisation(), now);
      default -> throw new IllegalStateException(due.step());
    }
  }

  private boolean warn(Tx tx, OrganisationId organisation, Instant now) {
    var contract = due(tx, organisation, now, "warn");
    contract.ifPresent(
        found -> {
          tx.update(
              "update contract set warned_at = $2 where organisation_id = $1",
              organisation.value(),
              ContractRows.utc(now));
          news.trialEnds(tx, found);
        });
    return contract.isPresent();
  }

  /** Calls that are under way go on; nobody begins one. */
  private boolean end(Tx tx, OrganisationId organisation, Instant now) {
    var contract = due(tx, organisation, now, "end");
    contract.ifPresent(
        found -> {
          tx.update(
              """
              update contract
                 set state = 'ended',
                     ends_on = least(ends_on, case when state = 'trial' then trial_ends_on end)
               where organisation_id = $1
              """,
              organisation.value());
          news.ended(tx, ContractRows.read(tx, organisation).orElseThrow());
          LOG.atInfo()
              .addKeyValue("org", organisation)
              .addKeyValue("was", found.state().code())
              .log("A contract has ended");
        });
    return contract.filter(found -> found.state() != State.ENDED).isPresent();
  }

  /** Another server may have been quicker: whoever gets the row looks again. */
  private static Optional<Contract> due(
      Tx tx, OrganisationId organisation, Instant now, String step) {
    var contract = ContractRows.locked(tx, organisation);
    boolean still =
        tx.one(
                "select from contracts_due($1) d where d.organisation_id = $2 and d.step = $3",
                ContractRows.utc(now),
                organisation.value(),
                step)
            .isPresent();
    return contract.filter(_ -> still);
  }

  /** Stops; an erasure under way is taken up again by whoever looks next. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
