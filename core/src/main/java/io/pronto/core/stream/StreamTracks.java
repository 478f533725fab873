package io.pronto.core.stream;

import java.util.Locale;

/** Whose sound of a call is sent. */
public enum StreamTracks {
  /** Both parties', each on a track of its own. */
  BOTH,
  /** The party's alone that called. */
  CALLER,
  /** The party's alone that was called. */
  CALLED;

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static StreamTracks of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  /** Whether the caller's is. */
  public boolean caller() {
    return this != CALLED;
  }

  /** Whether the called party's is. */
  public boolean called() {
    return this != CALLER;
  }
}
