package io.pronto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A temporary folder of somebody's, gone when closed. */
public record Scratch(Path path) implements AutoCloseable {
  /** A new one whose name begins with {@code prefix}. */
  public static Scratch named(String prefix) {
    try {
      return new Scratch(Files.createTempDirectory(prefix));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file or folder {@code name} in it. */
  public Path at(String name) {
    return path.resolve(name);
  }

  /** Writes the file {@code name}, which may be in a folder of it. */
  public void write(String name, String text) {
    try {
      Files.createDirectories(at(name).getParent());
      Files.writeString(at(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files whose names end with {@code ending}, in the order of their names. */
  public List<Path> files(String ending) {
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
