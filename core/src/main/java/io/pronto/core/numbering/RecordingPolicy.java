package io.pronto.core.numbering;

import java.util.Locale;

/**
 * Which calls of a number are recorded. Off until an administrator decides otherwise (CNIL: no
 * systematic recording without a ground).
 *
 * @param announce whether both parties are told before the recording starts
 */
public record RecordingPolicy(Mode mode, boolean announce) {
  /** The directions that are recorded. */
  public enum Mode {
    /** None. */
    OFF,
    /** Both. */
    ALL,
    /** Calls to the number. */
    INBOUND,
    /** Calls that show the number. */
    OUTBOUND;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Mode of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Nothing is recorded. */
  public static final RecordingPolicy OFF = new RecordingPolicy(Mode.OFF, true);

  /** Whether calls to the number are recorded. */
  public boolean recordsInbound() {
    return mode == Mode.ALL || mode == Mode.INBOUND;
  }

  /** Whether calls that show the number are recorded. */
  public boolean recordsOutbound() {
    return mode == Mode.ALL || mode == Mode.OUTBOUND;
  }
}
