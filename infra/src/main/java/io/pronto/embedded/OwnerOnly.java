package io.pronto.embedded;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.Set;

/** Files and folders that nobody but their owner may read. */
final class OwnerOnly {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      asFileAttribute(fromString("rwx------"));
  static final FileAttribute<Set<PosixFilePermission>> FILE =
      asFileAttribute(fromString("rw-------"));

  private OwnerOnly() {}

  /** Makes {@code folder} with its parents, unless it is there. */
  static Path folder(Path folder) throws IOException {
    return Files.createDirectories(folder, FOLDER);
  }

  /** Writes {@code file} whole or not at all. */
  static void write(Path file, String text) throws IOException {
    var parent = file.toAbsolutePath().getParent();
    var draft = Files.createTempFile(parent, "." + file.getFileName(), ".new", FILE);
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
}
