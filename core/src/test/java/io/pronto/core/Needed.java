package io.pronto.core;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine beside the JDK. */
public final class Needed {
  private Needed() {}

  /**
   * Goes on when a program is {@code there}; else skips the test, or fails it where peers are
   * required, and says in one line which Debian package is missing.
   */
  public static void installed(boolean there, String debianPackage) {
    if (there) {
      return;
    }
    var line = "not installed: Debian package " + debianPackage;
    if ("required".equals(System.getenv("PRONTO_PEERS"))) {
      Assertions.fail(line + ", and PRONTO_PEERS=required");
    }
    Assumptions.abort(line);
  }
}
