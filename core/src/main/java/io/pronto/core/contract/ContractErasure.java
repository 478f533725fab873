package io.pronto.core.contract;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.contract.Contract.State;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.Destruction;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.retention.Place;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases all of an organisation whose contract has ended, in batches, each a transaction with its
 * certificate and with what law keeps of it sealed away. It begins with what is of calls, and waits
 * there for legal holds; then people can sign in no more, numbers are given back, and every table
 * is emptied, the keys at last. Whoever is killed is followed by a round that goes on; what comes
 * afterwards, from a server that was away, is erased as well.
 */
public final class ContractErasure {
  /** Of what was erased at the end of a contract. */
  static final String RULE = "end of the contract";

  private static final Logger LOG = LoggerFactory.getLogger(ContractErasure.class);

  /** A page of recordings, after another; of each whether a legal hold keeps it. */
  private static final String RECORDINGS =
      """
      with page as materialized (
        select id, organisation_id, call_id, number, user_ids, started_at from recording
         where organisation_id = acting_organisation() and started_at >= $2 and (started_at, id) > ($2, $3)
         order by started_at, id limit $4
           for update)
      select id, started_at,
             $1 and exists (select from legal_holds_about(organisation_id, call_id, array[number], user_ids,
                                                          started_at) h where h.in_force) as held
        from page order by started_at, id\
      """;

  /** The same of transcripts, by their ids; those that no hold keeps are deleted. */
  private static final String TRANSCRIPTS =
      """
      with page as materialized (
        select id, organisation_id, call_id, number, user_ids, spoken_at from transcript
         where organisation_id = acting_organisation() and id > $2
         order by id limit $3
           for update),
      judged as materialized (
        select id, spoken_at,
               $1 and exists (select from legal_holds_about(organisation_id, call_id, array[number], user_ids,
                                                            spoken_at) h where h.in_force) as held
          from page),
      gone as (delete from transcript t using judged j where t.id = j.id and not j.held)
      select * from judged order by id\
      """;

  /** What was made of a recording goes with it, but for what is held by itself. */
  private static final String MADE_OF_RECORDINGS =
      """
      delete from transcript
       where recording_id = any($2)
         and not ($1 and exists (select from legal_holds_about(organisation_id, call_id, array[number], user_ids,
                                                               spoken_at) h where h.in_force))
      returning id, spoken_at\
      """;

  private final Database database;
  private final RecordingStore recordings;
  private final LeavingNumbers numbers;
  private final DestructionCertificates certificates;
  private final KeptByLaw kept;
  private final ErasureJournal journal;
  private final int batch;

  /**
   * Erases what is in {@code database}.
   *
   * @param recordings whose files are deleted
   * @param numbers how they are given back
   * @param batch how many rows a transaction deletes at most, 1 to 1,000
   */
  public ContractErasure(
      Database database,
      RecordingStore recordings,
      LeavingNumbers numbers,
      DestructionCertificates certificates,
      KeptByLaw kept,
      ErasureJournal journal,
      int batch) {
    if (batch < 1 || batch > Destruction.OBJECTS) {
      throw new IllegalArgumentException("A batch has 1 to " + Destruction.OBJECTS + " rows");
    }
    this.database = database;
    this.recordings = recordings;
    this.numbers = numbers;
    this.certificates = certificates;
    this.kept = kept;
    this.journal = journal;
    this.batch = batch;
  }

  /** Whether nothing of the erasure of {@code organisation} can be undone any more. */
  static boolean hasBegun(Tx tx, OrganisationId organisation) {
    return tx.one(
            "select from contract where organisation_id = $1 and erasing_at is not null",
            organisation.value())
        .isPresent();
  }

  /** Whether it has begun to erase, so that not all is there any more for certain. */
  static boolean mayLack(Tx tx, OrganisationId organisation) {
    return tx.one(
            "select from contract where organisation_id = $1 and looked_at is not null",
            organisation.value())
        .isPresent();
  }

  /**
   * Erases all of {@code organisation} whose day has come, as far as no legal hold keeps it; goes
   * on where an earlier erasure stopped. Nothing happens before the day.
   */
  void erase(OrganisationId organisation, Instant now) {
    erase(organisation, now, true);
  }

  /**
   * Erases an organisation again that had been erased when a backup from before was restored: its
   * contract is ended as the journal says, and whatever the backup has of it goes. Holds that the
   * backup has were lifted before the erasure.
   *
   * @param journalled what {@link ErasureJournal} has of kind {@code ORGANISATION}
   */
  public void again(OrganisationId organisation, JsonObject journalled) {
    var endedOn = LocalDate.parse(journalled.getString("ended_on"));
    boolean there =
        database.in(
            organisation,
            tx -> {
              tx.query("select end_contract_again($1)", endedOn);
              return ContractRows.read(tx, organisation).isPresent();
            });
    if (there) { // the backup may be from before it was founded
      erase(organisation, Instant.now(), false);
    }
  }

