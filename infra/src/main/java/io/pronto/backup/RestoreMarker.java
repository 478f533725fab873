package io.pronto.backup;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The file that keeps servers from opening a data folder until what is restored there is whole. */
public final class RestoreMarker {
  private static final String FILE = "restoring";

  private final Path file;

  /** That of the data folder {@code data}. */
  public RestoreMarker(Path data) {
    this.file = data.resolve(FILE);
  }

  /**
   * What is being restored.
   *
   * @param base the backup's name
   * @param recovered whether its database runs, and only erasing again is left
   */
  record Restoring(String base, boolean recovered) {}

  /** Whether a restore was begun and has not ended. */
  public boolean isThere() {
    return Files.exists(file);
  }

  Optional<Restoring> read() throws IOException {
    if (!isThere()) {
      return Optional.empty();
    }
    try {
      var json = new JsonObject(Files.readString(file));
      return Optional.of(
          new Restoring(json.getString("base", ""), json.getBoolean("recovered", false)));
    } catch (DecodeException | ClassCastException damaged) {
      return Optional.of(new Restoring("", false));
    }
  }

  void write(Restoring restoring) throws IOException {
    var draft = file.resolveSibling('.' + FILE + ".part");
    var json = new JsonObject().put("base", restoring.base).put("recovered", restoring.recovered);
    Files.writeString(draft, json.encode() + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    BackupPlace.settle(file.getParent());
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
    BackupPlace.settle(file.getParent());
  }
}
