package io.pronto.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files beside this program are. */
public final class Material {
  private Material() {}

  /** The root of the source tree: above the folder that this is run in, or that folder itself. */
  public static Path root() {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("infra/bench"))) {
        return at;
      }
    }
    throw new IllegalStateException("Run this within the source tree: infra/bench is not found");
  }

  /** A scenario for SIPp, such as {@code call}. */
  public static Path scenario(String name) {
    return root().resolve("infra/bench/sipp").resolve(name + ".xml");
  }

  /** Kamailio's configurations. */
  public static Path kamailio() {
    return root().resolve("infra/bench/kamailio");
  }
}
