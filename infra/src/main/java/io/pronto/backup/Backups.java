package io.pronto.backup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.Rounds;
import io.pronto.core.backup.BackupManifest;
import io.pronto.core.backup.BackupSeal;
import io.pronto.core.backup.ErasureFollower;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.settings.Settings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups of a running server: a whole one every so often, the log and the recordings
 * continuously in between, and old ones away in time. What fails is told once, tried again, and
 * harms no call.
 */
public final class Backups implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backups.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration RECORDINGS = Duration.ofSeconds(60);
  private static final Duration ROTATION = Duration.ofHours(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(10);

  /** How far behind a clock may be that is believed. */
  private static final Duration BEHIND = Duration.ofDays(3);

  private final Settings.Backup settings;
  private final BackupPlace place;
  private final PlaceMark mark;
  private final BaseBackup base;
  private final Optional<LogFollower> log;
  private final Optional<WaitingLog> waiting;
  private final RecordingsCopy recordings;
  private final ErasureFollower erasures;
  private final MasterKey master;
  private final OperatorEvents events;
  private final Rounds rounds;
  private boolean waitsForAnother;
  private volatile boolean well = true;
  private volatile Instant newest = Instant.EPOCH;
  private Optional<String> lineOfNewest = Optional.empty();
  private Instant copiedAt = Instant.EPOCH;
  private Instant rotatedAt = Instant.EPOCH;
  private Instant notBefore = Instant.EPOCH;

  private Backups(
      Settings.Backup settings,
      Path data,
      BaseBackup base,
      Optional<String> embedded,
      MasterKey master,
      ErasureFollower erasures,
      OperatorEvents events,
      MeterRegistry meters,
      WaitingLog.Limits limits) {
    this.settings = settings;
    this.place = new BackupPlace(settings.to());
    this.mark = new PlaceMark(place, data);
    this.base = base;
    this.master = master;
    this.erasures = erasures;
    this.events = events;
    this.log =
        embedded.map(
            url -> new LogFollower(data, url, place, new BackupSeal(master), LogFollower.SWITCH));
    this.waiting = log.map(it -> new WaitingLog(it, data, events, meters, limits));
    this.recordings = new RecordingsCopy(data.resolve("recordings"), place.recordings());
    show(meters);
    rounds = Rounds.start("backups", "No backup was made", PAUSE, this::round);
  }

  /**
   * Begins.
   *
   * @param embedded the database's address as its owner, where its files are in {@code data}
   * @param erasures follows already
   */
  public static Backups start(
      Settings.Backup settings,
      Path data,
      BaseBackup base,
      Optional<String> embedded,
      MasterKey master,
      ErasureFollower erasures,
      OperatorEvents events,
      MeterRegistry meters) {
    return start(
        settings, data, base, embedded, master, erasures, events, meters, WaitingLog.Limits.USUAL);
  }

  static Backups start(
      Settings.Backup settings,
      Path data,
      BaseBackup base,
      Optional<String> embedded,
      MasterKey master,
      ErasureFollower erasures,
      OperatorEvents events,
      MeterRegistry meters,
      WaitingLog.Limits limits) {
    return new Backups(settings, data, base, embedded, master, erasures, events, meters, limits);
  }

  /** Has the embedded PostgreSQL of {@code data} keep nothing any more for backups that were. */
  public static void giveUp(Path data, String url) throws BackupFailed {
    try (var slots = Files.list(data.resolve("postgres/cluster/pg_replslot"))) {
      if (slots.findAny().isPresent()) {
        LogFollower.giveUp(url);
      }
    } catch (IOException e) {
      throw BackupFailed.of(data, e);
    } catch (SQLException e) {
      throw BackupFailed.of(e);
    }
  }

  private void show(MeterRegistry meters) {
    Gauge.builder("pronto.backup.up", this, it -> it.well ? 1 : 0)
        .description("Whether the last that was to be done for backups was done")
        .register(meters);
    Gauge.builder("pronto.backup.age.seconds", this, it -> seconds(it.newest))
        .description("How old the newest whole backup is")
        .register(meters);
    log.ifPresent(
        it ->
            Gauge.builder("pronto.backup.log.lag.seconds", it, each -> seconds(each.reachesTo()))
                .description("How much of the newest is in no continuous backup yet")
                .register(meters));
  }

  private static double seconds(Instant since) {
    return Duration.between(since, Instant.now()).toSeconds();
  }

  private interface Step {
    void go() throws BackupFailed, IOException, SQLException;
  }

  /** Old backups go whatever else fails: that they are there may be why. */
  private void round() {
    var faults =
        Stream.<Step>of(this::copyAndMake, this::watch, this::rotateIfDue)
            .map(this::fault)
            .flatMap(Optional::stream)
            .toList();
    if (Thread.currentThread().isInterrupted()) { // which is how a round under way is stopped
      return;
    }
    if (!faults.isEmpty()) {
      tell(false, faults.getFirst());
    } else if (!waitsForAnother) {
      tell(true, "");
    }
  }

  /** What goes wrong in {@code step}, in one line. */
  private Optional<String> fault(Step step) {
    try {
      step.go();
      return Optional.empty();
    } catch (BackupFailed e) {
      return Optional.of(e.getMessage());
    } catch (IOException e) {
      return Optional.of(BackupFailed.of(settings.to(), e).getMessage());
    } catch (SQLException e) {
      return Optional.of(BackupFailed.of(e).getMessage());
    } catch (RuntimeException e) {
      return Optional.of(e.toString());
    }
  }

  private void copyAndMake() throws BackupFailed, IOException, SQLException {
    mark.refuseAway();
    if (log.isPresent()) {
      log.get().go();
    }
    var now = Instant.now();
    if (hasPassed(RECORDINGS, copiedAt, now)) {
      recordings.since(BackupPlace.isToCome(copiedAt, now) ? Instant.EPOCH : copiedAt);
      copiedAt = now;
    }
    if (isDue(now) && hasPassed(Duration.ZERO, notBefore, now)) {
      make(now);
    }
    waitsForAnother = isDue(now); // one that has failed
  }

  private void watch() throws SQLException, IOException {
    if (waiting.isPresent()) {
      waiting.get().look();
    }
  }

  /** Nothing goes by a clock that is not believed, nor while the database cannot say. */
  private void rotateIfDue() throws BackupFailed, IOException {
    if (!hasPassed(ROTATION, rotatedAt, Instant.now())) {
      return;
    }
    var now = erasures.believedTime();
    if (now.isPresent()) {
      mark.refuseAway();
      rotate(now.get());
      rotatedAt = now.get();
    }
  }

  /** As often as is wanted, and at once where a continuous backup has nothing to go on from. */
  private boolean isDue(Instant now) throws IOException {
    if (newest.equals(Instant.EPOCH)) {
      recall();
    }
    boolean anew = log.isPresent() && !log.get().line().equals(lineOfNewest);
    return anew || hasPassed(settings.every(), newest, now);
  }

  /** Whether it is {@code time} since {@code last}, or that was taken of a clock that was ahead. */
  static boolean hasPassed(Duration time, Instant last, Instant now) {
    return !now.isBefore(last.plus(time)) || BackupPlace.isToCome(last, now);
  }

  private void recall() throws IOException {
    var bases = place.bases();
    if (!bases.isEmpty()) {
      var last = bases.getLast();
      newest = BackupPlace.begun(last);
      lineOfNewest = manifest(last).flatMap(BackupManifest::cluster).flatMap(it -> it.line());
    }
  }

  private Optional<BackupManifest> manifest(Path base) throws IOException {
    try {
      return Optional.of(BackupManifest.read(base, master));
    } catch (BrokenSeal broken) {
      LOG.atError().log("A backup is no good: {}", broken.getMessage());
      return Optional.empty();
    }
  }

  private void make(Instant now) throws BackupFailed, IOException {
    notBefore = now.plus(AFTER_A_FAILURE);
    erasures.copy();
    var line = log.flatMap(LogFollower::line);
    var made = base.make(place, line, erasures.last());
    erasures.copy();
    newest = BackupPlace.begun(place.folder().resolve(made.name()));
    lineOfNewest = line;
    notBefore = now;
    LOG.atInfo()
        .addKeyValue("backup", made.name())
        .addKeyValue("bytes", made.cluster().map(it -> it.bytes()).orElse(0L))
        .addKeyValue("recordings", made.recordings())
        .addKeyValue("took", "%ds".formatted(Duration.between(now, Instant.now()).toSeconds()))
        .log("A backup was made and read again");
  }

  /**
   * Takes away what is too old, and what a clock that was ahead has named, once another was made
   * after it; the newest backup stays, whatever its age.
   */
  private void rotate(Instant now) throws IOException {
    var oldest = now.minus(settings.keep()).plus(ROTATION); // what would be too old at the next
    var latest = now.plus(BEHIND);
    boolean due = isDue(now);
    var bases = place.bases();
    var last =
        bases.stream()
            .filter(it -> !BackupPlace.isToCome(BackupPlace.begun(it), latest))
            .reduce((_, it) -> it);
    for (var each : bases) {
      var begun = BackupPlace.begun(each);
      boolean over = begun.isBefore(oldest) || BackupPlace.isToCome(begun, latest) && !due;
      if (over && !last.equals(Optional.of(each))) {
        BackupPlace.remove(each);
        LOG.atInfo().addKeyValue("backup", each.getFileName()).log("An old backup was removed");
      }
    }
    removeLogs();
    removeErasures();
    long gone = recordings.rotate(now, oldest);
    if (gone > 0) {
      LOG.atInfo().addKeyValue("files", gone).log("Recordings that are gone left the backups");
    }
  }

  private void removeLogs() throws IOException {
    if (!Files.isDirectory(place.log())) {
      return;
    }
    var firsts = new HashMap<String, Segment>();
    for (var each : place.bases()) {
      manifest(each)
          .flatMap(BackupManifest::cluster)
          .ifPresent(
              it ->
                  it.line()
                      .ifPresent(line -> firsts.putIfAbsent(line, Segment.of(it.firstSegment()))));
    }
    try (var all = Files.list(place.log())) {
      for (var line : all.toList()) {
        var name = line.getFileName().toString();
        if (firsts.containsKey(name)) {
          new LogLine(place, name, new BackupSeal(master)).removeBefore(firsts.get(name));
        } else if (!log.flatMap(LogFollower::line).equals(Optional.of(name))) {
          BackupPlace.delete(line);
        }
      }
    }
  }

  /** The journal of erasures is kept for as long as a backup is there that needs it. */
  private void removeErasures() throws IOException {
    var there = new ArrayList<BackupManifest>();
    for (var each : place.bases()) {
      manifest(each).ifPresent(there::add);
    }
    erasures.remove(there);
  }

  private void tell(boolean now, String why) {
    if (now == well) {
      return;
    }
    well = now;
    if (now) {
      LOG.atInfo().log("Backups are made again");
    } else {
      LOG.atError().addKeyValue("to", settings.to()).log("Backups are not made: {}", why);
    }
    events.tell(
        News.of(
            now ? "backup.recovered" : "backup.failed",
            new JsonObject().put("to", settings.to().toString()).put("detail", why)));
  }

  @Override
  public void close() {
    rounds.close();
  }
}
