package io.pronto;

import io.pronto.settings.BadSettings;
import io.pronto.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the settings of a command are. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings; without it pronto.yaml beside the launcher, if there is one.")
  private Path file;

  /** Reads them, with the environment over them. */
  Settings settings() throws BadSettings {
    return Settings.read(file(), System.getenv(), home());
  }

  /** The file that is read, if any. */
  Optional<Path> file() {
    return Optional.ofNullable(file)
        .or(() -> Optional.of(home().resolve("pronto.yaml")).filter(Files::exists));
  }

  /** The launcher's folder. */
  private static Path home() {
    return Path.of(System.getProperty("pronto.home", "."));
  }
}
