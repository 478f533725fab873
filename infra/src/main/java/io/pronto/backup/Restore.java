package io.pronto.backup;

import io.pronto.core.Id;
import io.pronto.core.backup.BackupManifest;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.backup.ChainEnds;
import io.pronto.core.backup.ErasureFiles;
import io.pronto.core.backup.ErasureReplay;
import io.pronto.core.backup.JournalGaps;
import io.pronto.core.db.Database;
import io.pronto.core.db.Migrations;
import io.pronto.core.object.ObjectStore;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.pronto.embedded.EmbeddedFailed;
import io.pronto.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts a server back to what a backup has, and erases again what was erased since before any server
 * may open it. It may be broken off anywhere: run again, it goes on.
 */
public final class Restore {
  /** What must not be there yet; keys, programs and models may. */
  private static final List<String> DATA =
      List.of("postgres", "postgres.password", "redis", "recordings", "spool", "node");

  /** How far a journal that is followed may lie behind. */
  private static final Duration BEHIND = Duration.ofMinutes(2);

  private final Settings settings;
  private final Wanted wanted;
  private final BackupPlace place;
  private final MasterKey master;
  private final ErasureFiles journal;
  private final Reerasures again;
  private final Consumer<String> out;

  /**
   * What is wanted.
   *
   * @param from the folder of backups
   * @param at the time to go back to; empty for the newest that there is
   * @param journal where the journal of erasures is; empty for the folder of backups
   * @param withoutJournal whether what was erased since may be there again
   * @param over whether what is in the data folder is put aside
   * @param replayOnly whether the database was restored by other means already
   */
  public record Wanted(
      Path from,
      Optional<Instant> at,
      Optional<Path> journal,
      boolean withoutJournal,
      boolean over,
      boolean replayOnly) {}

  /**
   * Restores into the data folder of {@code settings}.
   *
   * @param out is told what is done, a line each
   */
  public Restore(
      Settings settings, Wanted wanted, MasterKey master, Reerasures again, Consumer<String> out) {
    this.settings = settings;
    this.wanted = wanted;
    this.place = new BackupPlace(wanted.from());
    this.master = master;
    this.journal =
        new ErasureFiles(wanted.journal().orElse(place.erasures()), new BackupSeal(master));
    this.again = again;
    this.out = out;
  }

  /**
   * Does it.
   *
   * @throws BackupFailed with one line for the operator
   * @throws io.pronto.core.seal.BrokenSeal when something was changed
   * @throws io.pronto.core.backup.JournalGap when the journal lacks something that shows only now
   */
  public void run() throws BackupFailed, EmbeddedFailed {
    long begun = System.nanoTime();
    try {
      go();
    } catch (IOException e) {
      throw BackupFailed.of(settings.data(), e);
    } catch (SQLException e) {
      throw BackupFailed.of(e);
    }
    out.accept("Restored in %.1f s".formatted((System.nanoTime() - begun) / 1e9));
  }

  private void go() throws BackupFailed, EmbeddedFailed, IOException, SQLException {
    requireBucket();
    if (wanted.replayOnly()) {
      try (var data = DataFolder.hold(settings.data())) {
        refuse(gap(firstOfJournal(), Instant.now(), Instant.EPOCH));
        var backups = found().whole();
        if (!backups.isEmpty()) {
          giveName(data.path(), backups.getFirst());
        }
        replay(data, "by other means", Instant.now(), firstOfJournal());
      }
    } else {
      var manifest = choose();
      if (manifest.cluster().isEmpty() == settings.database().isEmpty()) {
        throw new BackupFailed(
            "%s is of a server whose database was %s: database.url must be as it was"
                .formatted(
                    manifest.name(), manifest.cluster().isEmpty() ? "elsewhere" : "embedded"));
      }
      restore(manifest);
    }
  }

  /**
   * What is erased again is erased in the bucket, too: so it must answer before anything is done.
   */
  private void requireBucket() throws BackupFailed {
    if (settings.recordings().isPresent()) {
      try (var bucket = new ObjectStore(settings.recordings().get())) {
        bucket.tryOut();
      } catch (IOException e) {
        throw new BackupFailed(
            "recording.s3: %s: nothing was restored; correct recording.s3.*, or restore when the store is back"
                .formatted(e.getMessage()),
            e);
      }
    }
  }

