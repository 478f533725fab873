package io.pronto.core.recording;

import java.util.Locale;

/** Whether somebody has looked for card numbers and IBANs in a recording. */
public enum RedactionState {
  /** Nobody does: the number's policy does not ask for it. */
  OFF,
  /** Nobody could: no speech model of its language was there, or it could not be written down. */
  UNEXAMINED,
  /** It is being looked through, or rewritten without them: nobody hears it before that is done. */
  PENDING,
  /** What was found is out of it. */
  DONE,
  /** What was found cannot be taken out, since its file does not open: nobody ever hears it. */
  BROKEN;

  /** The name in JSON and SQL, such as {@code done}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #word}. */
  public static RedactionState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
