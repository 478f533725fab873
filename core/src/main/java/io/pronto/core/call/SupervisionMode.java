package io.pronto.core.call;

import java.util.Locale;

/** How somebody who supervises a call takes part in it. */
public enum SupervisionMode {
  /** Hears both parties and is heard by neither. */
  LISTEN,
  /** Hears both parties and is heard by the one of its own organisation alone. */
  WHISPER,
  /** Hears both parties and is heard by both. */
  BARGE;

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static SupervisionMode of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
