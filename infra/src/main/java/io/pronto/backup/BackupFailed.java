package io.pronto.backup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.SQLException;

/** A backup was not made, or not restored; the message says in one line what to do. */
public final class BackupFailed extends Exception {
  BackupFailed(String message) {
    super(message);
  }

  BackupFailed(String message, Throwable cause) {
    super(message, cause);
  }

  /** Of what the database refused. */
  static BackupFailed of(SQLException e) {
    var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new BackupFailed("The database refuses: " + line, e);
  }

  /** Of what a disk refused. */
  public static BackupFailed of(Path folder, IOException e) {
    var why =
        e instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new BackupFailed(
        why.contains("No space left")
            ? "%s is full: make room there, or set backup.keep lower".formatted(folder)
            : "%s: %s".formatted(folder, e instanceof FileSystemException ? e.getMessage() : why),
        e);
  }
}
