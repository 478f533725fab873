package io.pronto.core.transcript;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.pronto.core.db.DatabaseUnavailable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a claim alive for as long as the work takes: three times in the length of a lease. */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final CountDownLatch done = new CountDownLatch(1);

  Heartbeat(TranscriptJobs jobs, Transcript job, Duration lease) {
    Thread.ofVirtual().name("transcript-lease").start(() -> beat(jobs, job, lease));
  }

  @Override
  public void close() {
    done.countDown();
  }

  private void beat(TranscriptJobs jobs, Transcript job, Duration lease) {
    try {
      while (!done.await(lease.toMillis() / 3, MILLISECONDS)) {
        try {
          jobs.extend(job, lease);
        } catch (DatabaseUnavailable e) {
          LOG.atDebug().setCause(e).log("A transcript's lease was not renewed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
