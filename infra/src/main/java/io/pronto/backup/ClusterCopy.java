package io.pronto.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Copies the files of a running PostgreSQL and as much of its log as makes them whole ("Making a
 * Base Backup Using the Low Level API", PostgreSQL's manual, 25.3.4), as a tar that is compressed
 * on its way: nothing of it touches a disk in the clear.
 */
final class ClusterCopy {
  /**
   * What PostgreSQL makes anew, and what belongs to the running process ("Skipped files", 25.3.6).
   */
  private static final Set<String> EMPTIED =
      Set.of(
          "pg_wal",
          "pg_dynshmem",
          "pg_notify",
          "pg_replslot",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans",
          "log");

  private static final Set<String> SKIPPED =
      Set.of(
          "postmaster.pid",
          "postmaster.opts",
          "backup_label",
          "backup_manifest",
          "tablespace_map",
          "current_logfiles",
          "recovery.signal",
          "standby.signal",
          "postgresql.auto.conf.tmp");

  private static final Path CONTROL = Path.of("global", "pg_control");
  private static final int BUFFER = 1 << 16;

  private final OwnerSql sql;
  private final Path data;
  private final Path cluster;
  private final byte[] buffer = new byte[BUFFER];

  /** Copies that in the data folder {@code data}, by a session {@code sql} of its own. */
  ClusterCopy(OwnerSql sql, Path data) {
    this.sql = sql;
    this.data = data;
    this.cluster = data.resolve("postgres/cluster");
  }

  /**
   * What was copied.
   *
   * @param moment the time that it is of, by PostgreSQL's clock
   */
  record Copied(Segment first, Segment last, Instant moment) {}

  /** Writes the tar to {@code out}, which stays open. */
  Copied write(OutputStream out) throws SQLException, IOException {
    // Keeps the log while files are copied; it goes with the session, however that ends.
    sql.run("select pg_create_physical_replication_slot('pronto_backup', true, true)");
    var begun =
        sql.row("select pg_walfile_name(start) from pg_backup_start('pronto', fast => true) start");
    var parameters = new GzipParameters();
    parameters.setCompressionLevel(Deflater.BEST_SPEED);
    var zip = new GzipCompressorOutputStream(out, parameters);
    var tar = new TarArchiveOutputStream(zip);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    files(tar);
    var ended =
        sql.row(
            """
            select labelfile, pg_walfile_name(lsn), clock_timestamp()::text
              from pg_backup_stop(wait_for_archive => false)
            """);
    text(tar, "cluster/backup_label", ended[0]);
    var first = Segment.of(begun[0]);
    var last = Segment.of(ended[1]);
    for (var each = first; each.number() <= last.number(); each = each.next()) {
      file(tar, "cluster/pg_wal/" + each.name(), cluster.resolve("pg_wal").resolve(each.name()));
    }
    var password = data.resolve("postgres.password");
    if (Files.exists(password)) {
      file(tar, "data/" + password.getFileName(), password);
    }
    tar.finish();
    zip.finish();
    return new Copied(first, last, time(ended[2]));
  }

  /** PostgreSQL writes {@code 2026-11-30 05:52:00.123+00}. */
  static Instant time(String text) {
    return OffsetDateTime.parse(text.replace(' ', 'T') + ":00").toInstant();
  }

  private void files(TarArchiveOutputStream tar) throws IOException {
    Files.walkFileTree(
        cluster,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            var name = cluster.relativize(folder);
            if (isSkipped(name)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            tar.putArchiveEntry(new TarArchiveEntry("cluster/" + name + '/'));
            tar.closeArchiveEntry();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            var name = cluster.relativize(path);
            if (!isSkipped(name) && !name.equals(CONTROL)) {
              return copied(tar, name, path);
            }
            return FileVisitResult.CONTINUE;
          }

          /** What was dropped meanwhile is missing: the log says so. */
          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    file(tar, "cluster/" + CONTROL, cluster.resolve(CONTROL)); // after all that it tells of
  }

  private static boolean isSkipped(Path name) {
    var top = name.getName(0).toString();
    var file = name.getFileName().toString();
    return name.getNameCount() > 1 && EMPTIED.contains(top)
        || SKIPPED.contains(name.toString())
        || file.startsWith("pgsql_tmp")
        || file.startsWith("pg_internal.init");
  }

  private FileVisitResult copied(TarArchiveOutputStream tar, Path name, Path path)
      throws IOException {
    try {
      file(tar, "cluster/" + name, path);
      return FileVisitResult.CONTINUE;
    } catch (NoSuchFileException dropped) { // meanwhile: the log says so
      return FileVisitResult.CONTINUE;
    }
  }

  /** A file may grow or shrink under our hands: what is wrong in it then, the log puts right. */
  private void file(TarArchiveOutputStream tar, String name, Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      long size = Files.size(path);
      var entry = new TarArchiveEntry(name);
      entry.setSize(size);
      tar.putArchiveEntry(entry);
      copy(in, tar, size);
      tar.closeArchiveEntry();
    }
  }

  private void copy(InputStream in, OutputStream out, long size) throws IOException {
    long left = size;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        Arrays.fill(buffer, (byte) 0);
        read = (int) Math.min(left, buffer.length);
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void text(TarArchiveOutputStream tar, String name, String text)
      throws IOException {
    var bytes = text.getBytes(UTF_8);
    var entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
