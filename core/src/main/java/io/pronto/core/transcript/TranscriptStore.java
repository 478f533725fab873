package io.pronto.core.transcript;

import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CdrStore;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.Restricted;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The transcripts of an organisation. What somebody has had restricted (GDPR art. 18) is not found,
 * but by whoever has said for what it is used.
 */
public final class TranscriptStore {
  private static final String SELECT = TranscriptRow.SELECT + " where ";

  /** Each language's query is the same for all rows, so that the index serves it. */
  private static final String SAYS =
      """
      (language = 'fr' and document @@ transcript_query('fr', ?)
        or language = 'it' and document @@ transcript_query('it', ?)
        or language = 'en' and document @@ transcript_query('en', ?)
        or language not in ('fr', 'it', 'en') and document @@ transcript_query('', ?))\
      """;

  private final Database database;

  /** Reads those of {@code database}. */
  public TranscriptStore(Database database) {
    this.database = database;
  }

  /**
   * Queues the transcript of a recording in {@code tx}, which should be the one that writes the
   * recording; it is begun once that has committed. A recording has one transcript: queuing it
   * again changes nothing.
   *
   * @param language of the speech, ISO 639-1
   * @param node the server on whose disk the recording is, which writes it down
   */
  public static void queue(Tx tx, CallId call, String recordingId, String language, String node) {
    tx.update(
        """
        insert into transcript (id, organisation_id, call_id, recording_id, language, node)
        values ($1, acting_organisation(), $2, $3, $4, $5)
        on conflict on constraint transcript_of_recording do nothing
        """,
        Id.next("trn"),
        call.value(),
        recordingId,
        language,
        node);
  }

  /** Queues that of a recording again in {@code tx} where it was given up: its sound is at hand. */
  public static void queueAgain(Tx tx, String recordingId) {
    tx.update(
        """
        update transcript
           set state = 'queued', message = null, attempts = 0, due_at = now(), updated_at = now()
         where recording_id = $1 and state = 'failed'
        """,
        recordingId);
  }

  /** Deletes the transcript of a recording in {@code tx}; returns whether there was one. */
  public static boolean delete(Tx tx, String recordingId) {
    return tx.update("delete from transcript where recording_id = $1", recordingId) > 0;
  }

  /** The transcript {@code id} of an organisation. */
  public Optional<Transcript> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> tx.one(SELECT + "id = $1", id).map(TranscriptRow::read));
  }

  /**
   * Says that the transcript {@code id} of an organisation is not found since it is restricted;
   * nothing where there is none.
   *
   * @param seen whether whoever asks may know that it is there
   * @throws Restricted for one that is
   */
  public void requireFree(OrganisationId organisation, String id, Predicate<Transcript> seen) {
    RestrictedUse.STORAGE
        .during(() -> find(organisation, id))
        .filter(seen)
        .ifPresent(this::requireFree);
  }

  private void requireFree(Transcript hidden) {
    database.in(
        hidden.organisation(),
        tx -> {
          Restricted.requireFree(tx, "The transcript " + hidden.id(), hidden.call().value());
          return hidden;
        });
  }

  /** The transcript of a recording of an organisation. */
  public Optional<Transcript> ofRecording(OrganisationId organisation, String recordingId) {
    return database.in(
        organisation,
        tx -> tx.one(SELECT + "recording_id = $1", recordingId).map(TranscriptRow::read));
  }

  /** A page of an organisation's transcripts. Their key is their id, which grows with time. */
  public Page<Transcript> page(
      OrganisationId organisation, TranscriptFilter filter, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(TranscriptRow.SELECT, "id")
                .where(SAYS, filter.query().map(String::strip).filter(query -> !query.isEmpty()))
                .where("recording_id = ?", filter.recording())
                .where("call_id = ?", filter.call().map(CallId::value))
                .where(
                    CdrStore.IN_CALLS_OF, filter.users().map(users -> users.toArray(String[]::new)))
                .page(tx, request, TranscriptRow::read, Transcript::id));
  }
}
