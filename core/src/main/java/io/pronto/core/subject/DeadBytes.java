package io.pronto.core.subject;

import io.pronto.core.db.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that what was erased is in no file of the database's any more. PostgreSQL leaves rows
 * that were deleted or changed where they were until something else is written there, with what its
 * indexes, its statistics and its log have of them. So the tables concerned are written anew, with
 * indexes and statistics, and the log before that is thrown away.
 *
 * <p>Nobody reads or writes a table meanwhile. One of up to 32 MiB takes about a second, and is
 * done at once; a larger one waits for the night (2 to 5 o'clock in Paris). Nobody waits for a lock
 * for more than a second either: what is too busy is tried again in the next round. A call waits
 * for none of these tables: what is told of it is spooled. The month of calls that is being written
 * waits until it is over, where a whole organisation was erased from it.
 *
 * <p>The new file of a table is there beside the old one for a moment. How much room there is on
 * the database's disk it tells nobody: as much as its largest table has to be free. What does not
 * fit is told, and left alone until the next night.
 */
public final class DeadBytes {
  private static final Logger LOG = LoggerFactory.getLogger(DeadBytes.class);
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final LocalTime NIGHT = LocalTime.of(2, 0);
  private static final LocalTime MORNING = LocalTime.of(5, 0);
  private static final long SMALL = 32L * 1024 * 1024;
  private static final String LOCKED = "55P03";
  private static final String DEADLOCK = "40P01";
  private static final String DISK_FULL = "53100";

  private static final Duration UNTIL_NEXT_NIGHT = Duration.ofHours(20);

  private final Owner owner;

  /** Tables for which there was no room, and until when none is looked for. */
  private final Map<String, Instant> noRoom = new ConcurrentHashMap<>();

  /** Works as the {@code owner} of the tables. */
  public DeadBytes(Owner owner) {
    this.owner = owner;
  }

  /** Writes anew what was erased from and may be by {@code now}; returns how many tables. */
  public int scrub(Instant now) {
    try (var connection = owner.connect();
        var statement = connection.createStatement()) {
      if (!alone(statement)) {
        return 0;
      }
      statement.execute("set lock_timeout = '1s'");
      var since = text(statement, "select clock_timestamp()::text");
      int written = 0;
      for (var table : tables(statement)) {
        if (mayBe(statement, table, now)
            && isSettled(statement, since)
            && write(connection, statement, table, since, now)) {
          written++;
        }
      }
      forget(statement);
      return written;
    } catch (SQLException e) {
      throw owner.unavailable(e);
    }
  }

  /** One server at a time; the lock ends with the connection. */
  private static boolean alone(Statement statement) throws SQLException {
    return isTrue(statement, "select pg_try_advisory_lock(hashtext('dead_bytes'))");
  }

  private static List<String> tables(Statement statement) throws SQLException {
    var all = new ArrayList<String>();
    try (var rows =
        statement.executeQuery(
            """
            select t from erasure e, unnest(e.scrub) t where e.state <> 'running'
             union
            select t from tables_to_scrub() t where t <> 'pg_statistic' order by 1
            """)) {
      while (rows.next()) {
        all.add(rows.getString(1));
      }
    }
    return all;
  }

  private boolean mayBe(Statement statement, String table, Instant now) throws SQLException {
    var time = now.atZone(PARIS).toLocalTime();
    boolean night = !time.isBefore(NIGHT) && time.isBefore(MORNING);
    if (now.isBefore(noRoom.getOrDefault(table, Instant.MIN))) {
      return false;
    }
    return night
        || isTrue(
            statement,
            "select coalesce(pg_total_relation_size(to_regclass('%s')), 0) <= %d"
                .formatted(table, SMALL));
  }

  /** What a transaction from before may still see is kept: none is left, within two seconds. */
  private static boolean isSettled(Statement statement, String since) throws SQLException {
    boolean settled = isTrue(statement, "select wait_for_older('%s')".formatted(since));
    if (!settled) {
      LOG.atInfo().log("What was erased is in files still: an older transaction goes on");
    }
    return settled;
  }

  private boolean write(
      Connection connection, Statement statement, String table, String since, Instant now)
      throws SQLException {
    try {
      if (isTrue(statement, "select to_regclass('%s') is not null".formatted(table))) {
        statement.execute("vacuum (full, analyze) " + table);
        statement.execute("select forget_statistics_of_empty('%s')".formatted(table));
      }
    } catch (SQLException e) {
      if (DISK_FULL.equals(e.getSQLState())) {
        noRoom.put(table, now.plus(UNTIL_NEXT_NIGHT));
        LOG.atError()
            .addKeyValue("table", table)
            .log("The disk has no room to write it anew: make room; tried again in the next night");
        return false;
      }
      if (LOCKED.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState())) {
        LOG.atInfo().addKeyValue("table", table).log("Too busy to be written anew; tried again");
        return false;
      }
      throw e;
    }
    try (var done =
        connection.prepareStatement(
            "update erasure set scrub = array_remove(scrub, ?) where state <> 'running' and ? ="
                + " any(scrub)")) {
      done.setString(1, table);
      done.setString(2, table);
      done.executeUpdate();
    }
    try (var done =
        connection.prepareStatement(
            """
            with done as (
              delete from table_to_scrub where name = ? and asked_at < ?::timestamptz returning name)
            insert into table_to_scrub (name) select 'pg_statistic' from done on conflict do nothing
            """)) {
      done.setString(1, table);
      done.setString(2, since);
      done.executeUpdate();
    }
    return true;
  }

  /**
   * The statistics have the commonest values of each column; the log has all that was written. They
   * follow the last table of those that may be written now, also when a server dies in between.
   */
  private static void forget(Statement statement) throws SQLException {
    if (!isTrue(
        statement,
        """
        select exists (select from erasure
                        where scrub = '{}' and scrubbed_at is null and state <> 'running')
               or array(select tables_to_scrub()) = '{pg_statistic}'
        """)) {
      return;
    }
    for (var sql : List.of("vacuum (full) pg_statistic", "select pg_switch_wal()", "checkpoint")) {
      try {
        statement.execute(sql);
      } catch (SQLException e) {
        if (!"42501".equals(e.getSQLState())) {
          throw e;
        }
        LOG.atWarn()
            .log("The database's owner may not do: {}; what it has of that goes by itself", sql);
      }
    }
    statement.executeUpdate(
        """
        update erasure set scrubbed_at = now()
         where scrub = '{}' and scrubbed_at is null and state <> 'running'
        """);
    statement.executeUpdate("delete from table_to_scrub where name = 'pg_statistic'");
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static boolean isTrue(Statement statement, String sql) throws SQLException {
    try (var row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }
}
