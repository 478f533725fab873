package io.pronto.backup;

import io.pronto.core.backup.BackupManifest;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.pronto.embedded.EmbeddedFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts the embedded PostgreSQL of a backup into a data folder, and has it recover. */
final class RestoredCluster {
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private final BackupPlace place;
  private final BackupManifest manifest;
  private final BackupManifest.Cluster cluster;
  private final MasterKey master;
  private final Optional<Instant> at;

  /**
   * That of {@code manifest}, which has one.
   *
   * @param at the time to go back to; empty for the newest that there is
   */
  RestoredCluster(
      BackupPlace place, BackupManifest manifest, MasterKey master, Optional<Instant> at) {
    this.place = place;
    this.manifest = manifest;
    this.cluster = manifest.cluster().orElseThrow();
    this.master = master;
    this.at = at;
  }

  /**
   * What of the log is to be played, and to when.
   *
   * @param reachesTo until when all that was committed is in it
   */
  record Log(List<Segment> segments, Instant reachesTo) {}

  /**
   * How far it reaches with what of its log follows without a gap, as that says itself: {@link
   * #check} looks closer.
   */
  Instant reachesTo() throws IOException {
    var following = line().following(Segment.of(cluster.lastSegment())).segments();
    try {
      var end = following.isEmpty() ? manifest.moment() : line().reachesTo(following.getLast());
      return end.isAfter(manifest.moment()) ? end : manifest.moment();
    } catch (BrokenSeal damaged) {
      return manifest.moment();
    }
  }

  /**
   * Looks whether the backup is what was made, and how far its log reaches.
   *
   * @throws BrokenSeal when it was changed
   * @throws BackupFailed when the log does not reach far enough
   */
  Log check() throws IOException, BackupFailed {
    var file = sealed();
    if (Files.size(file) != cluster.bytes() || !BaseBackup.sha256(file).equals(cluster.sha256())) {
      throw new BrokenSeal(
          "%s was changed: its SHA-256 is not that of the manifest".formatted(file));
    }
    var following = line().following(Segment.of(cluster.lastSegment()));
    var wanted = new ArrayList<Segment>();
    var reachesTo = manifest.moment();
    for (var each : following.segments()) {
      if (at.isPresent() && !reachesTo.isBefore(at.get())) {
        break;
      }
      wanted.add(each);
      var until = line().reachesTo(each);
      reachesTo = until.isAfter(reachesTo) ? until : reachesTo;
    }
    boolean enough = at.isPresent() && !reachesTo.isBefore(at.get());
    if (following.gap().isPresent() && !enough) {
      throw new BackupFailed(
          "The continuous backup lacks segment %s: give --at %s, or an earlier time"
              .formatted(following.gap().get().name(), reachesTo));
    }
    if (at.isPresent() && !enough) {
      throw new BackupFailed(
          "The backup reaches to %s, not to %s: give --at that, or leave it out for the newest"
              .formatted(reachesTo, at.get()));
    }
    return new Log(wanted, reachesTo);
  }

  /** Unpacks it into {@code data} and has it recover. */
  void recover(DataFolder data, Log log) throws IOException, EmbeddedFailed {
    var folder = data.path();
    try (var tar = BaseBackup.open(sealed(), manifest.name(), master)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var to = target(folder, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(to, FOLDER);
        } else {
          Files.createDirectories(to.getParent(), FOLDER);
          Files.copy(tar, to);
          Files.setPosixFilePermissions(to, FILE);
        }
      }
    }
    var segments = folder.resolve("postgres/cluster/pg_wal");
    for (var each : log.segments()) {
      line().open(each, segments);
      Files.setPosixFilePermissions(segments.resolve(each.name()), FILE);
    }
    if (!Embedded.recoverPostgres(data, at)) { // nothing was committed after that time
      Embedded.recoverPostgres(data, Optional.empty());
    }
  }

  private static Path target(Path data, String name) {
    var root = name.startsWith("cluster/") ? data.resolve("postgres") : data;
    var to = root.resolve(name.startsWith("data/") ? name.substring("data/".length()) : name);
    if (!to.normalize().startsWith(root.normalize())) {
      throw new BrokenSeal("A backup has a file outside of it: " + name);
    }
    return to;
  }

  private LogLine line() {
    return new LogLine(place, cluster.line().orElse("none"), new BackupSeal(master));
  }

  private Path sealed() {
    return place.folder().resolve(manifest.name()).resolve(BaseBackup.CLUSTER);
  }
}