  private void erase(OrganisationId organisation, Instant now, boolean holds) {
    database.in(organisation, tx -> look(tx, organisation, now));
    var sounds = new Place(Instant.EPOCH);
    inBatches(organisation, tx -> recordings(tx, organisation, holds, sounds));
    var texts = new Place(Instant.EPOCH);
    inBatches(organisation, tx -> transcripts(tx, organisation, holds, texts));
    var records = new Place(Instant.EPOCH);
    inBatches(organisation, tx -> calls(tx, organisation, now, holds, records));
    long held = database.in(organisation, tx -> noteHeld(tx, organisation, now));
    if (held > 0) {
      LOG.atInfo()
          .addKeyValue("org", organisation)
          .addKeyValue("held", held)
          .log("The erasure of an organisation waits for a legal hold");
      return;
    }
    database.in(organisation, tx -> begin(tx, organisation, now));
    numbers.giveBack(organisation);
    for (var table : tables()) {
      inBatches(organisation, tx -> table(tx, organisation, table));
    }
    database.in(organisation, tx -> finish(tx, organisation, now));
  }

  /**
   * Forgets an organisation that was erased, a year after its contract; later, where something of
   * it stays still, such as a number that is on its way to another operator.
   */
  void forget(OrganisationId organisation, Instant now) {
    erase(organisation, now, true);
    try {
      database.in(organisation, tx -> tx.query("select forget_organisation()"));
      LOG.atInfo().addKeyValue("org", organisation).log("An organisation was forgotten");
    } catch (Conflict stays) {
      LOG.atInfo()
          .addKeyValue("org", organisation)
          .log("An organisation is not forgotten yet: {}", stays.getMessage());
    }
  }

  /** From here on nobody takes what there is for all that there was. */
  private static boolean look(Tx tx, OrganisationId organisation, Instant now) {
    ContractRows.locked(tx, organisation);
    requireErasable(tx, organisation);
    looked(tx, organisation, now);
    return true;
  }

