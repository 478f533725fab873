package io.pronto.core.redaction;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.event.Outbox;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.manifest.Redaction;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.recording.Replacement;
import io.pronto.core.recording.Replacement.Silence;
import io.pronto.core.redaction.RedactionJobs.Job;
import io.pronto.core.seal.BrokenSeal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of recordings what was found in their words: writes another file without it, has the
 * row name that one in its place, then destroys the old one, key first. Whatever stops it on the
 * way, the row names a whole file: the old one, which nobody hears then, or the new one. What is
 * left over is found again and finished. A server does this to what is on its own disk, and to what
 * is in the object store.
 */
public final class Redactor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Redactor.class);

  /** A recogniser's times are not exact: so much goes before and after, 200 ms. */
  static final long MARGIN = 200;

  private static final Duration LOOK = Duration.ofSeconds(15);

  private final Database database;
  private final RecordingStore store;
  private final Replacement replacement;
  private final RedactionJobs jobs;
  private final Consumer<Step> passed;
  private final Semaphore news = new Semaphore(0);
  private Optional<Thread> thread = Optional.empty();
  private volatile boolean closed;
  private volatile long overdue;

  /** What has been done, in this order. */
  enum Step {
    /** The new file is on disk. */
    WRITTEN,
    /** The row names it, and the old one as one to be destroyed. */
    SWAPPED,
    /** The old one is gone. */
    DESTROYED
  }

  /**
   * Of what {@code store} knows; tells of each by {@code outbox}. Works once it is started.
   *
   * @param node this server's name
   */
  public Redactor(
      Database database,
      RecordingStore store,
      Replacement replacement,
      Outbox outbox,
      String node,
      MeterRegistry meters) {
    this(database, store, replacement, outbox, node, meters, _ -> {});
  }

  Redactor(
      Database database,
      RecordingStore store,
      Replacement replacement,
      Outbox outbox,
      String node,
      MeterRegistry meters,
      Consumer<Step> passed) {
    this.database = database;
    this.store = store;
    this.replacement = replacement;
    this.jobs = new RedactionJobs(database, store, outbox, node);
    this.passed = passed;
    Gauge.builder("pronto.recording.redactions.overdue", this, all -> all.overdue)
        .description(
            "Recordings of all servers that are still to be redacted though they should be")
        .register(meters);
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
    var claimed = jobs.claim();
    claimed.flatMap(jobs::job).ifPresent(this::take);
    return claimed.isPresent();
  }

  private void work() {
    sweep();
    while (!closed) {
      try {
        if (!once()) {
          count();
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

  private void sweep() {
    try {
      replacement.sweep((organisation, id) -> store.find(organisation, id).isPresent());
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("What redactions have left behind stays until the next start");
    }
  }

  /** Looks how many are overdue, at whichever server. */
  void count() {
    overdue = jobs.overdue();
  }

  private void take(Job job) {
    try {
      if (job.replaced().isPresent()) {
        destroy(job.recording(), job.replaced().get());
      }
      if (!job.spans().isEmpty()) {
        redact(job);
      }
    } catch (NoSuchFileException elsewhere) { // on the disk of another server, or nowhere any more
      LOG.atDebug().addKeyValue("recording", job.recording().id()).log("Its file is not here");
      jobs.later(job);
    } catch (EvidenceDiffers e) {
      store.evidenceDiffers(job.recording(), e);
      LOG.atError()
          .addKeyValue("recording", job.recording().id())
          .addKeyValue("org", job.recording().organisation())
          .log("What was found in a recording stays in it for now: {}", e.getMessage());
      jobs.later(job);
    } catch (BrokenSeal e) {
      LOG.atError()
          .addKeyValue("recording", job.recording().id())
          .addKeyValue("org", job.recording().organisation())
          .setCause(e)
          .log("What was found in a recording stays in it, since its file does not open");
      jobs.isBroken(job);
    } catch (DatabaseUnavailable e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      LOG.atError()
          .addKeyValue("recording", job.recording().id())
          .addKeyValue("org", job.recording().organisation())
          .setCause(e)
          .log("What was found in a recording could not be taken out; it is tried again");
      jobs.later(job);
    }
  }

  private void redact(Job job) throws IOException {
    var recording = job.recording();
    var parts = job.spans().stream().map(span -> widened(span, recording.millis())).toList();
    var made = replacement.write(recording, parts.stream().map(Redactor::silence).toList());
    passed.accept(Step.WRITTEN);
    var manifest = recording.manifest().redacted(parts.stream().map(Redactor::noted).toList());
    boolean named = jobs.swap(job, made, manifest);
    passed.accept(Step.SWAPPED);
    if (!named && store.find(recording.organisation(), recording.id()).isEmpty()) {
      replacement.discard(made); // it was deleted meanwhile
    } else if (!named) { // the lease has ended, and the file of that name is another's now
      LOG.atWarn().addKeyValue("recording", recording.id()).log("Redacted by another meanwhile");
    } else {
      destroy(recording, recording.file());
      LOG.atInfo()
          .addKeyValue("recording", recording.id())
          .addKeyValue("call", recording.call())
          .log("Redacted");
    }
  }

  private void destroy(Recording recording, String file) throws IOException {
    replacement.destroy(file);
    passed.accept(Step.DESTROYED);
    jobs.destroyed(recording, file);
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
