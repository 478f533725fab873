package io.pronto.core.subprocessor;

import java.util.Locale;

/** What kind of data somebody processes. */
public enum DataCategory {
  /** Names, e-mail addresses and tiers of an organisation's people. */
  ACCOUNTS,
  /** The numbers that an organisation rents. */
  NUMBERS,
  /** What proves who rents a number. */
  IDENTITY_DOCUMENTS,
  /** Who called whom, when and for how long. */
  CALL_RECORDS,
  /** What is said, while it is said. */
  CALL_CONTENT,
  /** What was recorded of it. */
  RECORDINGS,
  /** What was written down of it. */
  TRANSCRIPTS,
  /** Whom an organisation knows outside. */
  CONTACTS,
  /** Text messages. */
  MESSAGES,
  /** E-mail that the product writes. */
  EMAIL,
  /** Where a caller for help is. */
  LOCATION,
  /** Addresses of machines, and what servers write in their logs. */
  TECHNICAL;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static DataCategory of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
