package io.pronto.core.recording;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files of deleted recordings from this server's disk, as soon as it hears of one, and
 * looks every minute in any case. What cannot be deleted now is tried again.
 */
public final class RecordingDisposal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingDisposal.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final RecordingStore store;
  private final Semaphore asked = new Semaphore(0);
  private final Thread thread;

  /** Begins to delete what {@code store} asks to be deleted, at whichever server it does. */
  public RecordingDisposal(Database database, RecordingStore store) {
    this.store = store;
    database.onNotice("recording_removal", asked::release);
    thread = Thread.ofVirtual().name("recording-disposal").start(this::goUntilClosed);
  }

  private void goUntilClosed() {
    try {
      while (true) {
        asked.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        asked.drainPermits();
        go();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void go() {
    try {
      store.removeFiles();
    } catch (DatabaseUnavailable away) {
      LOG.atDebug().setCause(away).log("No files are deleted while the database is away");
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("Files of deleted recordings were not deleted");
    }
  }

  /** Stops. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
