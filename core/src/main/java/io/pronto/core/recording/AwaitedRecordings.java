package io.pronto.core.recording;

import io.pronto.core.Rounds;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallId;
import io.pronto.core.call.FinalNews;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.BrokenSeal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles recordings that were written down as failed before the disk had answered: once the file
 * is whole after all, or, after the next start, by what there is of it, as after a crash. Where
 * there is no file then, its disk may be mounted late: it may come for a week ({@link
 * MissingFiles}). Whoever hears of it hears {@code recording.available} after {@code
 * recording.failed}. Their files stay on this server until then.
 */
public final class AwaitedRecordings implements AutoCloseable {
  /** Follows a recording in the transaction that makes it available. */
  @FunctionalInterface
  public interface Follower {
    /** Has what is said in {@code recording} of {@code call} written down and looked through. */
    void follow(Tx tx, CallId call, RecordingEntry recording);
  }

  private static final Logger LOG = LoggerFactory.getLogger(AwaitedRecordings.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Database database;
  private final RecordingStore store;
  private final RecordingFiles files;
  private final Recovery recovery;
  private final Follower follower;
  private final Outbox outbox;
  private final String node;
  private final Instant begun;

  private final MissingFiles missing;

  /** Those that cannot be read, of which the log has told. */
  private final Set<String> told = new HashSet<>();

  private Optional<Rounds> rounds = Optional.empty();

  /**
   * Those of the server {@code node}, which has begun to live now: what was recorded before goes on
   * no more.
   */
  public AwaitedRecordings(
      Database database,
      RecordingStore store,
      RecordingFiles files,
      Recovery recovery,
      Follower follower,
      Outbox outbox,
      String node,
      InstantSource clock) {
    this.database = database;
    this.store = store;
    this.files = files;
    this.recovery = recovery;
    this.follower = follower;
    this.outbox = outbox;
    this.node = node;
    this.begun = clock.instant();
    this.missing = new MissingFiles(files);
  }

  /**
   * Has the recordings of {@code cdr} awaited, in the transaction that has written them, of which
   * there is a key and nothing that was heard.
   */
  public static void await(Tx tx, CallDetailRecord cdr, String node) {
    for (var entry : cdr.recordings()) {
      if (!entry.wrappedKey().isEmpty()
          && entry.outcome().filter(AwaitedRecordings::isNothing).isPresent()) {
        tx.update(
            """
            update recording set awaited_node = $2, awaited_language = $3
             where id = $1 and state = 'failed'
            """,
            entry.id(),
            node,
            entry.transcribed() ? entry.language() : null);
      }
    }
  }

  private static boolean isNothing(RecordingEntry.Outcome outcome) {
    return outcome.state().equals(Outcome.FAILED.word()) && outcome.millis() == 0;
  }

  /** Begins to look after them, at once and every minute. */
  public AwaitedRecordings start() {
    rounds =
        Optional.of(
            Rounds.start(
                "awaited-recordings",
                "Recordings whose file may have come were not looked at",
                PAUSE,
                this::settleAll));
    return this;
  }

  /** Looks at each once, by the time that the database has. */
  void settleAll() {
    var awaited = new HashSet<String>();
    for (var row :
        database.asStranger(
            tx -> tx.query("select *, now() as time from awaited_recordings($1)", node))) {
      var id = row.getString("id");
      var now = row.getOffsetDateTime("time").toInstant();
      awaited.add(id);
      if (!missing.isToCome(id, now)) {
        tryToSettle(new OrganisationId(row.getString("organisation_id")), id, now);
      }
    }
    missing.keep(awaited);
  }

  /** That one cannot be settled is no reason not to look at the others. */
  private void tryToSettle(OrganisationId organisation, String id, Instant now) {
    try {
      settle(organisation, id, now);
    } catch (NoSuchFileException | BrokenSeal e) {
      LOG.atDebug().addKeyValue("recording", id).setCause(e).log("Not to be heard yet");
    } catch (DatabaseUnavailable away) {
      throw away;
    } catch (IOException | RuntimeException e) {
      (told.add(id) ? LOG.atWarn() : LOG.atDebug())
          .addKeyValue("recording", id)
          .setCause(e)
          .log("A recording that may be there after all cannot be read now");
    }
  }

  private void settle(OrganisationId organisation, String id, Instant now) throws IOException {
    var found = RestrictedUse.STORAGE.during(() -> store.find(organisation, id));
    if (found.isEmpty()) {
      return;
    }
    var recording = found.get();
    var entry = entry(recording);
    boolean over = recording.startedAt().isBefore(begun);
    missing.forget(id);
    try {
      if (over || isClosed(entry)) {
        settle(recording, entry, recovery.heard(entry));
      }
    } catch (NoSuchFileException e) {
      if (over) {
        awaitOrGiveUp(recording, now);
      }
      throw e;
    } catch (BrokenSeal e) {
      if (over) {
        giveUp(recording);
      }
      throw e;
    }
  }

  private void awaitOrGiveUp(Recording recording, Instant now) {
    missing.note(recording);
    if (missing.isLost(recording.id(), now)) {
      giveUp(recording);
      missing.forget(recording.id());
    }
  }

  private RecordingEntry entry(Recording recording) {
    var language =
        database
            .in(
                recording.organisation(),
                tx ->
                    tx.one("select awaited_language from recording where id = $1", recording.id()))
            .flatMap(row -> Optional.ofNullable(row.getString(0)));
    return new RecordingEntry(
        recording.id(),
        recording.number().orElse(""),
        language.orElse(""),
        language.isPresent(),
        recording.file(),
        Base64.getEncoder().encodeToString(recording.wrappedKey()),
        recording.startedAt(),
        Optional.empty());
  }

  private boolean isClosed(RecordingEntry entry) throws IOException {
    try (var reader = files.open(entry)) {
      return reader.closedCleanly();
    }
  }

  private void settle(Recording recording, RecordingEntry entry, RecordingEntry.Outcome outcome) {
    var manifest = Manifest.of(new JsonObject(outcome.manifest()));
    boolean settled =
        database.in(
            recording.organisation(),
            tx -> {
              int changed =
                  tx.update(
                      """
                      update recording
                         set state = $2, reason = $3, millis = $4, bytes = $5, manifest = $6,
                             awaited_node = null, awaited_language = null
                       where id = $1 and awaited_node is not null
                      """,
                      recording.id(),
                      outcome.state(),
                      outcome.reason().orElse(null),
                      outcome.millis(),
                      outcome.bytes(),
                      manifest.json());
              if (changed > 0 && outcome.state().equals(Outcome.AVAILABLE.word())) {
                follower.follow(tx, recording.call(), entry.ended(outcome));
                outbox.append(tx, List.of(FinalNews.recording(recording.call(), entry, outcome)));
              }
              return changed > 0;
            });
    if (settled) {
      LOG.atInfo()
          .addKeyValue("org", recording.organisation())
          .addKeyValue("recording", recording.id())
          .addKeyValue("state", outcome.state())
          .log("A recording that had failed is there after all");
    }
  }

  /** What a process that is no more has not written nobody will. */
  private void giveUp(Recording recording) {
    database.in(
        recording.organisation(),
        tx ->
            tx.update(
                "update recording set awaited_node = null, awaited_language = null where id = $1",
                recording.id()));
  }

  /** Stops. */
  @Override
  public void close() {
    rounds.ifPresent(Rounds::close);
  }
}
