package io.pronto.core.organisation;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether what is said in recorded calls is written down, when, and in which language. What is not
 * recorded is never written down.
 *
 * @param mode empty: as whoever stands above has decided, and {@link Mode#BATCH} where nobody has
 * @param language of the speech, ISO 639-1; empty: likewise, and that of the user who takes part
 *     where nobody has
 */
public record TranscriptionPolicy(Optional<Mode> mode, Optional<String> language) {
  /** When it is written down. */
  public enum Mode {
    /** Never. */
    OFF,
    /** After the call. */
    BATCH,
    /** While it goes on, as far as there is room, and again after it. */
    LIVE;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Mode of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Nobody has decided anything. */
  public static final TranscriptionPolicy UNDECIDED =
      new TranscriptionPolicy(Optional.empty(), Optional.empty());

  /** This, and where it leaves something open what {@code above} says. */
  public TranscriptionPolicy or(TranscriptionPolicy above) {
    return new TranscriptionPolicy(mode.or(above::mode), language.or(above::language));
  }

  /** What holds of it in the end. */
  public Mode effectiveMode() {
    return mode.orElse(Mode.BATCH);
  }

  /** Reads what SQL and JSON have: codes, or null where nothing is decided. */
  public static TranscriptionPolicy of(String mode, String language) {
    return new TranscriptionPolicy(
        Optional.ofNullable(mode).map(Mode::of), Optional.ofNullable(language));
  }
}
