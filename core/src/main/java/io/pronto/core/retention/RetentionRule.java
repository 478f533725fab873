package io.pronto.core.retention;

import io.pronto.core.destruction.Category;
import java.util.Locale;

/**
 * How long things of a category are kept. Of the rules that apply to one, the narrowest wins: a
 * user's before a number's before a team's before the organisation's; of several of the same kind,
 * as where both parties are users, the shortest.
 *
 * @param category {@link Category#RECORDING} or {@link Category#TRANSCRIPT}
 * @param scopeId the id of the team or the user; the number as E.164; the organisation's own id
 * @param days calendar days of Europe/Paris, from the beginning of the recording
 */
public record RetentionRule(Category category, Scope scope, String scopeId, int days) {
  /** What a rule is about. */
  public enum Scope {
    /** All that the organisation has. */
    ORGANISATION,
    /** Of calls of those who were in a team then. */
    TEAM,
    /** Of calls that came to a number of the organisation's, or showed it. */
    NUMBER,
    /** Of calls in which a user called or was called. */
    USER;

    /** As SQL and JSON have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #text}; throws {@link IllegalArgumentException} for anything else. */
    public static Scope of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether {@code other} is about the same. */
  public boolean isAboutTheSameAs(RetentionRule other) {
    return category == other.category && scope == other.scope && scopeId.equals(other.scopeId);
  }
}
