package io.pronto.core.destruction;

import java.util.Locale;

/** What kind of thing was deleted. */
public enum Category {
  RECORDING,
  TRANSCRIPT,
  VOICEMAIL,
  NOTE,
  CONTACT,
  CALL_DETAIL_RECORD,
  /** Taken from its organisation, and sealed for the authorities until its day. */
  CALL_DETAIL_RECORD_SEALED,
  CALL_TRACE,
  RECORDING_AUDIT,
  EVENT,
  OPERATOR_EVENT,
  CALL_CHARGE,
  FRAUD_ALARM,
  MONTH_KEY,
  /** Whatever else an organisation had, at the end of its contract. */
  ORGANISATION_DATA,
  ARCHIVED_RECORD,
  ERASURE_JOURNAL,
  /** Which rows were shown to whom. */
  READING,
  LISTED_CALLER,
  USER,
  NUMBER_SETTING;

  /** As it is written in SQL, JSON and certificates: {@code call_detail_record}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one that is written so.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Category of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
