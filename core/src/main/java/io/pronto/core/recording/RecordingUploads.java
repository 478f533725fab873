package io.pronto.core.recording;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.object.ObjectStore;
import io.pronto.core.object.StoreAway;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.BrokenSeal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves recordings from this server's disk to an object store. What is on the disk is what is left
 * to be done, so that nothing is forgotten, whoever dies: a file is moved once its call's record is
 * written, and leaves the disk only when the store has shown that it holds every byte, and the
 * database knows it. What belongs to an organisation for which the bucket's subprocessor is not in
 * force stays on the disk. A store that is away is tried again, with growing pauses, for as long as
 * that takes; so is a file that cannot be moved, which keeps no other from being moved.
 */
public final class RecordingUploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordingUploads.class);
  private static final String ENDING = ".sealed";

  /** So many that fail one after the other end a round; the next one begins with others. */
  private static final int MOST_IN_A_ROW = 3;

  private final RecordingFiles files;
  private final RecordingRemovals removals;
  private final RecordingMove move;
  private final UploadTries tries;
  private final Pace pace;
  private final Counter done;
  private final Counter failed;
  private final Thread thread;
  private boolean takesAway = true;
  private volatile int waiting;
  private volatile long waitingBytes;

  /**
   * How often it works.
   *
   * @param look how often to look at the disk
   * @param longest the longest pause after failures, which grow from {@code look} on
   */
  public record Pace(Duration look, Duration longest) {
    /** As usual. */
    public static final Pace DEFAULT = new Pace(Duration.ofSeconds(3), Duration.ofMinutes(2));
  }

  /** Starts to move what {@code files} have on this server's disk to {@code objects}. */
  public RecordingUploads(
      Database database,
      RecordingFiles files,
      ObjectStore objects,
      MeterRegistry meters,
      Pace pace) {
    this.files = files;
    this.removals =
        new RecordingRemovals(database, RecordingRemovals.OBJECT_STORE, objects::delete);
    this.move = new RecordingMove(database, files, objects);
    this.tries = new UploadTries(pace, InstantSource.system());
    this.pace = pace;
    done = counter(meters, "done");
    failed = counter(meters, "failed");
    Gauge.builder("pronto.recording.uploads.waiting", this, all -> all.waiting)
        .description("Recordings on this server's disk only, those of calls that go on too")
        .register(meters);
    Gauge.builder("pronto.recording.uploads.waiting.bytes", this, all -> all.waitingBytes)
        .description("How much room they take")
        .register(meters);
    Gauge.builder("pronto.recording.uploads.broken", tries, UploadTries::broken)
        .description("Files among the recordings that are broken, and are not moved")
        .register(meters);
    thread = Thread.ofVirtual().name("recording-uploads").start(this::work);
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("pronto.recording.uploads")
        .description("Recordings moved to the object store, and tries that failed")
        .tag("result", result)
        .register(meters);
  }

  /** Stops; what is being moved is moved from its beginning when the server starts again. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    var pause = pace.look();
    while (!Thread.currentThread().isInterrupted()) {
      boolean well = round(pause);
      pause = well ? pace.look() : longer(pause);
      try {
        Thread.sleep(pause);
      } catch (InterruptedException closed) {
        return;
      }
    }
  }

  private Duration longer(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(pace.longest()) > 0 ? pace.longest() : doubled;
  }

  /** Whether the store, and the database, could be worked with. */
  private boolean round(Duration before) {
    try {
      takeAway();
      moveAll();
      onDisk();
      return true;
    } catch (DatabaseUnavailable away) {
      LOG.atDebug().setCause(away).log("No recordings are moved while the database is away");
    } catch (IOException | UncheckedIOException e) {
      if (!Thread.currentThread().isInterrupted()) {
        failed.increment();
        boolean first = before.equals(pace.look());
        (first ? LOG.atWarn() : LOG.atDebug())
            .addKeyValue("waiting", waiting)
            .log("Recordings stay on this disk for now, and will be moved: {}", e.getMessage());
      }
    } catch (RuntimeException e) {
      failed.increment();
      LOG.atError().setCause(e).log("Recordings cannot be moved");
    }
    return false;
  }

  /** Objects that a store will not delete keep it from taking none. */
  private void takeAway() throws IOException {
    try {
      removals.go();
      takesAway = true;
    } catch (StoreAway | ClosedByInterruptException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      failed.increment();
      (takesAway ? LOG.atWarn() : LOG.atDebug())
          .log("Objects of deleted recordings stay for now: {}", e.getMessage());
      takesAway = false;
    }
  }

  private void moveAll() throws IOException {
    var due = tries.due(onDisk());
    var staying = staying(due);
    int inARow = 0;
    for (var file : due) {
      if (move.organisation(file).filter(staying::contains).isPresent()) {
        continue;
      }
      long begin = System.nanoTime();
      try {
        if (move.go(file)) {
          done.increment();
          inARow = 0;
        }
        tries.well(file);
      } catch (BrokenSeal e) {
        setAside(file, e);
      } catch (DatabaseUnavailable
          | StoreAway
          | ClosedByInterruptException
          | InterruptedIOException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        stays(file, Duration.ofNanos(System.nanoTime() - begin), e);
        if (++inARow == MOST_IN_A_ROW) {
          throw new IOException("One after the other cannot be moved: " + e.getMessage(), e);
        }
      }
    }
  }

  /** Whose files may not leave; those of them that somebody has deleted are deleted here, too. */
  private Set<OrganisationId> staying(List<Path> due) {
    var all = due.stream().flatMap(file -> move.organisation(file).stream()).distinct().toList();
    var staying = new HashSet<OrganisationId>();
    for (var organisation : all) {
      if (!move.mayLeave(organisation)) {
        staying.add(organisation);
        for (var file : move.deleted(organisation)) {
          delete(file);
        }
      }
    }
    return staying;
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      stays(file, Duration.ZERO, e);
    }
  }

  private void stays(Path file, Duration took, Exception why) {
    failed.increment();
    (tries.failed(file, took) == 1 ? LOG.atWarn() : LOG.atDebug())
        .addKeyValue("file", files.folder().relativize(file))
        .log("A recording stays on this disk for now, and will be moved: {}", why.toString());
  }

  /** It stays where it is, for somebody to look at; the audit finds it, if it is to be heard. */
  private void setAside(Path file, BrokenSeal why) throws IOException {
    if (tries.isBroken(file)) {
      LOG.atError()
          .addKeyValue("file", files.folder().relativize(file))
          .log("A file among the recordings is broken, and is not moved: {}", why.getMessage());
    }
  }

  /** The files there are, the oldest first; a folder that cannot be read hides no other. */
  private List<Path> onDisk() throws IOException {
    if (!Files.isDirectory(files.folder())) {
      return List.of();
    }
    var found = new Found();
    Files.walkFileTree(files.folder(), found);
    waiting = found.all.size();
    waitingBytes = found.bytes;
    found.all.sort(Comparator.comparing(Path::getFileName));
    return found.all;
  }

  private static final class Found extends SimpleFileVisitor<Path> {
    final List<Path> all = new ArrayList<>();
    long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
      if (file.toString().endsWith(ENDING)) {
        all.add(file);
        bytes += is.size();
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) {
      LOG.atDebug().setCause(why).addKeyValue("file", file).log("Not looked at");
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException why) {
      return FileVisitResult.CONTINUE;
    }
  }
}
