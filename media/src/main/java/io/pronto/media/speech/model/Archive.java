package io.pronto.media.speech.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Unpacks a model's archive, which holds one folder, named after the model. */
final class Archive {
  private static final long LARGEST = 4L << 30;

  private Archive() {}

  /**
   * Writes what is under the one folder of {@code archive} into {@code folder}.
   *
   * @throws InstallFailed if it is not such an archive, or an entry would land outside
   */
  static void unpack(Path archive, Path folder) throws IOException {
    try (var zip = new ZipFile(archive.toFile())) {
      long left = LARGEST;
      for (var entry : zip.stream().toList()) {
        left -= entry.getSize();
        if (left < 0) {
          throw new InstallFailed("The model's archive unpacks to more than 4 GiB: not a model");
        }
        unpack(zip, entry, folder);
      }
    } catch (ZipException e) {
      throw new InstallFailed("The model's archive is not a ZIP file", e);
    }
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
    var target = target(entry, folder);
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    try (var in = zip.getInputStream(entry)) {
      Files.copy(in, target);
    }
  }

  private static Path target(ZipEntry entry, Path folder) throws InstallFailed {
    var name = entry.getName();
    var inside = name.substring(name.indexOf('/') + 1);
    var target = folder.resolve(inside).normalize();
    boolean escapes = !target.startsWith(folder) || name.contains("\\");
    boolean outsideItsFolder = !name.contains("/") || name.startsWith("../");
    if (escapes || outsideItsFolder) {
      throw new InstallFailed(
          "The model's archive was refused: its entry '%s' would land outside its folder"
              .formatted(name));
    }
    return target;
  }
}
