package io.pronto.core.subject;

import io.pronto.core.Id;
import io.pronto.core.archive.ArchivedRecord;
import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.event.News;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.UserStore;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.subject.RequestRefused.Reason;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Erases all that may be erased of somebody. It goes in batches, each a transaction in which rows,
 * the requests to delete their files, the certificates and what is noted of it last, or none does:
 * whoever dies leaves a batch done or undone, and whoever comes next goes on. What is found again
 * and again is what is still to be done, so that to do it twice does no harm.
 *
 * <p>What Redis has of somebody goes by itself: calls under way with their end, registrations with
 * their expiry, counters of attempts and of fraud within a day. What is said in a call under way is
 * forgotten at once by the server that has it, and read by nobody ({@link LiveGate}).
 */
public final class SubjectErasure {
  private static final int CALLS = 200;
  private static final int ROWS = 1_000;

  private final Database database;
  private final SubjectSeal seal;
  private final RecordingStore store;
  private final SealedArchive archive;
  private final FormerAccounts former;
  private final ErasureJournal journal;
  private final Outbox outbox;
  private final InstantSource clock;
  private final ErasureProof proof;
  private final ErasureEnd end;

  /**
   * Erases in {@code database}.
   *
   * @param archive where what law demands is kept
   * @param journal by which it is erased again after a restore
   */
  public SubjectErasure(
      Database database,
      SubjectSeal seal,
      RecordingStore store,
      SealedArchive archive,
      ErasureJournal journal,
      DestructionCertificates certificates,
      Outbox outbox,
      InstantSource clock) {
    this.database = database;
    this.seal = seal;
    this.store = store;
    this.archive = archive;
    this.former = new FormerAccounts(archive, clock);
    this.journal = journal;
    this.outbox = outbox;
    this.clock = clock;
    this.proof = new ErasureProof(certificates);
    this.end = new ErasureEnd(outbox, clock);
  }

  /**
   * Begins one in {@code tx}, of the organisation, which has instructed it; {@link #go} does it.
   *
   * @return its id
   * @throws RequestRefused for a number of the organisation's own, and for an account that it
   *     cannot do without
   */
  String begin(Tx tx, SubjectRequest request, Subject subject, String by) {
    var terms = SubjectSearch.terms(tx, subject);
    requireForeign(tx, terms);
    requireDispensable(tx, terms);
    var organisation = request.organisation();
    var id = Id.next("era");
    var what =
        new JsonObject()
            .put("erasure_id", id)
            .put("request_id", request.id())
            .put("subject", subject.value())
            .put("terms", terms.json())
            .put("instructed_by", by)
            .put("instructed_at", clock.instant().toString());
    insert(tx, organisation, subject, what);
    journal.note(tx, organisation, ErasureJournal.Kind.SUBJECT, what);
    return id;
  }

  private void insert(Tx tx, OrganisationId organisation, Subject subject, JsonObject what) {
    var id = what.getString("erasure_id");
    tx.update(
        """
        insert into erasure
          (id, organisation_id, request_id, instructed_by, instructed_at, pseudonym, subject_hash,
           sealed, due_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do update
          set state = 'running', sealed = excluded.sealed, due_at = excluded.due_at,
              settings_erased = false, done_at = null, scrubbed_at = null
        """,
        id,
        organisation.value(),
        what.getString("request_id"),
        what.getString("instructed_by"),
        utc(Instant.parse(what.getString("instructed_at"))),
        seal.pseudonym(organisation, subject),
        seal.hash(organisation, subject),
        seal.seal(id, what),
        utc(clock.instant()));
  }

  static void requireForeign(Tx tx, Terms terms) {
    if (tx.one("select from phone_number where number = any($1)", (Object) terms.allArray())
        .isPresent()) {
      throw new RequestRefused(
          Reason.OWN_NUMBER,
          "Your organisation rents the number: ask by the e-mail address of whoever it is");
    }
  }

  private static void requireDispensable(Tx tx, Terms terms) {
    for (var user : terms.users()) {
      NeededAccounts.why(tx, user)
          .ifPresent(
              why -> {
                throw new RequestRefused(Reason.ACCOUNT_NEEDED, why);
              });
    }
  }

  /**
   * Erases again what {@link ErasureJournal} has of an erasure, after a backup from before it was
   * restored, and returns when that is done; calls that went on then are watched for by {@link
   * ErasureWork}.
   */
  public void again(OrganisationId organisation, JsonObject journalled) {
    var id = journalled.getString("erasure_id");
    boolean there =
        database.in(
            organisation,
            tx -> {
              if (tx.one("select from organisation where id = $1", organisation.value())
                  .isEmpty()) {
                return false;
              }
              var subject = SubjectSearch.subject(tx, journalled.getString("subject"));
              insert(tx, organisation, subject, journalled);
              return true;
            });
    if (there) {
      go(organisation, id);
    }
  }

