package io.pronto.peer;

import io.pronto.bench.Child;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Which peer programs this machine has. */
public final class Peers {
  private Peers() {}

  /**
   * Goes on when {@code program} is installed; else skips the test and says so in one line, or
   * fails it where peers are required.
   */
  public static void need(String program, String debianPackage) {
    if (Child.installed(program)) {
      return;
    }
    var line = program + " is not installed (Debian package " + debianPackage + ")";
    if ("required".equals(System.getenv("PRONTO_PEERS"))) {
      Assertions.fail(line + ", and PRONTO_PEERS=required");
    }
    Assumptions.abort(line);
  }
}
