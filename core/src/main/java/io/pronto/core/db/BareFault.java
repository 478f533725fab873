package io.pronto.core.db;

import io.vertx.pgclient.PgException;

/**
 * What went wrong and where, for a log, without any message: PostgreSQL quotes in it what is in a
 * row, which may be somebody's.
 */
public final class BareFault extends RuntimeException {
  private BareFault(String what, StackTraceElement[] where) {
    super(what);
    setStackTrace(where);
  }

  /** That of {@code thrown}: its SQLSTATE and constraint, or its class alone. */
  public static BareFault of(Throwable thrown) {
    return new BareFault(what(thrown), thrown.getStackTrace());
  }

  private static String what(Throwable thrown) {
    return switch (thrown) {
      case PgException e ->
          "SQLSTATE "
              + e.getSqlState()
              + (e.getConstraint() == null ? "" : " by " + e.getConstraint());
      case Conflict e -> "Refused by " + e.constraint();
      case Throwable e -> e.getClass().getName();
    };
  }
}