  /** What is to be erased: of whom, of what time, and what takes its place. */
  private record Job(
      OrganisationId organisation, String id, Terms terms, Instant until, String pseudonym) {}

  /** One step in a transaction, with what was counted so far; returns whether there is more. */
  private interface Step {
    boolean take(Tx tx, Job job, Tally tally);
  }

  /**
   * Goes on with an erasure until nothing is left that may be erased now: a legal hold may keep
   * some, and calls that went on may still be written.
   */
  public void go(OrganisationId organisation, String id) {
    NumberEnds.read(database, organisation);
    var steps = List.<Step>of(this::settings, this::calls, this::alarms, this::events, mentions());
    for (var step : steps) {
      boolean more = true;
      while (more) {
        more = database.in(organisation, tx -> step(tx, organisation, id, step));
      }
    }
    database.in(organisation, tx -> step(tx, organisation, id, this::finish));
  }

  /**
   * A hold that is being set is waited for, and one that comes waits, before anything is looked at.
   */
  private boolean step(Tx tx, OrganisationId organisation, String id, Step step) {
    tx.query("select share_retention($1)", organisation.value());
    var row =
        tx.one(
            "select sealed, erased, pseudonym from erasure where id = $1 and state <> 'done' for"
                + " update",
            id);
    if (row.isEmpty()) {
      return false;
    }
    var what = seal.open(id, row.get().getBuffer("sealed"));
    var job =
        new Job(
            organisation,
            id,
            Terms.of(what.getJsonObject("terms")),
            Instant.parse(what.getString("instructed_at")),
            row.get().getString("pseudonym"));
    var tally = Tally.of(row.get().getJsonObject("erased"));
    boolean more = step.take(tx, job, tally);
    tx.update("update erasure set erased = $2 where id = $1", id, tally.json());
    return more;
  }

  /**
   * Contacts, lists, forwarding, accounts: what the organisation has written down, all at once, and
   * once. What it writes down later is another matter.
   */
  private boolean settings(Tx tx, Job job, Tally tally) {
    if (tx.update(
            "update erasure set settings_erased = true where id = $1 and not settings_erased",
            job.id)
        == 0) {
      return false;
    }
    UserStore.lock(tx, job.organisation);
    if (Restrictions.pseudonymise(tx, job.terms, job.pseudonym)) {
      scrubLater(tx, job, Set.of("restriction"));
    }
    var erased =
        tx.query("select * from erase_settings($1, $2)", job.terms.allArray(), job.pseudonym);
    var accounts = new ArrayList<String>();
    for (var user : job.terms.users()) { // one by one: of two the second may be the last of all
      if (NeededAccounts.deleteOther(tx, user, former)) {
        accounts.add(user);
      }
    }
    // Certificates last: whoever deletes by hand what goes with an account waits for their chain.
    erased.stream()
        .filter(row -> row.getArrayOfStrings("ids") != null)
        .forEach(
            row ->
                settled(
                    tx,
                    job,
                    tally,
                    row.getString("place"),
                    row.getString("done"),
                    Arrays.asList(row.getArrayOfStrings("ids"))));
    if (!accounts.isEmpty()) {
      settled(tx, job, tally, "user_account", Place.Erased.DELETED.text(), accounts);
      scrubLater(tx, job, Set.of("device", "user_identity", "session", "mail"));
    }
    return false;
  }

  private void settled(Tx tx, Job job, Tally tally, String place, String done, List<String> ids) {
    tally.add(place, done, ids.size());
    scrubLater(tx, job, place.equals("contact") ? Set.of(place, "contact_key") : Set.of(place));
    if (done.equals(Place.Erased.DELETED.text())) {
      proof.ofSettings(tx, job.organisation, job.id, place, ids);
    }
  }

