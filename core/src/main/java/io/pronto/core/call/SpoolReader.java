package io.pronto.core.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the ended calls out of the spool, the oldest log first. For one thread. */
final class SpoolReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolReader.class);

  private final SpoolFiles files;
  private final Spool spool;
  private final Queue<Path> passed = new ArrayDeque<>();
  private final List<CallDetailRecord> batch = new ArrayList<>();
  private int damaged;
  private Path log;
  private Lines lines;

  SpoolReader(SpoolFiles files, Spool spool) throws IOException {
    this.files = files;
    this.spool = spool;
    open(files.logs().getFirst());
  }

  /**
   * The next calls that have ended, {@code most} at most; empty when there are no more now. The
   * same are returned again until they are {@link #settled}.
   */
  List<CallDetailRecord> next(int most) throws IOException {
    while (batch.size() < most) {
      var line = lines.next();
      if (line.isPresent()) {
        ended(line.get()).ifPresent(batch::add);
      } else if (spool.writes(log)) {
        break;
      } else {
        pass();
      }
    }
    return List.copyOf(batch);
  }

  /** All that was read is settled; returns how many ended calls that were. */
  int settled() throws IOException {
    while (!passed.isEmpty()) {
      Files.deleteIfExists(passed.peek());
      passed.remove();
    }
    int calls = batch.size() + damaged;
    batch.clear();
    damaged = 0;
    return calls;
  }

  /** Where the next line of the present log begins, in bytes. */
  long offset() throws IOException {
    return lines.offset();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private Optional<CallDetailRecord> ended(byte[] text) throws IOException {
    try {
      var line = SpoolLine.read(text);
      return line.done() ? parse(text, line) : Optional.empty();
    } catch (IllegalArgumentException corrupt) {
      setAside(text, corrupt);
      return Optional.empty();
    }
  }

  private Optional<CallDetailRecord> parse(byte[] text, SpoolLine line) throws IOException {
    try {
      return Optional.of(CdrJson.parse(line.json()));
    } catch (RuntimeException corrupt) {
      setAside(text, corrupt);
      damaged++;
      return Optional.empty();
    }
  }

  private void setAside(byte[] text, RuntimeException why) throws IOException {
    files.setAsideCorrupt(text);
    LOG.atError()
        .addKeyValue("log", log)
        .setCause(why)
        .log("A line of the journal is damaged; it is set aside in corrupt.log");
  }

  /** Nobody writes the log any more, so a line without an end is one that was being written. */
  private void pass() throws IOException {
    if (lines.rest().length > 0) {
      setAside(lines.rest(), new IllegalStateException("It stops in the middle"));
    }
    lines.close();
    passed.add(log);
    var logs = files.logs();
    open(logs.get(logs.indexOf(log) + 1));
  }

  private void open(Path next) throws IOException {
    log = next;
    lines = new Lines(next);
  }
}
