package io.pronto.core.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which files could not be moved. Each is tried again after a pause of its own, which grows up to a
 * bound, and after those that have failed less often: one file's trouble is never another's. For
 * one thread at a time.
 */
final class UploadTries {
  private static final Tried NEVER = new Tried(0, Instant.MIN);

  /** Two to the power of it is more than any pause. */
  private static final int MOST_DOUBLED = 20;

  private final RecordingUploads.Pace pace;
  private final InstantSource clock;
  private final Map<Path, Tried> failed = new HashMap<>();
  private final Map<Path, Looks> broken = new HashMap<>();
  private final Set<Path> told = ConcurrentHashMap.newKeySet();

  private record Tried(int times, Instant again) {}

  private record Looks(long bytes, Instant changed) {
    static Looks of(Path file) throws IOException {
      var is = Files.readAttributes(file, BasicFileAttributes.class);
      return new Looks(is.size(), is.lastModifiedTime().toInstant());
    }
  }

  UploadTries(RecordingUploads.Pace pace, InstantSource clock) {
    this.pace = pace;
    this.clock = clock;
  }

  /**
   * Those of {@code there} that are to be tried now, the ones that never failed first, else in the
   * order that they have. What is not there any more is forgotten.
   */
  List<Path> due(List<Path> there) {
    var all = Set.copyOf(there);
    failed.keySet().retainAll(all);
    broken.keySet().retainAll(all);
    told.retainAll(all);
    var now = clock.instant();
    return there.stream()
        .filter(file -> !tried(file).again.isAfter(now))
        .sorted(Comparator.comparingInt(file -> tried(file).times))
        .toList();
  }

  /**
   * {@code file} could not be moved; returns how often that is now.
   *
   * @param took how long the try took: the next one is no sooner, so that others have as much time
   */
  int failed(Path file, Duration took) {
    int times = tried(file).times + 1;
    var pause = pace.look().multipliedBy(1L << Math.min(times, MOST_DOUBLED));
    var bounded = pause.compareTo(pace.longest()) > 0 ? pace.longest() : pause;
    var longer = took.compareTo(bounded) > 0 ? took : bounded;
    failed.put(file, new Tried(times, clock.instant().plus(longer)));
    return times;
  }

  /** Nothing was wrong with {@code file}. */
  void well(Path file) {
    failed.remove(file);
    broken.remove(file);
    told.remove(file);
  }

  /**
   * {@code file} is none that was sealed. Returns whether that is to be told: once, and not of one
   * that is only just begun, which looks different the next time.
   */
  boolean isBroken(Path file) throws IOException {
    var looks = Looks.of(file);
    return looks.equals(broken.put(file, looks)) && told.add(file);
  }

  /** How many are broken. May be asked on any thread. */
  int broken() {
    return told.size();
  }

  private Tried tried(Path file) {
    return failed.getOrDefault(file, NEVER);
  }
}