  private boolean calls(Tx tx, Job job, Tally tally) {
    var calls =
        tx.query(
            "select * from calls_to_erase($1, $2, $3, $4, $5)",
            job.terms.allArray(),
            job.terms.usersArray(),
            utc(job.until),
            job.pseudonym,
            CALLS);
    if (calls.isEmpty()) {
      return false;
    }
    calls.forEach(call -> seal(tx, job, call));
    var ids = calls.stream().map(call -> call.getString("id")).toArray(String[]::new);
    tx.query(
        "select pseudonymise_calls($1, $2, $3, $4)",
        ids,
        job.terms.allArray(),
        job.terms.usersArray(),
        job.pseudonym);
    requireGone(tx, job, ids);
    var transcripts =
        tx.query(
            "delete from transcript where call_id = any($1) returning id, spoken_at", (Object) ids);
    var recordings =
        tx.query(
            "select id, call_id, started_at from recording where call_id = any($1)", (Object) ids);
    store.deleteRows(tx, recordings.stream().map(row -> row.getString("id")).toList());
    tally.add("cdr", Place.Erased.PSEUDONYMISED.text(), calls.size());
    tally.add("recording", Place.Erased.DELETED.text(), recordings.size());
    tally.add("transcript", Place.Erased.DELETED.text(), transcripts.size());
    scrubLater(tx, job, months(tx, ids));
    scrubLater(tx, job, Set.of("recording", "transcript"));
    outbox.append(tx, recordings.stream().map(SubjectErasure::told).toList());
    proof.ofCalls(tx, job.organisation, job.id, calls, recordings, transcripts);
    return true;
  }

  /** What is in the way of an end is said, and not done for ever. */
  private static void requireGone(Tx tx, Job job, String[] ids) {
    var left =
        tx.one(
            "select count(*) as n from cdr where id = any($1) and (persons && $2"
                + " or caller_number = any($2) or called_number = any($2))",
            ids,
            job.terms.allArray());
    if (left.orElseThrow().getLong("n") > 0) {
      throw new IllegalStateException("A call's record has somebody still who was erased in it");
    }
  }

  private void seal(Tx tx, Job job, Row call) {
    var content = new JsonObject(call.getString("content"));
    var id =
        archive.keep(
            tx,
            new ArchivedRecord(
                ArchivedRecord.Kind.CALL_DETAIL_RECORD,
                job.organisation,
                call.getOffsetDateTime("started_at").toInstant(),
                call.getLocalDate("delete_after"),
                content,
                Set.of(call.getArrayOfStrings("numbers"))));
    archive.ofAccounts(tx, id, FormerAccounts.ofCall(content), Set.of());
  }

  /** The partitions that they are in. */
  private static Set<String> months(Tx tx, String[] ids) {
    return tx
        .query(
            "select distinct tableoid::regclass::text as month from cdr where id = any($1)",
            (Object) ids)
        .stream()
        .map(row -> row.getString("month"))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static News told(Row recording) {
    return News.of(
        "recording.deleted",
        new JsonObject()
            .put("id", recording.getString("id"))
            .put("call_id", recording.getString("call_id")));
  }

  private boolean alarms(Tx tx, Job job, Tally tally) {
    long changed =
        tx.one(
                "select pseudonymise_alarms($1, $2, $3) as n",
                job.terms.allArray(),
                utc(job.until),
                job.pseudonym)
            .orElseThrow()
            .getLong("n");
    if (changed > 0) {
      tally.add("fraud_alarm", Place.Erased.PSEUDONYMISED.text(), changed);
      scrubLater(tx, job, Set.of("fraud_alarm"));
    }
    return false;
  }

  private boolean events(Tx tx, Job job, Tally tally) {
    var gone =
        tx.one("select * from erase_events($1, $2, $3)", job.terms.allArray(), utc(job.until), ROWS)
            .orElseThrow();
    long count = gone.getLong("gone");
    if (count > 0) {
      tally.add("event", Place.Erased.DELETED.text(), count);
      scrubLater(tx, job, Set.of("event"));
      proof.ofEvents(tx, job.organisation, job.id, gone);
    }
    return count == ROWS;
  }

  /** Goes through what others said, each transcript once. */
  private static Step mentions() {
    var mentions = new Mentions();
    return (tx, job, tally) -> {
      var batch = mentions.erase(tx, job.terms, job.until, job.pseudonym);
      if (batch.changed() > 0) {
        tally.add("transcript", Place.Erased.PSEUDONYMISED.text(), batch.changed());
        scrubLater(tx, job, Set.of("transcript"));
      }
      return batch.more();
    };
  }

  private boolean finish(Tx tx, Job job, Tally tally) {
    end.reach(tx, job.id, job.terms, job.until, job.pseudonym, tally);
    return false;
  }

  private static void scrubLater(Tx tx, Job job, Set<String> tables) {
    tx.update(
        """
        update erasure set state = 'running', scrubbed_at = null,
               scrub = array(select distinct t from unnest(scrub || $2::text[]) t order by 1)
         where id = $1
        """,
        job.id,
        tables.toArray(String[]::new));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
