package io.pronto.media.speech.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The models installed in one folder, a subfolder for each language. */
public final class Models {
  /** In an installed model's folder: the name it was published under. */
  static final String NAME = "pronto-model";

  /** The acoustic model in Vosk's newer layout and in its older one. */
  private static final List<String> PROOF = List.of("am/final.mdl", "final.mdl");

  private final Path folder;

  /**
   * Looks in {@code folder}, which need not exist, each time it is asked: what another process
   * installs is there at once.
   */
  public Models(Path folder) {
    this.folder = folder;
  }

  /**
   * Returns the folder of the model for {@code language}, ISO 639-1.
   *
   * @throws NoModel if there is none
   */
  public Path require(String language) throws NoModel {
    if (!Languages.isCode(language) || !isModel(folder.resolve(language))) {
      throw new NoModel(language);
    }
    return folder.resolve(language);
  }

  /** Every installed model, by language. */
  public List<InstalledModel> list() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries
          .filter(entry -> Languages.isCode(entry.getFileName().toString()) && isModel(entry))
          .sorted()
          .map(Models::describe)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isModel(Path entry) {
    return PROOF.stream().anyMatch(file -> Files.isRegularFile(entry.resolve(file)));
  }

  private static InstalledModel describe(Path entry) {
    var language = entry.getFileName().toString();
    return new InstalledModel(language, name(entry).orElse(language), entry, size(entry));
  }

  private static Optional<String> name(Path entry) {
    try {
      return Optional.of(Files.readString(entry.resolve(NAME)).strip());
    } catch (IOException copiedByHand) {
      return Optional.empty();
    }
  }

  private static long size(Path entry) {
    try (Stream<Path> files = Files.walk(entry)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
