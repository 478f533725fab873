package io.pronto.core.subject;

import java.util.Locale;

/**
 * A column that may hold somebody.
 *
 * @param table {@code cdr}
 * @param column {@code caller_number}
 * @param search how somebody is found there
 * @param erasure what an erasure does there
 * @param why of what stays, the reason as {@link SubjectWords} know it; else a remark
 */
public record Place(String table, String column, Search search, Erased erasure, String why) {
  /** How somebody is found. */
  public enum Search {
    /** By the column itself, or what is indexed of it. */
    FOUND,
    /** With the row, by another column. */
    WITH,
    /** By nobody: it is sealed. */
    SEALED,
    /** It is not sought. */
    NOT
  }

  /** What an erasure does. */
  public enum Erased {
    /** The row goes. */
    DELETED,
    /** A pseudonym takes the place. */
    PSEUDONYMISED,
    /** It is emptied, and its row stays. */
    CLEARED,
    /** Nothing. */
    STAYS;

    /** As it is written: {@code deleted}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Place read(String line) {
    var parts = line.split("\\s+", 4);
    var name = parts[0].split("\\.");
    return new Place(
        name[0],
        name[1],
        Search.valueOf(parts[1].toUpperCase(Locale.ROOT)),
        Erased.valueOf(parts[2].toUpperCase(Locale.ROOT)),
        parts[3]);
  }
}
