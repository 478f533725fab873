package io.pronto.core.call;

import java.util.Locale;

/** How far the recording of a call that goes on has come. */
public enum RecordingState {
  /** The number's policy records no such call, and lets nobody ask for it. */
  NONE,
  /** Somebody takes part whose calls the organisation never records. */
  EXCLUDED,
  /** It has not begun: nobody has asked for it yet, or both have not heard the notice yet. */
  PLANNED,
  /** It runs. */
  RUNNING,
  /** It keeps nothing for the moment. */
  PAUSED,
  /** It is over, and does not begin again. */
  ENDED;

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static RecordingState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
