package io.pronto.core.recording;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Awaited recordings whose file was not there when it was looked for. That a disk has not been
 * mounted yet looks the same as that nothing was ever written to it: so a file may come for a week,
 * and is lost only where what was there before it is there now.
 */
final class MissingFiles {
  private static final Logger LOG = LoggerFactory.getLogger(MissingFiles.class);
  private static final Duration LONGEST = Duration.ofDays(7);

  private final RecordingFiles files;
  private final Map<String, Missing> all = new HashMap<>();
  private boolean told;

  MissingFiles(RecordingFiles files) {
    this.files = files;
  }

  private record Missing(String file, Instant startedAt) {}

  /** The file of {@code recording} is not there. */
  void note(Recording recording) {
    all.put(recording.id(), new Missing(recording.file(), recording.startedAt()));
  }

  /** Whether there is nothing to be done about {@code id} at {@code now} but to look again. */
  boolean isToCome(String id, Instant now) {
    var missing = all.get(id);
    return missing != null && !files.isHere(missing.file) && !isLost(missing, now);
  }

  /** Whether the file of {@code id}, which is not there, will not come any more. */
  boolean isLost(String id, Instant now) {
    return isLost(all.get(id), now);
  }

  private boolean isLost(Missing missing, Instant now) {
    return missing.startedAt.plus(LONGEST).isBefore(now) && files.haveDaysBefore(missing.file);
  }

  /** Forgets {@code id}: its file is there, or is given up. */
  void forget(String id) {
    all.remove(id);
  }

  /** Forgets all but {@code awaited}, and tells the log once when there are any. */
  void keep(Set<String> awaited) {
    all.keySet().retainAll(awaited);
    if (!all.isEmpty() && !told) {
      LOG.atWarn()
          .addKeyValue("recordings", all.size())
          .log(
              "Files of recordings are not there, which may have been written before the server was"
                  + " started: is their disk mounted? They are looked for every minute for a week");
    }
    told = !all.isEmpty();
  }
}
