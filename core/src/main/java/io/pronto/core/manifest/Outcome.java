package io.pronto.core.manifest;

import java.util.Locale;

/** How a planned recording ended. */
public enum Outcome {
  /** There is something to hear. */
  AVAILABLE,
  /** Nobody said anything that could have been recorded. */
  EMPTY,
  /** It could not be made, or not to its end; a reason is kept. */
  FAILED,
  /** A party has pressed the key not to be recorded, before it began. */
  REFUSED;

  /** The name in JSON and SQL, such as {@code available}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #word}. */
  public static Outcome of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
