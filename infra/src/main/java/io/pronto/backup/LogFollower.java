package io.pronto.backup;

import io.pronto.core.backup.BackupSeal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Deflater;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The continuous backup: copies each segment of the embedded PostgreSQL's log, sealed, as soon as
 * it is full, and has one ended when something was written in it for a minute. A replication slot
 * keeps what was not copied yet, up to {@code max_slot_wal_keep_size}, over which {@link
 * WaitingLog} watches: a place that is out of reach for longer costs the line, never the data's
 * disk. What follows is another line, with a backup of its own. For one thread.
 */
final class LogFollower {
  /** How long something may be in the database alone. */
  static final Duration SWITCH = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
  private static final String SLOT = "pronto_log_";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmssSSS").withZone(ZoneOffset.UTC);

  private final Path cluster;
  private final String url;
  private final BackupPlace place;
  private final BackupSeal seal;
  private final Duration switchAfter;
  private Optional<Line> line = Optional.empty();
  private volatile Instant reachesTo = Instant.EPOCH;

  /** Where a line has got to. */
  private static final class Line {
    final String name;

    /** The first that was not copied. */
    Segment due;

    /** When all that was full was copied last: what was committed until then is in {@link #due}. */
    Instant seenAt = Instant.EPOCH;

    /** When a segment was ended last, and where the log stood then. */
    Instant lookedAt = Instant.EPOCH;

    String endedAt = "";

    Line(String name, Segment due) {
      this.name = name;
      this.due = due;
    }
  }

  /** Copies that of the data folder {@code data}, whose owner's address is {@code url}. */
  LogFollower(Path data, String url, BackupPlace place, BackupSeal seal, Duration switchAfter) {
    this.cluster = data.resolve("postgres/cluster");
    this.url = url;
    this.place = place;
    this.seal = seal;
    this.switchAfter = switchAfter;
  }

  /** The line that is followed; empty before the first {@link #go}. */
  Optional<String> line() {
    return line.map(it -> it.name);
  }

  /** Until when all that was committed is in the line, at least. */
  Instant reachesTo() {
    return reachesTo;
  }

  /** Copies what is full. */
  void go() throws SQLException, IOException {
    try (var sql = OwnerSql.open(url)) {
      var now = sql.row("select clock_timestamp()::text, pg_current_wal_lsn()::text");
      var at = ClusterCopy.time(now[0]);
      var followed = line.filter(it -> isAlive(sql, it)).orElse(null);
      if (followed == null) {
        followed = goOn(sql, at);
        line = Optional.of(followed);
      }
      boolean ended =
          !now[1].equals(followed.endedAt) && !at.isBefore(followed.lookedAt.plus(switchAfter));
      if (ended) {
        followed.endedAt = sql.row("select pg_switch_wal()::text, pg_current_wal_lsn()::text")[1];
        followed.lookedAt = at;
      }
      copy(sql, followed, at, ended);
      followed.seenAt = at;
    }
  }

  /** How many bytes of the log PostgreSQL keeps, on the data's disk, until they are copied. */
  long waiting() throws SQLException {
    try (var sql = OwnerSql.open(url)) {
      return Long.parseLong(
          sql.row(
                  """
                  select coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), 0)::bigint
                    from pg_replication_slots
                   where slot_name like 'pronto\\_log\\_%' and restart_lsn is not null
                  """)[
              0]);
    }
  }

  /** Gives the line up, and has what was kept for it thrown away: another begins when it can. */
  void giveUp() throws SQLException {
    line = Optional.empty();
    try (var sql = OwnerSql.open(url)) {
      dropSlots(sql);
      sql.run("checkpoint");
    }
  }

  /** Has nothing kept any more for lines that were. */
  static void giveUp(String url) throws SQLException {
    try (var sql = OwnerSql.open(url)) {
      dropSlots(sql);
    }
  }

  private static void dropSlots(OwnerSql sql) throws SQLException {
    sql.run(
        """
        select pg_drop_replication_slot(slot_name) from pg_replication_slots
         where slot_name like 'pronto\\_log\\_%'
        """);
  }

  private static boolean isAlive(OwnerSql sql, Line line) {
    try {
      return sql.row(
                  "select 1 from pg_replication_slots where slot_name = ? and wal_status <> 'lost'",
                  SLOT + line.name)
              .length
          > 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Goes on with the line that there is, if it is whole; begins another one otherwise. */
  private Line goOn(OwnerSql sql, Instant now) throws SQLException, IOException {
    var slot =
        sql.row(
            """
            select slot_name, restart_lsn::text, pg_walfile_name(pg_current_wal_lsn())
              from pg_replication_slots
             where slot_name like 'pronto\\_log\\_%' and wal_status <> 'lost'
               and restart_lsn is not null
             order by slot_name desc limit 1
            """);
    if (slot.length > 0) {
      var name = slot[0].substring(SLOT.length());
      if (Files.isDirectory(place.log().resolve(name))) {
        return new Line(name, Segment.at(Segment.of(slot[2]).timeline(), slot[1]));
      }
    }
    dropSlots(sql);
    var name = TIME.format(now).toLowerCase(Locale.ROOT);
    Files.createDirectories(place.log().resolve(name));
    var first =
        sql.row(
            """
            select lsn::text, pg_walfile_name(pg_current_wal_lsn())
              from pg_create_physical_replication_slot(?, true)
            """,
            SLOT + name);
    LOG.atInfo().addKeyValue("line", name).log("The continuous backup begins anew");
    return new Line(name, Segment.at(Segment.of(first[1]).timeline(), first[0]));
  }

  /**
   * Whatever is full is copied; {@code ended} says that the last of it was ended after {@code at}.
   */
  private void copy(OwnerSql sql, Line followed, Instant at, boolean ended)
      throws SQLException, IOException {
    var end = sql.row("select pg_current_wal_lsn()::text")[0];
    var current = Segment.at(followed.due.timeline(), end);
    while (followed.due.number() < current.number()) {
      boolean newest = ended && followed.due.number() == current.number() - 1;
      copy(followed, followed.due, newest ? at : followed.seenAt);
      followed.due = followed.due.next();
      sql.run(
          "select pg_replication_slot_advance(?, ?::pg_lsn)",
          SLOT + followed.name,
          followed.due.begin());
    }
    boolean nothingSince = end.equals(current.begin());
    reachesTo = ended || nothingSince ? at : reachesTo;
  }

  private void copy(Line followed, Segment segment, Instant until) throws IOException {
    var file = cluster.resolve("pg_wal").resolve(segment.name());
    var folder = place.log().resolve(followed.name);
    if (!Files.isDirectory(folder)) { // what is copied elsewhere is missing when its disk is back
      throw new NoSuchFileException(folder.toString(), null, "the continuous backup is away");
    }
    var whole = folder.resolve(segment.name() + ".sealed");
    if (Files.exists(whole)) { // before a crash
      return;
    }
    var draft = folder.resolve('.' + segment.name() + ".part");
    Files.deleteIfExists(draft);
    try {
      var parameters = new GzipParameters();
      parameters.setCompressionLevel(Deflater.BEST_SPEED);
      try (var out =
          new GzipCompressorOutputStream(
              seal.seal(draft, sealedAs(followed.name, segment), until), parameters)) {
        Files.copy(file, out);
      }
      Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
      BackupPlace.settle(folder);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** What the content of a segment is sealed by. */
  static String sealedAs(String line, Segment segment) {
    return "log/%s/%s".formatted(line, segment.name());
  }
}