  private long firstOfJournal() throws IOException {
    return journal.first() - 1;
  }

  private void restore(BackupManifest manifest)
      throws BackupFailed, EmbeddedFailed, IOException, SQLException {
    var cluster =
        manifest.cluster().map(_ -> new RestoredCluster(place, manifest, master, wanted.at()));
    var log =
        cluster.isPresent()
            ? Optional.of(cluster.get().check())
            : Optional.<RestoredCluster.Log>empty();
    var reachesTo = log.map(RestoredCluster.Log::reachesTo).orElse(manifest.moment());
    long since = wanted.withoutJournal() ? manifest.journal() : journal.last(manifest);
    refuse(gap(since, manifest.moment(), reachesTo.minus(BEHIND)));
    var to = wanted.at().orElse(reachesTo);
    out.accept("%s is whole; it is restored to %s".formatted(manifest.name(), to));
    try (var data = DataFolder.hold(settings.data())) {
      var marker = new RestoreMarker(data.path());
      var begun = marker.read();
      boolean recovered =
          begun.filter(it -> it.recovered() && it.base().equals(manifest.name())).isPresent();
      if (!recovered) {
        makeRoom(data, begun.isPresent());
        marker.write(new RestoreMarker.Restoring(manifest.name(), false));
        if (cluster.isPresent()) {
          cluster.get().recover(data, log.get());
        }
        giveName(data.path(), manifest);
        marker.write(new RestoreMarker.Restoring(manifest.name(), true));
        out.accept("The database is back");
      }
      replay(data, manifest.name(), to, since);
      marker.remove();
    }
  }

  /**
   * Of those that are not of a later time than is wanted, the newest that reaches it with its log,
   * or, where none does or the newest time is wanted, the one that reaches furthest: one made by
   * hand has no log that goes on.
   */
  private BackupManifest choose() throws IOException, BackupFailed {
    var found = found();
    if (found.whole().isEmpty() && !found.damaged().isEmpty()) {
      throw found.damaged().getFirst();
    }
    var furthest = Optional.<BackupManifest>empty();
    var end = Instant.MIN;
    for (var manifest : found.whole()) {
      if (wanted.at().isPresent() && manifest.moment().isAfter(wanted.at().get())) {
        continue;
      }
      var reachesTo = reachesTo(manifest);
      if (wanted.at().isPresent() && !reachesTo.isBefore(wanted.at().get())) {
        return manifest;
      }
      if (reachesTo.isAfter(end)) {
        furthest = Optional.of(manifest);
        end = reachesTo;
      }
    }
    return furthest.orElseThrow(
        () ->
            new BackupFailed(
                "%s has no whole backup%s"
                    .formatted(
                        place.folder(),
                        wanted.at().map(time -> " of " + time + " or before").orElse(""))));
  }

  /** The backups that there are, the newest first. */
  private record Found(List<BackupManifest> whole, List<BrokenSeal> damaged) {}

  /** Says which are no good, if others are. */
  private Found found() throws IOException {
    var found = new Found(new ArrayList<>(), new ArrayList<>());
    for (var base : place.bases().reversed()) {
      try {
        found.whole().add(BackupManifest.read(base, master));
      } catch (BrokenSeal broken) {
        found.damaged().add(broken);
      }
    }
    if (!found.whole().isEmpty()) {
      found.damaged().forEach(broken -> out.accept("Left out: " + broken.getMessage()));
    }
    return found;
  }

  private Instant reachesTo(BackupManifest manifest) throws IOException {
    return manifest.cluster().isEmpty()
        ? manifest.moment()
        : new RestoredCluster(place, manifest, master, wanted.at()).reachesTo();
  }

  private Optional<String> gap(long since, Instant from, Instant until) throws IOException {
    return wanted.withoutJournal() ? Optional.empty() : JournalGaps.of(journal, since, from, until);
  }

  /** Of what time a database is that others have set back, it says itself alone. */
  private Optional<String> gap(Database database) throws IOException {
    return wanted.withoutJournal() || !wanted.replayOnly()
        ? Optional.empty()
        : JournalGaps.of(journal, database);
  }

