package io.pronto.core.redaction;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.manifest.Redaction;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.recording.Replacement;
import io.pronto.core.recording.Replacement.Made;
import io.pronto.core.recording.Replacement.Silence;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of recordings what was found in their words: writes another file without it, has the
 * row name that one in its place, then destroys the old one, key first. Whatever stops it on the
 * way, the row names a whole file: the old one, which nobody hears then, or the new one. What is
 * left over is found again and finished.
 */
public final class Redactor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Redactor.class);

  /** A recogniser's times are not exact: so much goes before and after, 200 ms. */
  static final long MARGIN = 200;

  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofSeconds(15);

  private final Database database;
  private final RecordingStore store;
  private final Replacement replacement;
  private final Outbox outbox;
  private final Consumer<Step> passed;
  private final Semaphore news = new Semaphore(0);
  private Optional<Thread> thread = Optional.empty();
  private volatile boolean closed;

  /** What has been done, in this order. */
  enum Step {
    /** The new file is on disk. */
    WRITTEN,
    /** The row names it, and the old one as one to be destroyed. */
    SWAPPED,
    /** The old one is gone. */
    DESTROYED
  }

  private record Job(Recording recording, List<Span> spans, Optional<String> replaced) {}

  /** Of what {@code store} knows; tells of each by {@code outbox}. Works once it is started. */
  public Redactor(Database database, RecordingStore store, Replacement replacement, Outbox outbox) {
    this(database, store, replacement, outbox, _ -> {});
  }

  Redactor(
      Database database,
      RecordingStore store,
      Replacement replacement,
      Outbox outbox,
      Consumer<Step> passed) {
    this.database = database;
    this.store = store;
    this.replacement = replacement;
    this.outbox = outbox;
    this.passed = passed;
  }

  /** Starts to work. */
  public Redactor start() {
    database.onNotice("redaction", () -> news.release());
    thread = Optional.of(Thread.ofVirtual().name("redactor").start(this::work));
    return this;
  }

  /** Stops after the one that is under way. */
  @Override
  public void close() {
    closed = true;
    news.release();
    thread.ifPresent(Redactor::join);
  }

  /** Takes the one that has been due for longest; false when there is none. */
  boolean once() {
    var claimed =
        database.asStranger(
            tx -> tx.one("select * from claim_redaction($1)", (int) LEASE.toSeconds()));
    claimed.ifPresent(
        row -> take(new OrganisationId(row.getString("organisation_id")), row.getString("id")));
    return claimed.isPresent();
  }

  private void work() {
    while (!closed) {
      try {
        if (!once()) {
          awaitNews();
        }
      } catch (DatabaseUnavailable e) {
        LOG.atDebug().setCause(e).log("Nothing is redacted while the database is away");
        awaitNews();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("Redacting recordings failed");
        awaitNews();
      }
    }
  }

  private void take(OrganisationId organisation, String id) {
    var job = database.in(organisation, tx -> job(tx, id));
    if (job.isEmpty()) {
      return; // it was deleted meanwhile
    }
    try {
      if (job.get().replaced.isPresent()) {
        destroy(job.get().recording, job.get().replaced.get());
      }
      if (!job.get().spans.isEmpty()) {
        redact(job.get());
      }
    } catch (NoSuchFileException elsewhere) { // on the disk of another server, or nowhere any more
      LOG.atDebug().addKeyValue("recording", id).log("Its file is not here");
      later(organisation, id);
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("recording", id)
          .addKeyValue("org", organisation)
          .setCause(e)
          .log("What was found in a recording could not be taken out; it is tried again");
      later(organisation, id);
    }
  }

  private void later(OrganisationId organisation, String id) {
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                update recording set redaction_due_at = now() + make_interval(secs => $2)
                 where id = $1
                """,
                id,
                (double) AGAIN.toSeconds()));
  }

  private void redact(Job job) throws IOException {
    var recording = job.recording;
    var parts = job.spans.stream().map(span -> widened(span, recording.millis())).toList();
    var made = replacement.write(recording, parts.stream().map(Redactor::silence).toList());
    passed.accept(Step.WRITTEN);
    var manifest = recording.manifest().redacted(parts.stream().map(Redactor::noted).toList());
    boolean named =
        database.in(recording.organisation(), tx -> swap(tx, recording, made, manifest.json()));
    passed.accept(Step.SWAPPED);
    if (!named) {
      replacement.discard(made);
    } else {
      destroy(recording, recording.file());
      LOG.atInfo()
          .addKeyValue("recording", recording.id())
          .addKeyValue("call", recording.call())
          .log("Redacted");
    }
  }

  /** False when the recording was deleted or redacted meanwhile. */
  private boolean swap(Tx tx, Recording recording, Made made, JsonObject manifest) {
    boolean named =
        tx.update(
                """
                update recording
                   set path = $3, wrapped_key = $4, bytes = $5, manifest = manifest || $6::jsonb,
                       redaction = 'done', redaction_spans = null, redaction_due_at = now(),
                       redaction_replaced = path
                 where id = $1 and path = $2 and redaction_spans is not null
                """,
                recording.id(),
                recording.file(),
                made.file(),
                Buffer.buffer(made.wrappedKey()),
                made.bytes(),
                manifest)
            > 0;
    if (named) {
      outbox.append(
          tx,
          "recording.redacted",
          new JsonObject().put("id", recording.id()).put("call_id", recording.call().value()));
    }
    return named;
  }

  private void destroy(Recording recording, String file) throws IOException {
    replacement.destroy(file);
    passed.accept(Step.DESTROYED);
    database.in(
        recording.organisation(),
        tx ->
            tx.update(
                """
                update recording set redaction_replaced = null
                 where id = $1 and redaction_replaced = $2
                """,
                recording.id(),
                file));
  }

  private Optional<Job> job(Tx tx, String id) {
    return store
        .find(tx, id)
        .flatMap(
            recording ->
                tx.one(
                        "select redaction_spans, redaction_replaced from recording where id = $1",
                        id)
                    .map(
                        row ->
                            new Job(
                                recording,
                                Optional.ofNullable(row.getJsonArray("redaction_spans"))
                                    .map(Span::of)
                                    .orElse(List.of()),
                                Optional.ofNullable(row.getString("redaction_replaced")))));
  }

  private static Span widened(Span span, long end) {
    long from = Math.max(0, span.fromMillis() - MARGIN);
    return new Span(
        span.party(), from, Math.max(from, Math.min(end, span.toMillis() + MARGIN)), span.kind());
  }

  private static Silence silence(Span span) {
    return new Silence(span.party(), span.fromMillis(), span.toMillis());
  }

  private static Redaction noted(Span span) {
    return new Redaction(
        span.party().code(), span.fromMillis(), span.toMillis(), span.kind().word());
  }

  private void awaitNews() {
    try {
      if (news.tryAcquire(LOOK.toMillis(), MILLISECONDS)) {
        news.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
