package io.pronto.core.organisation;

import java.util.Locale;

/** How somebody whose call is supervised is told as the supervisor joins it. */
public enum SupervisionNotice {
  /** Not at all: only where people have been told beforehand, as the law demands. */
  NONE,
  /** By a tone that only they hear. */
  TONE,
  /** By words that only they hear. */
  ANNOUNCEMENT;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static SupervisionNotice of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
