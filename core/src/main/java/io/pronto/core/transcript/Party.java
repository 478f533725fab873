package io.pronto.core.transcript;

import java.util.Locale;

/** Whose side of a recording. */
public enum Party {
  /** The party that called: the left channel. */
  CALLER,
  /** The party that was called: the right channel. */
  CALLED;

  /** As it is written in rows and in JSON. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
