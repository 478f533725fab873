package io.pronto.core.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes every hour what is due, and puts changes of the rules in force whose day has come. Any
 * number of servers may do so at once: each batch is one's. One that dies leaves a batch done or
 * undone, and whoever comes next goes on.
 */
public final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final Database database;
  private final RetentionPolicies policies;
  private final CallSweep calls;
  private final RecordingSweep recordings;
  private final LifetimeSweep lifetimes;
  private final MonthKeySweep monthKeys;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Counter failures;
  private volatile Instant completed;
  private Rounds rounds;

  /**
   * Has not begun.
   *
   * @param clock when it is; one that is ahead of the database's deletes nothing sooner
   */
  public Sweeper(
      Database database,
      RecordingStore store,
      Outbox outbox,
      DestructionCertificates certificates,
      InstantSource clock,
      MeterRegistry meters,
      SweepPace pace) {
    var inventory = DataInventory.read();
    this.database = database;
    this.policies = new RetentionPolicies(database, outbox, clock);
    this.calls = new CallSweep(database, certificates, pace);
    this.recordings = new RecordingSweep(database, store, inventory, outbox, certificates, pace);
    this.lifetimes = new LifetimeSweep(database, inventory, certificates, pace);
    this.monthKeys = new MonthKeySweep(database, certificates);
    this.clock = clock;
    this.meters = meters;
    failures =
        Counter.builder("pronto.retention.failures")
            .description("Parts of sweeps that failed; what is due there stays until the next")
            .register(meters);
    completed = clock.instant();
    Gauge.builder("pronto.retention.age.seconds", this, Sweeper::age)
        .description("How long ago a sweep last deleted all that was due")
        .register(meters);
  }

  private double age() {
    return Math.max(0, Duration.between(completed, clock.instant()).toSeconds());
  }

  /** Begins to sweep, every hour, the first time at once. */
  public Sweeper start() {
    rounds = Rounds.start("retention", "What is due was not deleted", PAUSE, this::round);
    return this;
  }

  private void round() {
    try {
      sweep();
    } catch (SweepStopped closed) {
      LOG.atInfo().log("What else is due is deleted by the next sweep");
    }
  }

  /** Sweeps once; returns how many rows of each table were deleted. */
  public Map<String, Long> sweep() {
    long begin = System.nanoTime();
    var now = clock.instant();
    var gone = new LinkedHashMap<String, Long>();
    boolean whole =
        part("changes of rules", () -> prepare(gone))
            & part("call records", () -> add(gone, "cdr", calls.sweep(now)))
            & recordings(now, gone)
            & part("lifetimes", () -> lifetimes.sweep(now).forEach((what, n) -> add(gone, what, n)))
            & part("keys of months", () -> add(gone, "month_key", monthKeys.sweep()));
    if (whole) {
      completed = now;
    }
    var line = LOG.atInfo();
    for (var each : gone.entrySet()) {
      if (each.getValue() > 0) {
        line = line.addKeyValue(each.getKey(), each.getValue());
      }
    }
    line.addKeyValue("took", "%.1fs".formatted((System.nanoTime() - begin) / 1e9))
        .log(whole ? "What was due was deleted" : "Not all that was due was deleted");
    return gone;
  }

  private void prepare(Map<String, Long> gone) {
    add(gone, "changes_in_force", policies.putDueInForce());
    policies.deriveAgain();
  }

  private boolean recordings(Instant now, Map<String, Long> gone) {
    var due =
        database.asStranger(
            tx -> tx.query("select id from retention_due($1) id", RetentionRows.utc(now)));
    boolean whole = true;
    for (var row : due) {
      var organisation = new OrganisationId(row.getString("id"));
      whole &=
          part(
              organisation.value(),
              () -> {
                var swept = recordings.sweep(organisation, now);
                add(gone, "recording", swept.recordings());
                add(gone, "transcript", swept.transcripts());
              });
    }
    return whole;
  }

  /** What goes wrong in one part keeps no other from being swept. */
  private boolean part(String what, Runnable work) {
    try {
      work.run();
      return true;
    } catch (DatabaseUnavailable | SweepStopped over) {
      throw over;
    } catch (RuntimeException e) {
      failures.increment();
      LOG.atError()
          .addKeyValue("of", what)
          .setCause(e)
          .log("A part of what is due was not deleted");
      return false;
    }
  }

  private void add(Map<String, Long> gone, String what, long count) {
    gone.merge(what, count, Long::sum);
    if (count > 0) {
      Counter.builder("pronto.retention.deleted")
          .description("Rows deleted since they were due")
          .tag("what", what)
          .register(meters)
          .increment(count);
    }
  }

  /** Stops; a batch under way is done or undone as a whole. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
