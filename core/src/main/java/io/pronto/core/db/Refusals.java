package io.pronto.core.db;

import io.vertx.pgclient.PgException;
import java.util.Set;

/** Turns what the driver throws into the few things that callers tell apart. */
final class Refusals {
  /** Foreign key, unique and exclusion violations (PostgreSQL, appendix A). */
  private static final Set<String> CONFLICTS = Set.of("23503", "23505", "23P01");

  /** Shutdown, crash, starting up, too many connections, a statement over its time. */
  private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300", "57014");

  private Refusals() {}

  static RuntimeException of(Throwable thrown) {
    return switch (thrown) {
      case PgException e when CONFLICTS.contains(e.getSqlState()) ->
          new Conflict(e.getConstraint(), e);
      case PgException e when AWAY.contains(e.getSqlState()) || e.getSqlState().startsWith("08") ->
          new DatabaseUnavailable(e);
      case PgException e -> e;
      case DatabaseUnavailable e -> e;
      case Conflict e -> e;
      case Throwable e -> new DatabaseUnavailable(e);
    };
  }
}