  /**
   * One batch after another, each while nobody else erases of the same organisation, or sets a
   * legal hold: that is asked before anything looks for holds.
   *
   * @param work how many rows it has looked at: fewer than a batch has mean that there are no more
   */
  private void inBatches(OrganisationId organisation, ToLongFunction<Tx> work) {
    while (database.in(
            organisation,
            tx -> {
              tx.query("select share_retention($1)", organisation.value());
              ContractRows.locked(tx, organisation);
              return work.applyAsLong(tx);
            })
        >= batch) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("The server stops; the erasure goes on later");
      }
    }
  }

  private long recordings(Tx tx, OrganisationId organisation, boolean holds, Place place) {
    requireErasable(tx, organisation);
    var page = tx.query(RECORDINGS, holds, place.time(), place.id(), batch);
    place.after(page, "started_at", "id");
    var due = Place.notHeld(page);
    if (due.isEmpty()) {
      return page.size();
    }
    var ids = due.stream().map(row -> row.getString("id")).toArray(String[]::new);
    recordings.deleteRows(tx, List.of(ids));
    var made = tx.query(MADE_OF_RECORDINGS, holds, ids);
    scrubLater(tx, "recording", due);
    scrubLater(tx, "transcript", made);
    certify(tx, organisation, Category.RECORDING, due, "started_at");
    certifyInParts(tx, organisation, made);
    return page.size();
  }

  private long transcripts(Tx tx, OrganisationId organisation, boolean holds, Place place) {
    requireErasable(tx, organisation);
    var page = tx.query(TRANSCRIPTS, holds, place.id(), batch);
    place.after(page, "spoken_at", "id");
    var gone = Place.notHeld(page);
    scrubLater(tx, "transcript", gone);
    certify(tx, organisation, Category.TRANSCRIPT, gone, "spoken_at");
    return page.size();
  }

  private static void scrubLater(Tx tx, String table, List<Row> gone) {
    if (!gone.isEmpty()) {
      tx.query("select scrub_after_contract($1)", table);
    }
  }

  /** Records of calls go into the archive until their day; those whose day has come are gone. */
  private long calls(Tx tx, OrganisationId organisation, Instant now, boolean holds, Place place) {
    var page = tx.query("select * from take_calls($1, $2, $3)", holds, place.id(), batch);
    place.after(page, "started_at", "id");
    var taken = page.stream().filter(row -> row.getValue("call") != null).toList();
    taken.forEach(row -> kept.call(tx, organisation, row, now));
    certify(tx, organisation, Category.CALL_DETAIL_RECORD_SEALED, taken, "started_at");
    return page.size();
  }

  /** What is left of calls now is held. */
  private static long noteHeld(Tx tx, OrganisationId organisation, Instant now) {
    ContractRows.locked(tx, organisation);
    long held =
        tx.one(
                """
                select (select count(*) from recording) + (select count(*) from transcript)
                       + (select count(*) from cdr) as held
                """)
            .orElseThrow()
            .getLong("held");
    tx.update(
        "update contract set held = $2 where organisation_id = $1", organisation.value(), held);
    looked(tx, organisation, now);
    return held;
  }

  private static void looked(Tx tx, OrganisationId organisation, Instant now) {
    tx.update(
        "update contract set looked_at = $2 where organisation_id = $1",
        organisation.value(),
        ContractRows.utc(now));
  }

  /** From here on it cannot be undone: what law keeps of the organisation itself is sealed. */
  private boolean begin(Tx tx, OrganisationId organisation, Instant now) {
    var contract = ContractRows.locked(tx, organisation).orElseThrow();
    requireErasable(tx, organisation);
    if (hasBegun(tx, organisation)) {
      return false;
    }
    kept.organisation(tx, contract, now);
    journal.note(
        tx,
        organisation,
        ErasureJournal.Kind.ORGANISATION,
        new JsonObject().put("ended_on", contract.endsOn().orElseThrow().toString()));
    // whatever has anything of it still is changed or emptied from here on
    tx.query("select scrub_rest_after_contract()");
    tx.update("delete from identity_provider"); // which would keep one of its people active
    tx.update(
        "update contract set erasing_at = $2 where organisation_id = $1",
        organisation.value(),
        ContractRows.utc(now));
    tx.update("update user_account set active = false where active");
    AuditLog.note(tx, "contract.erasure_begun", organisation.value());
    return true;
  }

  private List<String> tables() {
    return database.asStranger(tx -> tx.query("select name from contract_tables()")).stream()
        .map(row -> row.getString("name"))
        .filter(name -> !List.of("cdr", "recording", "transcript").contains(name))
        .toList();
  }

  private long table(Tx tx, OrganisationId organisation, String table) {
    long gone =
        tx.one("select erase_rows($1, $2) as gone", table, batch).orElseThrow().getLong("gone");
    if (gone > 0) {
      certificates.issue(
          tx,
          new Destruction(
              category(table),
              Optional.of(organisation),
              gone,
              List.of(),
              RULE + ", of the table " + table,
              Optional.empty(),
              Optional.empty(),
              List.of()));
    }
    return gone;
  }

  private static Category category(String table) {
    return switch (table) {
      case "contact" -> Category.CONTACT;
      case "event" -> Category.EVENT;
      case "call_charge" -> Category.CALL_CHARGE;
      case "fraud_alarm" -> Category.FRAUD_ALARM;
      case "recording_audit" -> Category.RECORDING_AUDIT;
      case "reading" -> Category.READING;
      case "month_key" -> Category.MONTH_KEY;
      default -> Category.ORGANISATION_DATA;
    };
  }

  private static boolean finish(Tx tx, OrganisationId organisation, Instant now) {
    var contract = ContractRows.locked(tx, organisation).orElseThrow();
    tx.query("select clear_organisation()");
    looked(tx, organisation, now);
    if (contract.state() == State.ERASED) {
      return false;
    }
    tx.update(
        """
        update contract
           set state = 'erased', erased_at = $2, announced_by = null, chosen_by = null
         where organisation_id = $1
        """,
        organisation.value(),
        ContractRows.utc(now));
    AuditLog.note(tx, "contract.erased", organisation.value());
    LOG.atInfo().addKeyValue("org", organisation).log("An organisation was erased");
    return true;
  }

  private static void requireErasable(Tx tx, OrganisationId organisation) {
    if (!tx.one("select is_erasable($1) as may", organisation.value())
        .orElseThrow()
        .getBoolean("may")) {
      throw new IllegalStateException("The contract has not ended for long enough");
    }
  }

  /** There may be more of them than one certificate names. */
  private void certifyInParts(Tx tx, OrganisationId organisation, List<Row> transcripts) {
    for (int from = 0; from < transcripts.size(); from += Destruction.OBJECTS) {
      int to = Math.min(transcripts.size(), from + Destruction.OBJECTS);
      certify(tx, organisation, Category.TRANSCRIPT, transcripts.subList(from, to), "spoken_at");
    }
  }

  private void certify(
      Tx tx, OrganisationId organisation, Category category, List<Row> rows, String time) {
    if (rows.isEmpty()) {
      return;
    }
    var times = rows.stream().map(row -> row.getOffsetDateTime(time).toInstant()).sorted().toList();
    certificates.issue(
        tx,
        new Destruction(
            category,
            Optional.of(organisation),
            rows.size(),
            rows.stream().map(row -> row.getString("id")).toList(),
            RULE,
            Optional.of(times.getFirst()),
            Optional.of(times.getLast().plusNanos(1_000)),
            List.of()));
  }
}
