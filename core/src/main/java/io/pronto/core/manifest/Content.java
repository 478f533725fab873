package io.pronto.core.manifest;

import java.util.Locale;

/** What a stretch of one channel holds: sound, or silence for a reason. */
public enum Content {
  /** Nobody was on this channel: not joined yet, left, or between two legs. */
  ABSENT,
  /** The party was there and had not sent its first packet yet. */
  NOT_STARTED,
  /** What the party said. */
  SOUND,
  /** The party sent nothing: silence suppression, comfort noise, or it had vanished. */
  SILENT,
  /** The party had been told not to send, or had said that it would not: a call on hold. */
  HELD,
  /** Packets that the party sent and that never came, or too late to be of use. */
  LOST,
  /** Packets that came and that the recorder was too slow to take. */
  OVERFLOW,
  /** Keys pressed (RFC 4733) in place of sound. */
  KEYS,
  /** Sound in an encoding that the recorder cannot decode. */
  UNDECODED,
  /** The recording was paused: nothing of it was kept. */
  PAUSED,
  /** It was taken out afterwards, so that nobody hears it again: a card number, an IBAN. */
  REDACTED,
  /** It could not be written. */
  UNWRITTEN,
  /** Silence of which a crash took the reason. */
  UNKNOWN,
  /** Sound and gaps in turn, more of them than are listed; the totals count each. */
  MIXED;

  /** The name in JSON, such as {@code not_started}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #word}. */
  public static Content of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
