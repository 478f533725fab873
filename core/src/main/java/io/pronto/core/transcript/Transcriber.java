package io.pronto.core.transcript;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.seal.BrokenSeal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one queued transcript after the other and has both parties' sound written down. One that
 * goes wrong is tried three times, with growing pauses; one whose process died is taken over when
 * its lease ends; one without a model waits until that is installed.
 */
public final class Transcriber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transcriber.class);
  private static final int TRIES = 3;
  private static final int GROWTH = 6;

  private final TranscriptJobs jobs;
  private final SpeechToText speech;
  private final RecordedSound sound;
  private final Finished finished;
  private final Pace pace;
  private final Semaphore news = new Semaphore(0);
  private final List<Desk> desks = new ArrayList<>();
  private final Set<String> served = new HashSet<>();
  private volatile boolean closed;

  /**
   * Starts to work.
   *
   * @param node this server's name, the same after a restart
   */
  public Transcriber(
      Database database,
      String node,
      SpeechToText speech,
      RecordedSound sound,
      Finished finished,
      Pace pace) {
    jobs = new TranscriptJobs(database, node);
    this.speech = speech;
    this.sound = sound;
    this.finished = finished;
    this.pace = pace;
    database.onNotice("transcript", () -> news.release(pace.atOnce()));
    for (int i = 0; i < pace.atOnce(); i++) {
      var desk = new Desk();
      desks.add(desk);
      desk.thread = Thread.ofVirtual().name("transcriber-" + i).start(() -> work(desk));
    }
  }

  /** Stops; what is being written is put back into the queue. */
  @Override
  public void close() {
    closed = true;
    news.release(pace.atOnce());
    desks.forEach(Desk::leave);
    for (var desk : desks) {
      join(desk.thread);
    }
  }

  private void work(Desk desk) {
    while (!closed) {
      try {
        queueWhatWaitedForAModel();
        var job = jobs.claim(pace.lease());
        if (job.isPresent()) {
          write(desk, job.get());
        } else {
          awaitNews();
        }
      } catch (DatabaseUnavailable e) {
        LOG.atDebug().setCause(e).log("No transcripts while the database is away");
        awaitNews();
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("Working on transcripts failed");
        awaitNews();
      }
    }
  }

  private synchronized void queueWhatWaitedForAModel() {
    var languages = speech.languages();
    served.retainAll(languages);
    for (var language : languages) {
      if (!served.contains(language)) {
        long queued = jobs.queueAgain(language);
        served.add(language);
        LOG.atInfo()
            .addKeyValue("language", language)
            .addKeyValue("queued", queued)
            .log("Speech model at hand");
      }
    }
  }

  private void write(Desk desk, Transcript job) {
    if (job.attempts() > TRIES) {
      fail(job, job.message().orElse("The process that wrote it died each time"));
      return;
    }
    try (var _ = new Heartbeat(jobs, job, pace.lease())) {
      var words = desk.listen(job);
      jobs.done(job, words, finished);
      LOG.atInfo()
          .addKeyValue("transcript", job.id())
          .addKeyValue("call", job.call())
          .log("Written");
    } catch (NoSpeechModel e) {
      jobs.end(job, Transcript.State.NO_MODEL, e.getMessage(), finished);
    } catch (DatabaseUnavailable e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      wentWrong(job, e);
    }
  }

  private void wentWrong(Transcript job, Exception e) {
    if (closed) {
      jobs.giveBack(job);
      return;
    }
    LOG.atWarn()
        .addKeyValue("transcript", job.id())
        .addKeyValue("call", job.call())
        .addKeyValue("org", job.organisation())
        .addKeyValue("attempt", job.attempts())
        .setCause(e)
        .log("Could not be written down");
    var reason = reason(e);
    if (job.attempts() >= TRIES) {
      fail(job, reason);
    } else {
      jobs.retry(job, reason, pauseAfter(job.attempts()));
    }
  }

  /** What customers are told: no path and no word of the decoder's, which the log has. */
  private static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> "The recording's file is gone";
      case BrokenSeal _ -> "The recording's file was changed or cut off";
      case EvidenceDiffers differs -> differs.getMessage();
      case IOException _ -> "It could not be read or decoded; the server's log says why";
      default -> "The server failed at it; its log says why";
    };
  }

  private void fail(Transcript job, String reason) {
    var message = "Given up after %d tries. The last: %s".formatted(TRIES, reason);
    jobs.end(job, Transcript.State.FAILED, message, finished);
  }

  private Duration pauseAfter(int attempts) {
    return pace.pause().multipliedBy((long) Math.pow(GROWTH, attempts - 1));
  }

  private void awaitNews() {
    try {
      if (news.tryAcquire(pace.look().toMillis(), MILLISECONDS)) {
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

  /** One thread's place, which is disturbed only while it listens and never in a transaction. */
  private final class Desk {
    private Thread thread;
    private boolean listening;

    Map<Party, List<SpokenWord>> listen(Transcript job) throws IOException, NoSpeechModel {
      if (!sit()) {
        throw new IOException("Closing");
      }
      try {
        var words = new EnumMap<Party, List<SpokenWord>>(Party.class);
        for (var party : Party.values()) {
          try (var pcm = sound.open(job.organisation(), job.recordingId(), party)) {
            words.put(party, speech.transcribe(job.id(), job.language(), pcm));
          }
        }
        return words;
      } finally {
        rise();
      }
    }

    private synchronized boolean sit() {
      listening = !closed;
      return listening;
    }

    private synchronized void rise() {
      listening = false;
      Thread.interrupted();
    }

    private synchronized void leave() {
      if (listening) {
        thread.interrupt();
      }
    }
  }
}
