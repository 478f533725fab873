package io.pronto;

import io.pronto.backup.BackupFailed;
import io.pronto.backup.BackupPlace;
import io.pronto.backup.BaseBackup;
import io.pronto.backup.PlaceMark;
import io.pronto.backup.RestoreMarker;
import io.pronto.core.backup.BackupManifest;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.backup.ErasureFiles;
import io.pronto.core.backup.ErasureFollower;
import io.pronto.core.backup.JournalReach;
import io.pronto.core.db.Database;
import io.pronto.core.db.Migrations;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.pronto.log.Logs;
import io.pronto.settings.Settings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backup}: a whole backup now, beside a running server or without. */
@Command(
    name = "backup",
    description = {
      "Makes a whole, sealed backup of the database and the recordings now, beside a running server"
          + " or without, and reads it again before it counts.",
      "secrets.key is not in it: keep that apart, without it nobody opens a backup."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Where to; without it the setting backup.to.")
  private Path to;

  @Override
  public Integer call() throws Exception {
    Logs.text();
    var settings = config.settings();
    var folder =
        Optional.ofNullable(to)
            .map(path -> path.toAbsolutePath().normalize())
            .or(() -> settings.backup().map(Settings.Backup::to));
    if (folder.isEmpty()) {
      return refuse("give --to FOLDER, or set backup.to");
    }
    if (new RestoreMarker(settings.data()).isThere()) {
      return refuse(settings.data() + " is being restored: end that first");
    }
    var master = MasterKeys.of(settings);
    if (master.isEmpty()) {
      return refuse("secrets.key is neither set nor in " + settings.data());
    }
    var place = new BackupPlace(folder.get());
    if (to != null) {
      place.make();
    }
    if (settings.backup().filter(own -> own.to().equals(place.folder())).isPresent()) {
      new PlaceMark(place, settings.data()).refuseAway();
    }
    var running =
        settings.database().isPresent()
            ? settings.database()
            : Embedded.runningPostgres(settings.data());
    if (running.isPresent()) {
      return make(settings, running.get(), place, master.get(), false);
    }
    try (var data = DataFolder.hold(settings.data());
        var postgres = Embedded.postgres(data)) {
      return make(settings, postgres.url(), place, master.get(), true);
    }
  }

  /** Makes it; {@code alone} says that no server runs. */
  private int make(
      Settings settings, String url, BackupPlace place, MasterKey master, boolean alone)
      throws BackupFailed {
    if (!Migrations.done(url)) {
      return refuse("the database lacks this version's tables: run ./pronto start once");
    }
    long begun = System.nanoTime();
    var vertx = Vertx.vertx();
    try (var database = new Database(vertx, url)) {
      new OrganisationKeys(database, master).check();
      long journal = journal(settings, place, database, master, alone);
      var base =
          new BaseBackup(
              settings.data(),
              url,
              settings.database().isEmpty(),
              master,
              new ProofKey(database, master));
      tell(place, base.make(place, Optional.empty(), journal), begun);
      return 0;
    } finally {
      vertx.close().await();
    }
  }

  /**
   * The number of the last file of the journal of erasures, which is where the server's own backups
   * are, wherever this one goes.
   *
   * @param alone whether no server keeps it up to date, so that it is brought so first
   */
  private static long journal(
      Settings settings, BackupPlace place, Database database, MasterKey master, boolean alone)
      throws BackupFailed {
    var own = settings.backup().map(it -> new BackupPlace(it.to())).orElse(place);
    var mark = new PlaceMark(own, settings.data());
    var files = new ErasureFiles(own.erasures(), new BackupSeal(master), mark);
    try {
      if (alone && settings.backup().isPresent() && mark.isThere()) {
        new ErasureFollower(database, files, InstantSource.system()).open();
      }
      return files.reach().map(JournalReach::last).orElse(0L);
    } catch (IOException e) {
      throw BackupFailed.of(files.folder(), e);
    }
  }

  private void tell(BackupPlace place, BackupManifest made, long begun) {
    out(
        "%s: %s, %d files of recordings, read again, in %.1f s"
            .formatted(
                place.folder().resolve(made.name()),
                made.cluster()
                    .map(it -> "the database in %,d bytes".formatted(it.bytes()))
                    .orElse("no database: it is elsewhere, back it up by its own means"),
                made.recordings(),
                (System.nanoTime() - begun) / 1e9));
    out("secrets.key is NOT in it: keep it apart from the backups. Without it nobody opens them.");
  }

  private void out(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("pronto: " + why);
    return 1;
  }
}
