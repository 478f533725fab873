package io.pronto.check;

/**
 * What a check found.
 *
 * @param verdict whether the server would start, and run well
 * @param thing what was looked at: a key, where one decides
 * @param words what was found, and, where it is not good, what to do
 */
public record Finding(Verdict verdict, String thing, String words) {
  /** How good it is. */
  public enum Verdict {
    /** As it should be. */
    OK,
    /** The server starts, but somebody will miss something. */
    WARN,
    /** The server does not start. */
    FAIL
  }

  /** A thing that is as it should be. */
  public static Finding good(String thing, String words) {
    return new Finding(Verdict.OK, thing, words);
  }

  /** A thing that somebody will miss. */
  public static Finding poor(String thing, String words) {
    return new Finding(Verdict.WARN, thing, words);
  }

  /** A thing without which the server does not start. */
  public static Finding bad(String thing, String words) {
    return new Finding(Verdict.FAIL, thing, words);
  }

  /** Whether it keeps the server from starting. */
  public boolean fatal() {
    return verdict == Verdict.FAIL;
  }

  /** One line, in columns. */
  @Override
  public String toString() {
    return "%-4s  %-13s  %s".formatted(verdict, thing, words);
  }
}
