package io.pronto.core.db;

/** PostgreSQL cannot be reached or does not answer in time; nothing was changed for certain. */
public final class DatabaseUnavailable extends RuntimeException {
  /** Names what went wrong on the way there. */
  public DatabaseUnavailable(Throwable cause) {
    super("The database does not answer", cause);
  }
}