  private static void refuse(Optional<String> gap) throws BackupFailed {
    if (gap.isPresent()) {
      throw new BackupFailed(
          gap.get()
              + ": what was erased since would be there again; give --journal FOLDER, or"
              + " --without-journal if that is what the law lets you do");
    }
  }

  private void makeRoom(DataFolder folder, boolean begun)
      throws IOException, BackupFailed, EmbeddedFailed {
    var data = folder.path();
    var there = DATA.stream().map(data::resolve).filter(Files::exists).toList();
    if (there.isEmpty()) {
      return;
    }
    Embedded.stopLeftoverPostgres(folder);
    if (begun) { // half of what was being restored
      for (var each : there) {
        BackupPlace.delete(each);
      }
    } else if (wanted.over()) {
      var aside = data.resolve("before-restore-" + System.currentTimeMillis());
      Files.createDirectory(aside);
      for (var each : there) {
        Files.move(each, aside.resolve(each.getFileName()));
      }
      out.accept("What was in %s is in %s now".formatted(data, aside));
    } else {
      throw new BackupFailed(
          "%s is not empty: name another folder by --into, or give --over to put aside what is there"
              .formatted(data));
    }
  }

  private void replay(DataFolder data, String base, Instant to, long since)
      throws BackupFailed, EmbeddedFailed, IOException, SQLException {
    if (settings.database().isPresent()) {
      replay(data.path(), settings.database().get(), base, to, since);
    } else {
      try (var postgres = Embedded.postgres(data)) {
        replay(data.path(), postgres.url(), base, to, since);
      }
    }
  }

  private void replay(Path data, String url, String base, Instant to, long since)
      throws IOException, SQLException, BackupFailed {
    if (Migrations.isOfLaterVersion(url)) {
      throw new BackupFailed("The backup was made by a later version: restore it with that");
    }
    Migrations.run(url);
    var vertx = Vertx.vertx();
    try (var database = new Database(vertx, url)) {
      var keys = new OrganisationKeys(database, master);
      keys.check();
      refuse(gap(database));
      var id = begin(database, base, to);
      var node = node(data);
      files(data, url, node);
      var bucket = settings.recordings().map(ObjectStore::new);
      try {
        var files = new RecordingFiles(data.resolve("recordings"), keys, bucket, node);
        var recordings = new RecordingStore(database, files, TranscriptStore::delete);
        var told = erase(database, recordings, since);
        recordings.removeFiles();
        if (bucket.isPresent()) {
          recordings.removeObjects(bucket.get());
        }
        scrub(url);
        complete(database, id, told);
      } finally {
        bucket.ifPresent(ObjectStore::close);
      }
    } finally {
      vertx.close().await();
    }
  }

  /** The server has its name again: under another, its recordings would not be its own. */
  private void giveName(Path data, BackupManifest manifest) throws IOException {
    if (manifest.node().isEmpty()) {
      return;
    }
    var name = manifest.node().get();
    if (!Files.exists(data.resolve("node"))) {
      Files.writeString(data.resolve("node"), name + '\n');
    } else if (!node(data).equals(name)) {
      out.accept(
          "%s is of the server %s, %s of %s: recordings of the latter do not come back"
              .formatted(data, node(data), manifest.name(), name));
    }
  }

  private static String node(Path data) throws IOException {
    var file = data.resolve("node");
    return Files.exists(file) ? Files.readString(file).strip() : "none";
  }

  private static String begin(Database database, String base, Instant to) {
    return database.asOperator(
        tx ->
            tx.one("select id from restoration where completed_at is null")
                .map(row -> row.getString("id"))
                .orElseGet(
                    () -> {
                      var id = Id.next("rst");
                      tx.update(
                          "insert into restoration (id, backup, restored_to) values ($1, $2, $3)",
                          id,
                          base,
                          to.atOffset(ZoneOffset.UTC));
                      return id;
                    }));
  }

