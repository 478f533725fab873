package io.pronto.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A temporary folder in which a peer lives. */
record Folder(Path path) implements AutoCloseable {
  static Folder named(String prefix) {
    try {
      return new Folder(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path at(String name) {
    return path.resolve(name);
  }

  void write(String name, String text) {
    try {
      Files.createDirectories(at(name).getParent());
      Files.writeString(at(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files whose names end with {@code ending}, in the order of their names. */
  List<Path> files(String ending) {
    try (var files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
