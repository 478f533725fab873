package io.pronto.core.numbering;

import java.time.Instant;
import java.util.Locale;

/**
 * Somebody whose calls are never recorded.
 *
 * @param id {@code rex_} and a ULID
 * @param subject a number as E.164, or the id of a user or a team
 * @param reason why, in words; may be empty
 * @param createdBy the id of whoever said so, a user or an API key
 */
public record RecordingExclusion(
    String id, Type type, String subject, String reason, String createdBy, Instant createdAt) {
  /** What is excluded. */
  public enum Type {
    /** Calls in which a number takes part, the organisation's or anybody's. */
    NUMBER,
    /** Calls that a user makes or takes. */
    USER,
    /** Calls that somebody makes or takes who is in a team. */
    TEAM;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Type of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
