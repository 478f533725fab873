package io.pronto.core.numbering;

import io.pronto.core.manifest.Purpose;
import java.util.Locale;
import java.util.Optional;

/**
 * Which calls of a number are recorded. Off until an administrator decides otherwise (CNIL: no
 * systematic recording without a ground).
 *
 * @param announce whether both parties are told before the recording starts
 * @param noNoticeGround why law lets them be told nothing, {@value #SHORTEST_GROUND} to {@value
 *     #LONGEST_GROUND} characters; empty where they are told, and of numbers whose policy was made
 *     before grounds were asked for
 * @param refusable whether whoever hears the notice may press a key not to be recorded
 * @param cardPause whether nothing is kept while a party keys in a card number or a code
 * @param redact whether card numbers and IBANs that are said are taken out of text and sound
 * @param purpose what they are recorded for
 * @param purposeChosen whether somebody has said that; false of the one that stands by itself
 */
public record RecordingPolicy(
    Mode mode,
    boolean announce,
    Optional<String> noNoticeGround,
    boolean refusable,
    boolean cardPause,
    boolean redact,
    Purpose purpose,
    boolean purposeChosen) {
  /** The shortest ground, in characters. */
  public static final int SHORTEST_GROUND = 20;

  /** The longest ground, in characters. */
  public static final int LONGEST_GROUND = 500;

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
      new RecordingPolicy(
          Mode.OFF, true, Optional.empty(), false, true, true, Purpose.QUALITY, false);

  /** Refuses a ground where a notice is played. */
  public RecordingPolicy {
    if (announce && noNoticeGround.isPresent()) {
      throw new IllegalArgumentException("Where a notice is played, none is left out");
    }
  }

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
