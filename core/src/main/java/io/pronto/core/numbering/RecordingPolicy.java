package io.pronto.core.numbering;

import io.pronto.core.manifest.Purpose;
import java.util.Locale;

/**
 * Which calls of a number are recorded. Off until an administrator decides otherwise (CNIL: no
 * systematic recording without a ground).
 *
 * @param announce whether both parties are told before the recording starts
 * @param refusable whether whoever hears the notice may press a key not to be recorded
 * @param cardPause whether nothing is kept while a party keys in a card number or a code
 * @param redact whether card numbers and IBANs that are said are taken out of text and sound
 * @param purpose what they are recorded for
 */
public record RecordingPolicy(
    Mode mode,
    boolean announce,
    boolean refusable,
    boolean cardPause,
    boolean redact,
    Purpose purpose) {
  /** The directions that are recorded. */
  public enum Mode {
    /** None. */
    OFF,
    /** Both. */
    ALL,
    /** Calls to the number. */
    INBOUND,
    /** Calls that show the number. */
    OUTBOUND,
    /** Those, in both directions, for which somebody who may see the call asks while it goes on. */
    ON_DEMAND;

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
  public static final RecordingPolicy OFF =
      new RecordingPolicy(Mode.OFF, true, false, true, true, Purpose.QUALITY);

  /** Whether calls to the number are recorded, or may be. */
  public boolean recordsInbound() {
    return mode == Mode.ALL || mode == Mode.INBOUND || mode == Mode.ON_DEMAND;
  }

  /** Whether calls that show the number are recorded, or may be. */
  public boolean recordsOutbound() {
    return mode == Mode.ALL || mode == Mode.OUTBOUND || mode == Mode.ON_DEMAND;
  }

  /** Whether they are recorded without anybody asking for it. */
  public boolean isAutomatic() {
    return mode != Mode.OFF && mode != Mode.ON_DEMAND;
  }
}
