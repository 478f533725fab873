package io.pronto.server;

import io.pronto.core.Id;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of a server: made once, and kept in its data folder. */
public final class NodeName {
  private NodeName() {}

  /** The name kept in {@code data}. */
  public static String of(Path data) throws IOException {
    var file = data.resolve("node");
    if (!Files.exists(file)) {
      Files.writeString(file, Id.next("node") + '\n');
    }
    return Files.readString(file).strip();
  }
}
