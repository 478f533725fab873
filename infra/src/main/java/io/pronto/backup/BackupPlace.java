package io.pronto.backup;

import io.pronto.core.backup.BackupManifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The folder of one server's backups, on another disk than its data.
 *
 * <pre>
 *  base-TIME/     a backup of the database as a whole: manifest.json, cluster.sealed
 *  log/LINE/      segments of its log since, sealed: the continuous backup
 *  recordings/    the recordings' files, as they are: sealed
 *  erasures/      the journal of what was erased
 *  .pronto-backups  by which the server knows the folder again
 * </pre>
 *
 * <p>What is being written is named {@code .….part}, and by its name once it is whole.
 */
public record BackupPlace(Path folder) {
  private static final Pattern BASE = Pattern.compile("base-\\d{8}T\\d{6}Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** How far a clock may be set back without anybody having to think about it. */
  private static final Duration SLACK = Duration.ofDays(1);

  /** What a backup that was made at {@code time} is called. */
  static String name(Instant time) {
    return "base-" + TIME.format(time);
  }

  /** The whole backups, the oldest first. */
  public List<Path> bases() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.filter(path -> BASE.matcher(path.getFileName().toString()).matches())
          .filter(path -> Files.exists(path.resolve(BackupManifest.FILE)))
          .sorted()
          .toList();
    }
  }

  /** When a whole backup was begun, by its name. */
  public static Instant begun(Path base) {
    return TIME.parse(base.getFileName().toString().substring("base-".length()), Instant::from);
  }

  /** Whether {@code time} was taken of a clock that was ahead by more than a day. */
  public static boolean isToCome(Instant time, Instant now) {
    return time.isAfter(now.plus(SLACK));
  }

  /** The journal of erasures. */
  public Path erasures() {
    return folder.resolve("erasures");
  }

  Path recordings() {
    return folder.resolve("recordings");
  }

  Path log() {
    return folder.resolve("log");
  }

  /** Makes the folder, for its owner only: for an operator who names it, and nobody else. */
  public void make() throws BackupFailed {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw BackupFailed.of(folder, e);
    }
  }

  /**
   * Makes sure that the folder is there. By themselves servers make none: while its disk is away
   * they would fill another.
   */
  void refuseAway() throws BackupFailed {
    if (!Files.isDirectory(folder)) {
      throw new BackupFailed("%s is not there: make it, or mount its disk".formatted(folder));
    }
  }

  /**
   * Keeps others from writing backups into the folder.
   *
   * @throws BackupFailed when somebody else does, or it is not there, or cannot be written
   */
  AutoCloseable hold() throws BackupFailed {
    refuseAway();
    try {
      var lock =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(lock)) {
        lock.close();
        throw new BackupFailed("%s: another backup is being made there".formatted(folder));
      }
      removeDrafts();
      return lock;
    } catch (IOException e) {
      throw BackupFailed.of(folder, e);
    }
  }

  private static boolean locked(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException heldHere) {
      return false;
    }
  }

  /** What a process that was killed has left half. */
  private void removeDrafts() throws IOException {
    try (var all = Files.list(folder)) {
      for (var draft :
          all.filter(path -> path.getFileName().toString().matches("\\.base-.*\\.part")).toList()) {
        delete(draft);
      }
    }
  }

  /**
   * Deletes {@code path} and all below it; under another name first, so that half of it is none.
   */
  static void remove(Path path) throws IOException {
    var draft = path.resolveSibling('.' + path.getFileName().toString() + ".part");
    Files.move(path, draft, StandardCopyOption.ATOMIC_MOVE);
    delete(draft);
  }

  /** Deletes {@code path} and all below it, if it is there. */
  static void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      try (var all = Files.walk(path)) {
        for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** Has the folder itself on disk: what was made in it, and what was renamed. */
  static void settle(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
