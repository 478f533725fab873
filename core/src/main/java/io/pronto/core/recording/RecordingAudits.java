package io.pronto.core.recording;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.Id;
import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.event.News;
import io.pronto.core.event.Outbox;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every night whether each recording that was planned the day before is accounted for, and
 * tells what is not: {@code recording.missing} and the like, and {@code recording.audited} for the
 * whole. A server looks at those of its own calls, whose files it may have on its disk; those of a
 * server that has not by the morning are looked at by another.
 */
public final class RecordingAudits implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingAudits.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  /** Calls of the evening end, and their records come. */
  private static final Duration SETTLED = Duration.ofHours(2);

  /** When others look at what a server has not. */
  private static final Duration MORNING = Duration.ofHours(8);

  private static final int DAYS_BACK = 3;

  /** Between two files: calls want the disk too. */
  private static final Duration BREATH = Duration.ofMillis(20);

  /** More nobody reads: what is wrong with so many is wrong with all. */
  private static final int MOST_TOLD = 100;

  private static final int MOST_KEPT = 1_000;

  private final Database database;
  private final RecordingStore store;
  private final RecordingFiles files;
  private final RecordingProof proof;
  private final Outbox outbox;
  private final String node;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Counter planned;
  private Rounds rounds;
  private volatile double completeness = Double.NaN;

  /**
   * Audits that have not begun.
   *
   * @param node this server's name, as records of calls have it
   */
  public RecordingAudits(
      Database database,
      RecordingStore store,
      RecordingFiles files,
      Outbox outbox,
      String node,
      InstantSource clock,
      MeterRegistry meters) {
    this.database = database;
    this.store = store;
    this.files = files;
    this.proof = new RecordingProof(files);
    this.outbox = outbox;
    this.node = node;
    this.clock = clock;
    this.meters = meters;
    planned =
        Counter.builder("pronto.recording.audited")
            .description("Planned recordings that an audit has looked at")
            .register(meters);
    Gauge.builder("pronto.recording.completeness", this, audits -> audits.completeness)
        .description("What part of the recordings that the last audit looked at is accounted for")
        .register(meters);
  }

  /** One planned recording, as its call's record names it. */
  private record Planned(String recording, String call, Instant callEnded, boolean crashed) {}

  /** Begins to look, every hour, whether a day is to be audited. */
  public RecordingAudits start() {
    rounds = Rounds.start("recording-audits", "Recordings were not audited", PAUSE, this::auditAll);
    return this;
  }

  /** Audits the last days, as far as that is due. */
  void auditAll() {
    var settled = clock.instant().minus(SETTLED).atOffset(ZoneOffset.UTC).toLocalDate();
    for (int back = DAYS_BACK; back >= 1; back--) {
      audit(settled.minusDays(back));
    }
  }

  /** Audits {@code day}, as far as that is due. */
  public void audit(LocalDate day) {
    var midnight = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    boolean othersToo = clock.instant().isAfter(midnight.plus(MORNING));
    int looked = 0;
    int found = 0;
    for (var due :
        database.asStranger(tx -> tx.query("select * from recording_audits_due($1)", day))) {
      var whose = due.getString("node");
      if (whose.equals(node) || othersToo) {
        var organisation = new OrganisationId(due.getString("organisation_id"));
        try {
          var audit = audit(organisation, day, whose);
          looked += audit.planned();
          found += audit.unaccounted();
        } catch (DatabaseUnavailable away) {
          throw away;
        } catch (RuntimeException e) { // which is no reason not to look at the others
          LOG.atError()
              .addKeyValue("org", organisation)
              .setCause(e)
              .log("Recordings of an organisation could not be audited");
        }
      }
    }
    if (looked > 0) {
      planned.increment(looked);
      completeness = 1 - (double) found / looked;
      (found > 0 ? LOG.atError() : LOG.atInfo())
          .addKeyValue("day", day)
          .addKeyValue("planned", looked)
          .addKeyValue("unaccounted", found)
          .log("Recordings were audited");
    }
  }

  private RecordingAudit audit(OrganisationId organisation, LocalDate day, String whose) {
    var findings = new ArrayList<JsonObject>();
    Map<Outcome, Integer> states = new EnumMap<>(Outcome.class);
    int deleted = 0;
    int unaccounted = 0;
    var all = database.in(organisation, tx -> planned(tx, day, whose));
    for (var one : all) {
      var looked = look(organisation, one, whose);
      looked.state.ifPresent(state -> states.merge(state, 1, Integer::sum));
      deleted += looked.deleted ? 1 : 0;
      unaccounted += looked.faults.isEmpty() ? 0 : 1;
      looked.faults.stream()
          .limit(MOST_KEPT - findings.size())
          .forEach(fault -> findings.add(told(one, fault)));
    }
    var audit =
        new RecordingAudit(
            Id.next("rau"),
            day,
            whose,
            node,
            clock.instant(),
            all.size(),
            states,
            deleted,
            unaccounted,
            new JsonArray(findings));
    database.in(organisation, tx -> write(tx, audit));
    return audit;
  }

  private static List<Planned> planned(Tx tx, LocalDate day, String whose) {
    return tx
        .query(
            """
            select r.id as recording_id, c.id, c.ended_at, c.cause = 'server_failure' as crashed
              from cdr c, unnest(c.recording_ids) r(id)
             where c.started_at >= $1::date::timestamp at time zone 'UTC'
               and c.started_at < ($1::date + 1)::timestamp at time zone 'UTC' and c.node = $2
             order by c.id, r.id
            """,
            day,
            whose)
        .stream()
        .map(
            row ->
                new Planned(
                    row.getString("recording_id"),
                    row.getString("id"),
                    row.getOffsetDateTime("ended_at").toInstant(),
                    row.getBoolean("crashed")))
        .toList();
  }

  /** What one came to. */
  private record Looked(
      Optional<Outcome> state, boolean deleted, List<RecordingProof.Fault> faults) {
    static Looked at(Outcome state, List<RecordingProof.Fault> faults) {
      return new Looked(Optional.of(state), false, faults);
    }

    static Looked of(RecordingFinding finding, String detail) {
      var fault = new RecordingProof.Fault(finding, detail);
      return new Looked(Optional.empty(), false, List.of(fault));
    }
  }

  private Looked look(OrganisationId organisation, Planned one, String whose) {
    Optional<Recording> known;
    try {
      known = RestrictedUse.STORAGE.during(() -> store.find(organisation, one.recording));
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException broken) { // what is read is checked
      return Looked.of(RecordingFinding.MANIFEST_BROKEN, "Its manifest leaves moments out");
    }
    if (known.isEmpty()) {
      return database.in(organisation, tx -> has(tx, "recording.deleted", "id", one.recording))
          ? new Looked(Optional.empty(), true, List.of())
          : Looked.of(RecordingFinding.MISSING, "Its call's record names it, and it is not known");
    }
    var recording = known.get();
    if (recording.state() != Outcome.AVAILABLE) {
      return Looked.at(recording.state(), List.of());
    }
    breathe();
    boolean stopped =
        one.crashed
            || database.in(
                organisation, tx -> has(tx, "recording.stopped", "recording_id", one.recording));
    boolean elsewhere = !whose.equals(node) && !isMoved(organisation, one.recording);
    var faults = proof.faults(recording, one.callEnded, stopped, elsewhere);
    faults.stream()
        .filter(fault -> fault.finding() == RecordingFinding.EVIDENCE_DIFFERS)
        .forEach(fault -> store.evidenceDiffers(recording, new EvidenceDiffers(fault.detail())));
    return Looked.at(recording.state(), faults);
  }

  private static void breathe() {
    try {
      Thread.sleep(BREATH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean has(Tx tx, String type, String key, String recording) {
    return tx.one(
            "select 1 from event where type = $1 and data ->> $2::text = $3 limit 1",
            type,
            key,
            recording)
        .isPresent();
  }

  private boolean isMoved(OrganisationId organisation, String recording) {
    return files.areMoved()
        && database
            .in(
                organisation,
                tx ->
                    tx.one(
                        "select 1 from recording where id = $1 and uploaded_at is not null",
                        recording))
            .isPresent();
  }

  private static JsonObject told(Planned one, RecordingProof.Fault fault) {
    return new JsonObject()
        .put("finding", fault.finding().word())
        .put("recording_id", one.recording)
        .put("call_id", one.call)
        .put("detail", fault.detail());
  }

  /** What an earlier look, or another server's, has told already is not told again. */
  private Void write(Tx tx, RecordingAudit audit) {
    tx.query(
        "select pg_advisory_xact_lock(hashtextextended('recording_audit ' || $1 || $2, 0))",
        audit.day().toString(),
        audit.node());
    var before =
        RecordingAuditStore.find(tx, audit.day(), audit.node())
            .map(earlier -> earlier.findings().stream().toList())
            .orElse(List.of());
    RecordingAuditStore.write(tx, audit);
    var news = new ArrayList<News>();
    for (int i = 0; i < audit.findings().size() && news.size() < MOST_TOLD; i++) {
      var finding = audit.findings().getJsonObject(i);
      if (!before.contains(finding)) {
        news.add(News.of("recording." + finding.getString("finding"), finding));
        count(finding.getString("finding"));
      }
    }
    news.add(News.of("recording.audited", summary(audit)));
    outbox.append(tx, news);
    return null;
  }

  private void count(String finding) {
    Counter.builder("pronto.recording.audit.findings")
        .description("Recordings that audits have found not to be as they should be")
        .tag("finding", finding)
        .register(meters)
        .increment();
  }

  private static JsonObject summary(RecordingAudit audit) {
    return new JsonObject()
        .put("day", audit.day().toString())
        .put("node", audit.node())
        .put("planned", audit.planned())
        .put("unaccounted", audit.unaccounted())
        .put("completeness", audit.completeness());
  }

  /** Stops. */
  @Override
  public void close() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
