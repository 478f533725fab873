package io.pronto.core.call;

import io.pronto.core.db.DatabaseUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process that was killed left in its logs: how many calls had ended, and those that had
 * not, which end when it was last known to live.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final SpoolFiles files;
  private final Map<CallId, byte[]> unfinished = new LinkedHashMap<>();
  private long ended;

  /** Reads all logs, the oldest first. */
  Leftovers(SpoolFiles files) throws IOException {
    this.files = files;
    for (var log : files.logs()) {
      read(log);
    }
  }

  /** How many calls had ended. */
  long ended() {
    return ended;
  }

  /**
   * The calls that were going on, ended.
   *
   * @param outcome what became of a recording that was going on
   */
  List<CallDetailRecord> cutShort(Function<RecordingEntry, RecordingEntry.Outcome> outcome)
      throws IOException {
    var cut = new ArrayList<CallDetailRecord>();
    for (var each : unfinished.entrySet()) {
      var cdr = parse(each.getKey(), each.getValue());
      cdr.map(known -> CutShort.at(files.lastSignOfLife(), known, e -> examined(e, outcome)))
          .ifPresent(cut::add);
    }
    return cut;
  }

  private void read(Path log) throws IOException {
    try (var lines = new Lines(log)) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        read(line.get());
      }
    }
  }

  /** A damaged line is passed over here: whoever reads what has ended sets it aside. */
  private void read(byte[] text) {
    try {
      var line = SpoolLine.read(text);
      if (line.done()) {
        unfinished.remove(line.call());
        ended++;
      } else {
        unfinished.put(line.call(), line.json());
      }
    } catch (IllegalArgumentException damaged) {
      return;
    }
  }

  private Optional<CallDetailRecord> parse(CallId call, byte[] json) throws IOException {
    try {
      return Optional.of(CdrJson.parse(json));
    } catch (RuntimeException damaged) {
      files.setAsideCorrupt(json);
      LOG.atError()
          .addKeyValue("call", call)
          .setCause(damaged)
          .log("What is known of a call that was going on is damaged; it is set aside");
      return Optional.empty();
    }
  }

  private static RecordingEntry.Outcome examined(
      RecordingEntry entry, Function<RecordingEntry, RecordingEntry.Outcome> outcome) {
    try {
      return outcome.apply(entry);
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("recording", entry.id())
          .setCause(e)
          .log("A recording cannot be read after the crash");
      var why = Optional.of("The server stopped in the middle, and the file cannot be read");
      return new RecordingEntry.Outcome("failed", why, 0, 0, "{}");
    }
  }
}
