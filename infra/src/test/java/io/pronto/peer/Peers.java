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
    need(
        Child.installed(program),
        program + " is not installed (Debian package " + debianPackage + ")");
  }

  /** The same for what is {@code there}, or else missing as {@code line} says. */
  static void need(boolean there, String line) {
    if (there) {
      return;
    }
    if ("required".equals(System.getenv("PRONTO_PEERS"))) {
      Assertions.fail(line + ", and PRONTO_PEERS=required");
    }
    Assumptions.abort(line);
  }
}
