package io.pronto.core.call;

import io.pronto.core.db.Database;
import io.pronto.core.event.Outbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account of every call, kept so that exactly one CDR of it reaches the database, whatever
 * happens to this process or to the database. What is said of a call is on this machine's disk when
 * the method returns, in a few microseconds; the database follows.
 */
public final class CallJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallJournal.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private final SpoolFiles files;
  private final Spool spool;
  private final CdrLedger ledger;
  private final CdrWriter writer;
  private final Thread heartbeat;

  private CallJournal(SpoolFiles files, Spool spool, CdrLedger ledger, long waiting)
      throws IOException {
    this.files = files;
    this.spool = spool;
    this.ledger = ledger;
    this.writer = new CdrWriter(files, spool, ledger, waiting);
    this.heartbeat = Thread.ofVirtual().name("journal-heartbeat").start(this::beat);
  }

  /**
   * Opens the journal in {@code folder}, made if need be, for this process alone, and settles what
   * a killed process left there: calls that had ended are written; those that had not end when that
   * process was last known to live, with {@link HangupCause#SERVER_FAILURE}.
   *
   * @param steps what else is written in the transaction of a CDR, in this order
   * @param recovery examines a recording that was going on when the process was killed
   * @throws UncheckedIOException if the folder cannot be used or another process uses it
   * @throws io.pronto.core.db.DatabaseUnavailable if {@code recovery} does
   */
  public static CallJournal open(
      Path folder,
      Database database,
      Outbox outbox,
      List<CdrStep> steps,
      Function<RecordingEntry, RecordingEntry.Outcome> recovery) {
    try {
      var files = new SpoolFiles(folder);
      try {
        return open(files, new CdrLedger(database, outbox, steps), recovery);
      } catch (IOException | RuntimeException e) {
        files.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot use " + folder + ": " + e.getMessage(), e);
    }
  }

  private static CallJournal open(
      SpoolFiles files, CdrLedger ledger, Function<RecordingEntry, RecordingEntry.Outcome> recovery)
      throws IOException {
    var leftovers = new Leftovers(files);
    var cut = leftovers.cutShort(recovery);
    var spool = new Spool(files);
    cut.forEach(cdr -> spool.end(cdr.id(), CdrJson.bytes(cdr)));
    long waiting = leftovers.ended() + cut.size();
    if (waiting > 0) {
      LOG.atInfo()
          .addKeyValue("ended", leftovers.ended())
          .addKeyValue("cut_short", cut.size())
          .log("The server was killed; what is known of its calls is written now");
    }
    return new CallJournal(files, spool, ledger, waiting);
  }

  /**
   * Begins the account of a call.
   *
   * @throws UncheckedIOException if the disk refuses: then the call must be refused too
   */
  public void begin(CallDetailRecord cdr) {
    spool.begin(cdr.id(), CdrJson.bytes(cdr));
  }

  /** Replaces the account of a call that goes on: it rang, was answered, is to be recorded. */
  public void note(CallDetailRecord cdr) {
    try {
      spool.note(cdr.id(), CdrJson.bytes(cdr));
    } catch (UncheckedIOException e) {
      LOG.atError().addKeyValue("call", cdr.id()).setCause(e).log("The disk refused a note");
    }
  }

  /**
   * Ends the account of a call; the first end counts.
   *
   * @throws IllegalArgumentException if it lacks its end or its cause
   */
  public void end(CallDetailRecord cdr) {
    if (cdr.endedAt().isEmpty() || cdr.cause().isEmpty()) {
      throw new IllegalArgumentException(cdr.id() + " has not ended");
    }
    writer.ended();
    try {
      spool.end(cdr.id(), CdrJson.bytes(cdr));
    } catch (UncheckedIOException e) {
      LOG.atError().addKeyValue("call", cdr.id()).setCause(e).log("The disk refused a record");
      writeAtOnce(cdr);
    }
  }

  /** How many calls go on. */
  public int live() {
    return spool.live();
  }

  /** How many calls have ended and are not in the database yet. */
  public long waiting() {
    return writer.waiting();
  }

  /** Writes what has ended, unless the database is away: then the next start does. */
  @Override
  public void close() {
    heartbeat.interrupt();
    writer.close();
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeAtOnce(CallDetailRecord cdr) {
    try {
      ledger.write(cdr.organisation(), List.of(cdr));
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("call", cdr.id())
          .setCause(e)
          .log("Neither disk nor database took a record; it is kept in memory until the disk does");
    }
  }

  private void beat() {
    try {
      while (true) {
        touch();
        Thread.sleep(HEARTBEAT);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void touch() {
    try {
      files.touch();
    } catch (IOException e) {
      LOG.atError().setCause(e).log("The journal's sign of life cannot be written");
    }
  }
}
