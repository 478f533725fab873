package io.pronto.core.call;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log that the journal writes: a line for each thing said of a call, with the operating system
 * before the method returns, so that it outlives the process. Every log begins with the calls that
 * were live when it was begun; older logs are needed only until what ended in them is in the
 * database. Every method throws {@link UncheckedIOException} when the disk refuses. Safe for many
 * threads.
 */
final class Spool {
  private static final long BIG = 1 << 20;
  private static final long OLD_NANOS = Duration.ofMinutes(1).toNanos();

  private final SpoolFiles files;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<CallId, byte[]> live = new HashMap<>();

  /**
   * Calls that have ended while the disk refused to take that: it is tried again before anything.
   */
  private final Map<CallId, byte[]> owed = new LinkedHashMap<>();

  private SpoolLog log;
  private long atFirst;

  private interface Work {
    void run() throws IOException;
  }

  Spool(SpoolFiles files) {
    this.files = files;
    locked(() -> log = begin());
  }

  /** A call has begun. */
  void begin(CallId call, byte[] json) {
    locked(
        () -> {
          pay();
          append(log, false, call, json);
          live.put(call, json);
        });
  }

  /** More is known of a call that goes on; of one that does not, nothing is written. */
  void note(CallId call, byte[] json) {
    locked(
        () -> {
          if (live.replace(call, json) != null) {
            append(log, false, call, json);
          }
        });
  }

  /** A call has ended; what the disk refuses is kept, and written as soon as it takes it. */
  void end(CallId call, byte[] json) {
    locked(
        () -> {
          live.remove(call);
          owed.put(call, json);
          pay();
        });
  }

  /** How many calls go on. */
  int live() {
    lock.lock();
    try {
      return live.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@code path} is the log that is being written. */
  boolean writes(Path path) {
    lock.lock();
    try {
      return log.path().equals(path);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins another log if the present one is big or old, and everything in it, {@code read} bytes,
   * is settled: so what is in the database does not lie about on the disk for long.
   */
  void roll(long read) {
    locked(
        () -> {
          pay();
          boolean settled = log.size() == read && read > atFirst;
          if (settled && (log.ageNanos() > OLD_NANOS || read - atFirst > BIG)) {
            var before = log;
            log = begin();
            before.close();
          }
        });
  }

  /** Closes the log, and deletes it if everything in it is {@code settled}. */
  void close(boolean settled) {
    locked(
        () -> {
          log.close();
          if (settled && live.isEmpty() && owed.isEmpty()) {
            Files.delete(log.path());
          }
        });
  }

  private void pay() throws IOException {
    for (var each = owed.entrySet().iterator(); each.hasNext(); ) {
      var ended = each.next();
      append(log, true, ended.getKey(), ended.getValue());
      each.remove();
    }
  }

  private SpoolLog begin() throws IOException {
    var next = files.create();
    try {
      for (var each : live.entrySet()) {
        append(next, false, each.getKey(), each.getValue());
      }
      atFirst = next.size();
      return next;
    } catch (IOException full) {
      next.close();
      Files.delete(next.path());
      throw full;
    }
  }

  private static void append(SpoolLog to, boolean done, CallId call, byte[] json)
      throws IOException {
    to.append(SpoolLine.write(done, call, json));
  }

  private void locked(Work work) {
    lock.lock();
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }
}
