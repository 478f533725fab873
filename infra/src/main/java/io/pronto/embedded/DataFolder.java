package io.pronto.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The folder of all that lasts, held by one process at a time: the system lets go of its lock when
 * the process ends, however it ends.
 */
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the folder if need be, for its owner only, and takes hold of it.
   *
   * @throws EmbeddedFailed when it cannot be made or written, or another Pronto holds it
   */
  public static DataFolder hold(Path path) throws EmbeddedFailed {
    try {
      OwnerOnly.folder(path);
      var file = path.resolve("lock");
      var lock =
          FileChannel.open(
              file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.FILE);
      if (!locked(lock)) {
        lock.close();
        throw new EmbeddedFailed(
            "data: %s is in use by another Pronto%s: stop it, or name another folder"
                .formatted(path, holder(file)));
      }
      lock.truncate(0);
      lock.write(UTF_8.encode("" + ProcessHandle.current().pid()));
      return new DataFolder(path, lock);
    } catch (IOException e) {
      throw new EmbeddedFailed(
          "data: %s cannot be made or written: give it to this user, or name another folder"
              .formatted(path),
          e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Lets go of it. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static boolean locked(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static String holder(Path file) throws IOException {
    var pid = Files.readString(file).strip();
    return pid.isEmpty() ? "" : " (process " + pid + ")";
  }
}
