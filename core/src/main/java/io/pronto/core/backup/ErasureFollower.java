package io.pronto.core.backup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.clock.ClockGuard;
import io.pronto.core.clock.HostTime;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.destruction.IssuedCertificates;
import io.pronto.core.seal.BrokenSeal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what is erased, and what binds whoever uses and deletes data, into the journal beside the
 * backups, within a second or so: a backup cannot know what comes after it. While the journal
 * cannot be written, nothing is forgotten: the database has it, and it is copied as soon as it can
 * be.
 */
public final class ErasureFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ErasureFollower.class);
  private static final Duration PAUSE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int BATCH = 200;

  /** How long the database is sure to have what it notes of erasures, whatever clocks say. */
  private static final Duration NOTED = ErasureFiles.KEPT.minusDays(1);

  private final Database database;
  private final ErasureFiles files;
  private final InstantSource clock;
  private final ClockGuard guard;
  private final Semaphore asked = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("erasures").unstarted(this::goUntilClosed);
  private Map<String, Long> certificates;
  private Map<String, Instant> erasures;
  private Map<String, String> bindings;
  private JournalReach.Start beginning;
  private Set<String> givenUp;
  private long last;
  private volatile Instant reachesTo = Instant.EPOCH;
  private boolean opened;
  private boolean failing;

  /** Copies from {@code database} to {@code files}; does nothing yet. */
  public ErasureFollower(Database database, ErasureFiles files, InstantSource clock) {
    this.database = database;
    this.guard = new ClockGuard(database);
    this.files = files;
    this.clock = clock;
  }

  /**
   * Goes on where the journal ends, or begins one, and brings it up to now.
   *
   * @throws SetBack when the database was set back behind it
   * @throws IOException when the journal cannot be read or written, or its folder is not there
   * @throws BrokenSeal when what a crash has left of it is damaged
   * @throws io.pronto.core.seal.WrongMasterKey when it is a journal of others
   */
  public synchronized void open() throws IOException {
    var reach = readable();
    if (reach.isPresent() && wasGivenUp(reach.get())) {
      files.putAway(clock.instant());
      LOG.atWarn()
          .log("The database was restored without its journal of erasures: another one begins");
      reach = Optional.empty();
    }
    if (reach.isPresent()) {
      certificates = new HashMap<>(reach.get().ends().certificates());
      erasures = new HashMap<>(reach.get().erasures());
      bindings = new HashMap<>(reach.get().bindings());
      beginning = reach.get().start();
      last = reach.get().last();
      reachesTo = reach.get().at();
      knowWhatACrashLeft();
      refuseSetBack(ChainEnds.of(database));
    } else if (files.isMissing()) { // backups begin now: nothing before concerns them
      if (!reachesTo.equals(Instant.EPOCH)) {
        throw away();
      }
      certificates = new HashMap<>(ChainEnds.of(database).certificates());
      erasures = new HashMap<>();
      bindings = new HashMap<>();
      var time = guard.beside(clock.instant());
      beginning = new JournalReach.Start(time.now(), time.believed().minus(NOTED));
      last = 0;
    } else { // its end is lost: all that the database has is written once more
      certificates = new HashMap<>();
      erasures = new HashMap<>();
      bindings = new HashMap<>();
      beginning = JournalReach.Start.UNKNOWN;
      last = lastFile();
    }
    givenUp = givenUp(Instant.EPOCH);
    bring();
    opened = true;
  }

  /** How far the journal reaches; damaged, it is as if it were lost, and made anew. */
  private Optional<JournalReach> readable() throws IOException {
    try {
      return files.reach();
    } catch (BrokenSeal broken) {
      LOG.atError()
          .addKeyValue("folder", files.folder())
          .log(
              "Nothing says any more how far the journal of erasures reaches, so that all of it is"
                  + " written once more: {}",
              broken.getMessage());
      return Optional.empty();
    }
  }

  private IOException away() {
    return new IOException(
        "the journal of erasures is away from %s: is its disk mounted? A restart begins another"
            .formatted(files.folder()));
  }

  private long lastFile() throws IOException {
    var numbers = files.numbers();
    return numbers.isEmpty() ? 0 : numbers.getLast();
  }

  /** A crash may have left one file that nothing says of. */
  private void knowWhatACrashLeft() throws IOException {
    long there = lastFile();
    if (there > last + 1) {
      throw another();
    }
    if (there == last + 1) {
      files.entries(there).forEach(this::know);
      last = there;
    }
  }

  /** What is there must be what was written last: a disk may have come, or gone, meanwhile. */
  private void refuseAnother() throws IOException {
    var reach = files.reach().orElseThrow(this::away);
    if (reach.last() != last || !reach.at().equals(reachesTo) || lastFile() > last) {
      throw another();
    }
  }

  private IOException another() {
    return new IOException("another journal is there: " + files.folder());
  }

  /**
   * Whether the database was restored since without what was erased being erased again. The journal
   * may have been brought up to date by a clock that was ahead: so it names those it knows of.
   */
  private boolean wasGivenUp(JournalReach reach) {
    return reach
        .givenUp()
        .map(known -> !known.containsAll(givenUp(Instant.EPOCH)))
        .orElseGet(() -> !givenUp(reach.at()).isEmpty());
  }

  /** The ids of the restorations without a journal that were completed after {@code time}. */
  private Set<String> givenUp(Instant time) {
    return database
        .asOperator(
            tx ->
                tx.query(
                    """
                    select id from restoration
                     where completed_at > $1 and (told ->> 'without_journal')::boolean
                    """,
                    time.atOffset(ZoneOffset.UTC)))
        .stream()
        .map(row -> row.getString("id"))
        .collect(Collectors.toSet());
  }

  private void refuseSetBack(ChainEnds now) {
    certificates.forEach(
        (chain, known) -> {
          long there = now.certificates().getOrDefault(chain, 0L);
          if (there < known) {
            throw new SetBack(chain, known, there);
          }
        });
  }

  /** Begins to follow, after {@link #open} or until that succeeds; {@code meters} show how far. */
  public ErasureFollower start(MeterRegistry meters) {
    Gauge.builder("pronto.backup.erasures.lag.seconds", this, ErasureFollower::lag)
        .description("How long ago the journal of erasures beside the backups was up to date")
        .register(meters);
    database.onNotice("erasure", asked::release);
    thread.start();
    return this;
  }

  /** Seconds since the journal was up to date. */
  private double lag() {
    return Duration.between(reachesTo, clock.instant()).toMillis() / 1000.0;
  }

  /** The time by which what is old may go; empty where none is believed, or nobody can tell. */
  public Optional<Instant> believedTime() {
    try {
      return Optional.of(guard.beside(clock.instant()))
          .filter(HostTime::isBelieved)
          .map(HostTime::now);
    } catch (DatabaseUnavailable away) {
      LOG.atDebug().setCause(away).log("Nobody tells whether the clock is believed");
      return Optional.empty();
    }
  }

  /** Until when whatever was erased is in the journal. */
  public Instant reachesTo() {
    return reachesTo;
  }

  /** The number of the journal's last file. */
  public synchronized long last() {
    return last;
  }

  /**
   * Brings the journal up to now.
   *
   * @throws IOException when it cannot be written, or another journal is there: nothing was changed
   *     in that, and the next time it is gone on with as {@link #open} does
   */
  public synchronized void copy() throws IOException {
    if (!opened) {
      open();
      return;
    }
    try {
      refuseAnother();
      bring();
    } catch (IOException | BrokenSeal e) {
      opened = false; // whatever is there is looked at anew
      throw e;
    }
  }

  /**
   * Removes files of the journal that are older than 40 days and that none of {@code backups}
   * needs.
   *
   * @throws IOException when they cannot be looked at, or removed
   */
  public synchronized void remove(List<BackupManifest> backups) throws IOException {
    long needless = Long.MAX_VALUE;
    for (var backup : backups) {
      needless = Math.min(needless, files.last(backup));
    }
    var now = believedTime();
    if (now.isPresent()) {
      files.remove(now.get().minus(ErasureFiles.KEPT), needless);
    }
  }

  private void bring() throws IOException {
    var ends = ChainEnds.of(database);
    knowWhatIsLost(guard.beside(clock.instant()));
    while (true) {
      var time = guard.beside(clock.instant());
      var found = found();
      if (found.isEmpty()) {
        if (time.isBelieved()) {
          forget(time.now());
        }
        reach(reached(time), ends);
        return;
      }
      files.add(last + 1, time.now(), found);
      last++;
      found.forEach(this::know);
      reach(reachesTo, ends);
    }
  }

  /** Once nothing could be copied for so long, the database has forgotten some. */
  private void knowWhatIsLost(HostTime time) {
    if (time.isBelieved() && isTooLate(time.now())) {
      var noted = time.now().minus(NOTED);
      beginning = new JournalReach.Start(beginning.numbers(), noted);
      LOG.atError()
          .addKeyValue("folder", files.folder())
          .log(
              "The journal of erasures was not brought up to date since {}: backups from before {}"
                  + " cannot be restored with it",
              reachesTo,
              noted);
    }
  }

  private boolean isTooLate(Instant now) {
    return !reachesTo.equals(Instant.EPOCH) && reachesTo.isBefore(now.minus(NOTED));
  }

  /**
   * Until when all is copied that was found at {@code time}. By a clock that is not believed that
   * is no less than before, nor more where the database would not give all any more if it were
   * right.
   */
  private Instant reached(HostTime time) {
    boolean stays = !time.isBelieved() && (time.now().isBefore(reachesTo) || isTooLate(time.now()));
    return stays ? reachesTo : time.now();
  }

  /** What the database gives no more, even if its clock is a day behind. */
  private void forget(Instant now) {
    var old = now.minus(ErasureFiles.KEPT.plusDays(1));
    erasures.values().removeIf(time -> time.isBefore(old));
  }

  private void reach(Instant at, ChainEnds ends) throws IOException {
    files.reach(
        new JournalReach(
            at,
            last,
            new ChainEnds(certificates, ends.events()),
            erasures,
            bindings,
            beginning,
            Optional.of(givenUp)));
    reachesTo = at;
  }

  private List<JournalEntry> found() {
    var found = new ArrayList<JournalEntry>();
    new IssuedCertificates(database)
        .beyond(certificates, BATCH)
        .forEach(certificate -> found.add(new JournalEntry.Certified(certificate)));
    database
        .asOperator(
            tx ->
                tx.query(
                    "select * from erasures_beyond($1, $2)",
                    erasures.keySet().toArray(String[]::new),
                    BATCH))
        .forEach(row -> found.add(JournalEntry.of(row)));
    var known = new JsonObject(new HashMap<>(bindings));
    database
        .asOperator(tx -> tx.query("select * from bindings_beyond($1, $2)", known, BATCH))
        .forEach(row -> found.add(JournalEntry.ofBinding(row)));
    return found;
  }

  private void know(JournalEntry entry) {
    switch (entry) {
      case JournalEntry.Certified it ->
          certificates.put(it.certificate().chain(), it.certificate().sequence());
      case JournalEntry.Erased it -> erasures.put(it.id(), it.occurredAt());
      case JournalEntry.Deleted it -> erasures.put(it.id(), it.occurredAt());
      case JournalEntry.Bound it -> bindings.put(it.id(), it.version());
      case JournalEntry.Unbound it -> bindings.remove(it.id());
    }
  }

  private void goUntilClosed() {
    try {
      while (true) {
        boolean well = go();
        Thread.sleep(LOOK); // many are copied at once
        asked.tryAcquire((well ? PAUSE : RETRY).toMillis(), TimeUnit.MILLISECONDS);
        asked.drainPermits();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean go() {
    try {
      copy();
      if (failing) {
        LOG.atInfo().log("The journal of erasures is up to date again");
      }
      failing = false;
      return true;
    } catch (IOException | RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) { // which is how it is stopped
        return false;
      }
      if (!failing && !(e instanceof DatabaseUnavailable)) {
        LOG.atError()
            .addKeyValue("folder", files.folder())
            .log("What is erased is not copied beside the backups for now: {}", e.toString());
        failing = true;
      }
      return false;
    }
  }

  /** Stops; what was erased meanwhile is copied when it starts again. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
