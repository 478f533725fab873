package io.pronto.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Populated;
import io.pronto.core.db.Owner;
import io.pronto.core.event.Outbox;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subject.DeadBytes;
import io.pronto.server.Erasing;
import io.pronto.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** A server that is backed up before and after something is erased, and what that brings back. */
final class BackedUp implements AutoCloseable {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  final Site site;
  final Outbox outbox;

  /** Where it was backed up before the erasure, and what was erased is known. */
  final BackupPlace before;

  /** Where it was backed up afterwards. */
  final BackupPlace after;

  /** Of organisations that come to an end. */
  final LocalDate lastDay = LocalDate.now(PARIS).minusDays(40);

  private final Path home;
  private final Path programs;

  /** One in {@code home}, with the {@code programs} that take seconds to unpack. */
  BackedUp(Path home, Path programs) throws Exception {
    this.home = home;
    this.programs = programs;
    site = Site.open(linked("data"), MasterKey.generate());
    outbox = new Outbox(site.database);
    before = new BackupPlace(home.resolve("before"));
    before.make();
    after = new BackupPlace(home.resolve("after"));
    after.make();
  }

  /** An organisation in it that has something of every kind. */
  Populated populated() {
    return new Populated(
        site.database,
        site.url,
        site.master,
        site.data.resolve("recordings"),
        lastDay.minusDays(9).atTime(12, 0).atZone(PARIS).toInstant());
  }

  /** What erases. */
  interface Work {
    void run() throws Exception;
  }

  /** Does {@code erasure} between the backups. */
  void erased(Work erasure) throws Exception {
    try (var follower = site.follower(before)) {
      follower.open();
      site.backUp(before, Optional.empty(), follower.last());
      erasure.run();
      follower.copy();
    }
    site.store.removeFiles();
    new DeadBytes(new Owner(site.url))
        .scrub(LocalDate.now(PARIS).atTime(2, 30).atZone(PARIS).toInstant());
    try (var follower = site.follower(after)) {
      follower.open();
      site.backUp(after, Optional.empty(), follower.last());
    }
  }

  /** The data folder, of that {@code name}, into which {@code place} was restored. */
  Path restored(BackupPlace place, String name) throws Exception {
    var data = linked(name);
    var settings =
        Settings.read(
            Optional.empty(),
            Map.of("PRONTO_DATA", data.toString(), "PRONTO_SECRETS_KEY", site.secret),
            data);
    new Restore(
            settings,
            new Restore.Wanted(
                place.folder(), Optional.empty(), Optional.empty(), false, false, false),
            site.master,
            Erasing::again,
            _ -> {})
        .run();
    return data;
  }

  private Path linked(String name) throws Exception {
    var data = Files.createDirectories(home.resolve(name));
    var copy =
        new ProcessBuilder("cp", "-al", programs.resolve("bin").toString(), data.toString())
            .inheritIO()
            .start();
    assertThat(copy.waitFor()).isZero();
    return data;
  }

  @Override
  public void close() throws IOException {
    outbox.close();
    site.close();
  }
}
