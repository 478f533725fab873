package io.pronto.core.transcript;

import io.pronto.core.db.Database;
import io.pronto.core.db.StorableText;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The queue of transcripts, across organisations, of which a server takes those whose sound it has:
 * what is on its disk, or in an object store. Whoever claims one has it until the lease ends; what
 * comes from somebody whose lease has been taken over is thrown away.
 */
final class TranscriptJobs {
  private static final int LONGEST_MESSAGE = 500;

  /** Only whoever began last may change it. */
  private static final String MINE = " where id = $1 and state = 'running' and attempts = $2";

  private final Database database;
  private final String node;

  TranscriptJobs(Database database, String node) {
    this.database = database;
    this.node = node;
  }

  /** Takes the one that has been due for longest. */
  Optional<Transcript> claim(Duration lease) {
    return database
        .asStranger(tx -> tx.one("select * from claim_transcript($1, $2)", seconds(lease), node))
        .flatMap(
            row ->
                new TranscriptStore(database)
                    .find(
                        new OrganisationId(row.getString("organisation_id")), row.getString("id")));
  }

  /** Makes the lease last {@code lease} from now; false if it is lost. */
  boolean extend(Transcript job, Duration lease) {
    return change(job, "due_at = now() + make_interval(secs => $3)", (double) seconds(lease))
        .isPresent();
  }

  /** Puts it back as if it had not been begun. */
  void giveBack(Transcript job) {
    change(job, "state = 'queued', due_at = now(), attempts = attempts - 1");
  }

  /** Has it tried again after {@code pause}; {@code reason} says what went wrong. */
  void retry(Transcript job, String reason, Duration pause) {
    change(
        job,
        "state = 'queued', message = $3, due_at = now() + make_interval(secs => $4)",
        message(reason),
        pause.toMillis() / 1_000.0);
  }

  /** Writes what is kept of the words, and whatever {@code finished} adds, in one transaction. */
  void done(Transcript job, Map<Party, List<SpokenWord>> words, Finished finished) {
    database.in(
        job.organisation(),
        tx -> {
          var kept = finished.kept(tx, job, words);
          return finish(
              tx,
              job,
              finished,
              "state = 'available', message = null, words = $3, text = $4",
              TranscriptRow.json(kept),
              TranscriptRow.text(kept));
        });
  }

  /** Ends it without words. The recording comes first, as it does to whoever deletes both. */
  void end(Transcript job, Transcript.State state, String reason, Finished finished) {
    database.in(
        job.organisation(),
        tx -> {
          tx.one("select 1 from recording where id = $1 for update", job.recordingId());
          return finish(
              tx, job, finished, "state = $3, message = $4", state.code(), message(reason));
        });
  }

  /** Queues what waited for a model of {@code language}; returns how many. */
  long queueAgain(String language) {
    return database
        .asStranger(tx -> tx.one("select queue_transcripts_without_model($1)", language))
        .orElseThrow()
        .getLong(0);
  }

  private static Optional<Transcript> finish(
      Tx tx, Transcript job, Finished finished, String change, Object... args) {
    var ended = change(tx, job, change, args);
    ended.ifPresent(transcript -> finished.finished(tx, transcript));
    return ended;
  }

  private Optional<Transcript> change(Transcript job, String change, Object... args) {
    return database.in(job.organisation(), tx -> change(tx, job, change, args));
  }

  private static Optional<Transcript> change(Tx tx, Transcript job, String change, Object... args) {
    var all = new Object[args.length + 2];
    all[0] = job.id();
    all[1] = job.attempts();
    System.arraycopy(args, 0, all, 2, args.length);
    return tx.update("update transcript set updated_at = now(), " + change + MINE, all) > 0
        ? tx.one(TranscriptRow.SELECT + " where id = $1", job.id()).map(TranscriptRow::read)
        : Optional.empty();
  }

  private static String message(String reason) {
    return StorableText.of(reason, LONGEST_MESSAGE);
  }

  private static int seconds(Duration lease) {
    return (int) Math.max(1, lease.toSeconds());
  }
}
