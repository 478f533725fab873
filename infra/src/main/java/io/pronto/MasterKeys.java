package io.pronto;

import io.pronto.core.seal.MasterKey;
import io.pronto.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** The master key as commands find it; none of them makes one. */
final class MasterKeys {
  private MasterKeys() {}

  /** That of {@code settings}, or the one in the data folder. */
  static Optional<MasterKey> of(Settings settings) throws IOException {
    var file = settings.data().resolve("secrets.key");
    if (settings.masterKey().isPresent()) {
      return settings.masterKey().map(MasterKey::of);
    }
    return Files.exists(file)
        ? Optional.of(MasterKey.of(Files.readString(file)))
        : Optional.empty();
  }
}
