package io.pronto.core.db;

import io.vertx.pgclient.PgConnectOptions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;

/** Brings a database's schema up to this version; harmless when it is there already. */
public final class Migrations {
  private static final String SCRIPTS = "classpath:db/migration";

  private Migrations() {}

  /**
   * Loads what {@link #run} will need, which takes most of a second: something to do while the
   * database itself still starts.
   */
  public static void prepare() {
    Flyway.configure().locations(SCRIPTS).load();
    DriverManager.getDrivers();
  }

  /**
   * Runs what has not been run yet, as the user of {@code url}, who owns the tables and must be
   * allowed to make the roles {@code pronto_app} and {@code pronto_operator}.
   *
   * @param url {@code postgresql://user:password@host:port/name}
   * @throws DatabaseUnavailable if PostgreSQL does not answer or does not let the user in
   */
  public static void run(String url) {
    try {
      flyway(url).migrate();
    } catch (FlywayException e) {
      throw causedBySql(e) ? new DatabaseUnavailable(e) : e;
    }
  }

  /**
   * Says whether everything has been run already.
   *
   * @param url as for {@link #run}
   */
  public static boolean done(String url) {
    return flyway(url).info().pending().length == 0;
  }

  /**
   * Says whether a later version than this one has run some that this one does not know.
   *
   * @param url as for {@link #run}
   */
  public static boolean isOfLaterVersion(String url) {
    return Arrays.stream(flyway(url).info().all())
        .anyMatch(each -> each.getState() == MigrationState.FUTURE_SUCCESS);
  }

  private static Flyway flyway(String url) {
    var flyway = Flyway.configure().dataSource(jdbc(url), user(url), password(url));
    return flyway.connectRetries(0).locations(SCRIPTS).load();
  }

  private static boolean causedBySql(FlywayException e) {
    return e.getCause() instanceof SQLException sql
        && (sql.getSQLState() == null
            || sql.getSQLState().startsWith("08")
            || sql.getSQLState().startsWith("28")
            || sql.getSQLState().startsWith("3D"));
  }

  static String jdbc(String url) {
    var options = PgConnectOptions.fromUri(url);
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(host(options.getHost()), options.getPort(), options.getDatabase());
  }

  private static String host(String host) {
    return host.contains(":") ? '[' + host + ']' : host;
  }

  private static String user(String url) {
    return PgConnectOptions.fromUri(url).getUser();
  }

  private static String password(String url) {
    return PgConnectOptions.fromUri(url).getPassword();
  }
}
