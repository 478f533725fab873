package io.pronto.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The recordings' files beside the backups: as they are, since they are sealed, and each once,
 * since a recording that has ended never changes. One that has left the data folder is renamed to
 * {@code ….gone}, and deleted when no backup can have its row any more.
 */
final class RecordingsCopy {
  private static final String GONE = ".gone";
  private static final String DRAFT = ".part";

  /** A call is over by then: nobody writes into a folder of an older day. */
  private static final Duration DAY = Duration.ofDays(1);

  /** Files are in {@code ORGANISATION/DAY/}, and a folder of a day has no other in it. */
  private static final Pattern OF_A_DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private final Path from;
  private final Path to;

  RecordingsCopy(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  /** Copies what is not there yet, or has grown since; returns how many files there are. */
  long all() throws IOException {
    return since(Instant.EPOCH);
  }

  /**
   * The same in folders in which something was made within the day before {@code time}, or since.
   */
  long since(Instant time) throws IOException {
    if (!Files.isDirectory(from)) {
      return 0;
    }
    var count = new long[1];
    var oldest = time.equals(Instant.EPOCH) ? time : time.minus(DAY);
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          private boolean recent;

          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            recent = !attributes.lastModifiedTime().toInstant().isBefore(oldest);
            boolean ofADay = OF_A_DAY.matcher(folder.getFileName().toString()).matches();
            return recent || !ofADay ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (recent && attributes.isRegularFile()) {
              copy(file, attributes.size());
              count[0]++;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) { // deleted meanwhile
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return count[0];
  }

  private void copy(Path file, long size) throws IOException {
    var target = to.resolve(from.relativize(file).toString());
    if (Files.exists(target) && Files.size(target) == size) {
      return;
    }
    Files.createDirectories(target.getParent());
    try {
      whole(file, target);
    } catch (NoSuchFileException deletedMeanwhile) {
      return;
    }
    Files.deleteIfExists(gone(target));
  }

  /** Copies a file whole or not at all, and has it on the disk. */
  static void whole(Path from, Path to) throws IOException {
    var draft = to.resolveSibling('.' + to.getFileName().toString() + DRAFT);
    try {
      Files.copy(from, draft, StandardCopyOption.REPLACE_EXISTING);
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** The copy of the file at {@code path} below the folder of recordings, gone or not. */
  Optional<Path> find(String path) {
    var copy = to.resolve(path).normalize();
    if (!copy.startsWith(to.normalize())) {
      throw new IllegalArgumentException("Not in the folder of recordings: " + path);
    }
    return Optional.of(copy)
        .filter(Files::exists)
        .or(() -> Optional.of(gone(copy)).filter(Files::exists));
  }

  /** Deletes copies of files that had left the data folder before {@code time}; marks new ones. */
  long rotate(Instant now, Instant time) throws IOException {
    if (!Files.isDirectory(to)) {
      return 0;
    }
    long deleted = 0;
    try (var all = Files.walk(to)) {
      for (var copy : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        var name = copy.getFileName().toString();
        if (name.endsWith(DRAFT)) {
          Files.deleteIfExists(copy);
        } else if (name.endsWith(GONE)) {
          if (Files.getLastModifiedTime(copy).toInstant().isBefore(time)) {
            Files.deleteIfExists(copy);
            deleted++;
          }
        } else if (!Files.exists(from.resolve(to.relativize(copy).toString()))) {
          Files.setLastModifiedTime(copy, FileTime.from(now));
          Files.move(copy, gone(copy), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return deleted;
  }

  private static Path gone(Path copy) {
    return copy.resolveSibling(copy.getFileName() + GONE);
  }
}
