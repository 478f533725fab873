package io.pronto.core.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.Rounds;
import io.pronto.core.archive.ArchiveSweep;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.clock.ClockGuard;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Work;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.event.Outbox;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingStore;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
  private final RetentionBounds bounds;
  private final RetentionPolicies policies;
  private final CallSweep calls;
  private final RecordingSweep recordings;
  private final LifetimeSweep lifetimes;
  private final List<String> brief;
  private final MonthKeySweep monthKeys;
  private final SweepPace pace;
  private final ClockGuard guard;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Counter failures;
  private volatile boolean believed = true;
  private volatile Optional<Instant> completed = Optional.empty();
  private Rounds rounds;

  /** The same that writes no mail. */
  public Sweeper(
      Database database,
      RecordingStore store,
      Outbox outbox,
      DestructionCertificates certificates,
      SealedArchive archive,
      InstantSource clock,
      MeterRegistry meters,
      SweepPace pace) {
    this(database, store, outbox, Optional.empty(), certificates, archive, clock, meters, pace);
  }

  /**
   * Has not begun.
   *
   * @param mail by which administrators are told of what is in force in a day
   * @param archive where what law demands is kept until its day
   * @param clock when it is; one that is ahead of the database's deletes nothing sooner
   */
  public Sweeper(
      Database database,
      RecordingStore store,
      Outbox outbox,
      Optional<MailQueue> mail,
      DestructionCertificates certificates,
      SealedArchive archive,
      InstantSource clock,
      MeterRegistry meters,
      SweepPace pace) {
    var inventory = DataInventory.read();
    this.database = database;
    this.bounds = new RetentionBounds(database, clock);
    this.policies = new RetentionPolicies(database, outbox, mail, clock);
    this.calls = new CallSweep(database, certificates, pace);
    this.recordings = new RecordingSweep(database, store, inventory, outbox, certificates, pace);
    this.lifetimes =
        new LifetimeSweep(database, inventory, new ArchiveSweep(archive), certificates, pace);
    this.brief = inventory.brief();
    this.monthKeys = new MonthKeySweep(database, certificates);
    this.pace = pace;
    this.guard = new ClockGuard(database);
    this.clock = clock;
    this.meters = meters;
    failures =
        Counter.builder("pronto.retention.failures")
            .description("Parts of sweeps that failed; what is due there stays until the next")
            .register(meters);
    Gauge.builder("pronto.retention.age.seconds", this, Sweeper::age)
        .description("How long ago a sweep of any server last deleted all that was due")
        .register(meters);
    Gauge.builder("pronto.retention.clock.believed", this, it -> it.believed ? 1 : 0)
        .description("0 while nothing is deleted, since the clock has jumped")
        .register(meters);
  }

  /** Not a number until the database has told. */
  private double age() {
    return completed
        .map(end -> (double) Math.max(0, Duration.between(end, clock.instant()).toSeconds()))
        .orElse(Double.NaN);
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

  /**
   * Sweeps once, unless the clock is not believed ({@link ClockGuard}); returns how many rows of
   * each table were deleted.
   */
  public Map<String, Long> sweep() {
    believed = guard.isBelieved();
    return believed ? swept() : Map.of();
  }

  private Map<String, Long> swept() {
    long begin = System.nanoTime();
    var now = clock.instant();
    var gone = new LinkedHashMap<String, Long>();
    completed = Optional.of(lastCompleted());
    boolean whole =
        each("changes of rules that are near", policies::changesNear, policies::tellIfNear)
            & part(
                "changes of bounds", () -> add(gone, "bounds_in_force", bounds.putInForceIfDue()))
            & each("changes of rules", policies::changesDue, one -> putInForce(one, gone))
            & each("deadlines", policies::derivations, this::derive)
            & calls(now, gone)
            & each("recordings", () -> due(now), one -> recordings(one, now, gone))
            & part("lifetimes", () -> lifetimes.sweep(now).forEach((what, n) -> add(gone, what, n)))
            & part("names in the audit log", () -> add(gone, "audit_person", auditPersons(now)))
            & part("places of keys", () -> add(gone, "api_key_place", keyPlaces(now)))
            & brief(now, gone)
            & part("keys of months", () -> add(gone, "month_key", monthKeys.sweep()));
    if (whole) {
      completed = Optional.of(complete(now));
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

  private void putInForce(OrganisationId organisation, Map<String, Long> gone) {
    add(gone, "changes_in_force", policies.putInForceIfDue(organisation) ? 1 : 0);
  }

  private void derive(OrganisationId organisation) {
    pace.untilDone(() -> policies.derive(organisation));
  }

  private boolean calls(Instant now, Map<String, Long> gone) {
    var busy = new ArrayList<String>();
    boolean done =
        part(
            "call records",
            () -> {
              var swept = calls.sweep(now);
              add(gone, "cdr", swept.calls());
              busy.addAll(swept.busy());
            });
    failures.increment(busy.size());
    return done && busy.isEmpty();
  }

  private List<OrganisationId> due(Instant now) {
    return database
        .asStranger(tx -> tx.query("select id from retention_due($1) id", RetentionRows.utc(now)))
        .stream()
        .map(row -> new OrganisationId(row.getString("id")))
        .toList();
  }

  private void recordings(OrganisationId organisation, Instant now, Map<String, Long> gone) {
    var swept = recordings.sweep(organisation, now);
    add(gone, "recording", swept.recordings());
    add(gone, "transcript", swept.transcripts());
  }

  /**
   * Events stay, and forget whose they were: nothing is deleted that a certificate could tell of.
   */
  private long auditPersons(Instant now) {
    return batches(
        tx ->
            tx.one(
                "select forget_whose_audit_events($1, $2) as gone",
                RetentionRows.utc(now),
                pace.batch()));
  }

  /** Keys stay, and forget from where they were used. */
  private long keyPlaces(Instant now) {
    return batches(
        tx ->
            tx.one(
                "select forget_places_of_keys($1, $2) as gone",
                RetentionRows.utc(now),
                pace.batch()));
  }

  /** What is kept for a short time leaves whether or not anybody makes another of it. */
  private boolean brief(Instant now, Map<String, Long> gone) {
    boolean whole = true;
    for (var table : brief) {
      whole &= part("what is brief: " + table, () -> add(gone, table, brief(table, now)));
    }
    return whole;
  }

  private long brief(String table, Instant now) {
    return batches(
        tx ->
            tx.one(
                "select sweep_brief($1, $2, $3) as gone",
                table,
                RetentionRows.utc(now),
                pace.batch()));
  }

  /** Until one deletes nothing: some are of one organisation each, and fewer than they may be. */
  private long batches(Work<Optional<Row>> work) {
    var gone = new long[1];
    pace.untilDone(
        () -> {
          long some = database.asStranger(work).orElseThrow().getLong("gone");
          gone[0] += some;
          return some == 0;
        });
    return gone[0];
  }

  private Instant lastCompleted() {
    return time(database.asStranger(tx -> tx.one("select completed_at from retention_sweep")));
  }

  /** All that was due at {@code now} has gone; returns of which time that is so by now. */
  private Instant complete(Instant now) {
    return time(
        database.asStranger(
            tx ->
                tx.one(
                    """
                    update retention_sweep set completed_at = greatest(completed_at, least($1, now()))
                    returning completed_at
                    """,
                    RetentionRows.utc(now))));
  }

  private static Instant time(Optional<Row> row) {
    return row.orElseThrow().getOffsetDateTime("completed_at").toInstant();
  }

  /** Does {@code work} for each organisation; one for which it fails stands in no other's way. */
  private boolean each(
      String what, Supplier<List<OrganisationId>> organisations, Consumer<OrganisationId> work) {
    var found = new ArrayList<OrganisationId>();
    boolean whole = part(what, () -> found.addAll(organisations.get()));
    for (var organisation : found) {
      whole &= part(what + " of " + organisation.value(), () -> work.accept(organisation));
    }
    return whole;
  }

  /**
   * What goes wrong in one part keeps no other from being swept, as when it takes too long; but
   * without the database, and when the server stops, nothing goes on.
   */
  private boolean part(String what, Runnable work) {
    try {
      work.run();
      return true;
    } catch (SweepStopped over) {
      throw over;
    } catch (RuntimeException e) {
      if (e instanceof DatabaseUnavailable
          && (Thread.currentThread().isInterrupted() || !database.reachable())) {
        throw e;
      }
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
