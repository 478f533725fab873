package io.pronto.core.subprocessor;

import java.util.Locale;

/** What in the product a subprocessor is used by. */
public enum Use {
  /** Numbers bought over a wholesale API. */
  NUMBER_PROVIDER,
  /** A mail server that takes mail for everybody. */
  EMAIL_RELAY,
  /** The bucket of recordings. */
  OBJECT_STORAGE,
  /** What writes down speech. The product's own does so on the operator's servers. */
  TRANSCRIPTION,
  /** Trunks. */
  CARRIAGE,
  /** The machines that all of it runs on. */
  HOSTING,
  /** Nothing in the product: the operator's staff. */
  OTHER;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static Use of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