  /** Those that the restored database names, from the copies that are beside the backups. */
  private void files(Path data, String url, String node)
      throws SQLException, IOException, BackupFailed {
    var copies = new RecordingsCopy(data.resolve("recordings"), place.recordings());
    long back = 0;
    long missing = 0;
    try (var sql = OwnerSql.open(url)) {
      refuseWithoutBucket(sql);
      sql.connection().setAutoCommit(false); // rows come as they are read
      try (var rows =
          sql.connection()
              .prepareStatement(
                  "select path, uploaded_at is null from recording where coalesce(node, ?) = ?")) {
        rows.setString(1, node);
        rows.setString(2, node);
        rows.setFetchSize(1_000);
        var found = rows.executeQuery();
        while (found.next()) {
          var path = found.getString(1);
          var to = data.resolve("recordings").resolve(path);
          var copy = copies.find(path);
          if (copy.isEmpty()) {
            missing += found.getBoolean(2) && !Files.exists(to) ? 1 : 0;
          } else if (!Files.exists(to)) {
            Files.createDirectories(
                to.getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            RecordingsCopy.whole(copy.get(), to);
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
            back++;
          }
        }
      }
    }
    out.accept("%d files of recordings are back".formatted(back));
    if (missing > 0) {
      out.accept("%d files of recordings are in no backup".formatted(missing));
    }
  }

  /** What was moved to a bucket is heard, and erased again, there alone. */
  private void refuseWithoutBucket(OwnerSql sql) throws SQLException, BackupFailed {
    var moved = sql.row("select count(*) from recording where uploaded_at is not null")[0];
    if (settings.recordings().isEmpty() && !moved.equals("0")) {
      throw new BackupFailed(
          "%s recordings are in a bucket: set recording.store and recording.s3.* as they were, or, if that is lost, to another, and run this again"
              .formatted(moved));
    }
  }

  private JsonObject erase(Database database, RecordingStore recordings, long since)
      throws IOException {
    if (wanted.withoutJournal()) {
      out.accept(
          "WITHOUT the journal of erasures: what was erased since the backup is there again, and"
              + " restrictions and legal holds are as they were then");
      return new JsonObject().put("without_journal", true);
    }
    var reach = journal.reach().orElseThrow();
    long lost = lost(reach.ends(), ChainEnds.of(database));
    var done =
        new ErasureReplay(database, master, recordings, again.of(database, master, recordings))
            .run(journal, since);
    if (done.bindings() > 0) {
      out.accept(
          "%d restrictions, legal holds, exclusions and objections are as they stood last"
              .formatted(done.bindings()));
    }
    out.accept(
        "Erased again: %d rows by %d certificates and by hand, %d erasures; known until %s"
            .formatted(done.rows(), done.certificates(), done.erasures(), reach.at()));
    if (lost > 0) {
      out.accept("%d events of the audit log since the backup are lost".formatted(lost));
    }
    return new JsonObject()
        .put("without_journal", false)
        .put("journal_until", reach.at().toString())
        .put("certificates", done.certificates())
        .put("rows", done.rows())
        .put("erasures", done.erasures())
        .put("bindings", done.bindings())
        .put("lost_audit_events", lost);
  }

  private static long lost(ChainEnds known, ChainEnds there) {
    return known.events().entrySet().stream()
        .mapToLong(
            end -> Math.max(0, end.getValue() - there.events().getOrDefault(end.getKey(), 0L)))
        .sum();
  }

  /**
   * Has nothing of what was erased stay behind in pages and in the log: every table is written
   * anew, and the old log deleted.
   */
  private void scrub(String url) throws SQLException {
    try (var sql = OwnerSql.open(url)) {
      if (settings.database().isPresent()) { // of an operator's own PostgreSQL we change no setting
        sql.run("vacuum (full, analyze)");
        return;
      }
      sql.run("alter system set wal_recycle = off");
      sql.run("select pg_reload_conf()");
      sql.run("delete from pg_statistic"); // an empty table would keep the commonest of what it had
      sql.run("vacuum (full, analyze)");
      sql.run("checkpoint");
      sql.run("select pg_switch_wal()");
      sql.run("checkpoint");
      sql.run("alter system reset wal_recycle");
    }
  }

  private static void complete(Database database, String id, JsonObject told) {
    database.asOperator(
        tx ->
            tx.update(
                "update restoration set completed_at = now(), told = $2 where id = $1", id, told));
  }
}
