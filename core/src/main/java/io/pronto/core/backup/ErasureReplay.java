package io.pronto.core.backup;

import io.pronto.core.archive.ArchiveSweep;
import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Database;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.DestructionCertificate;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.destruction.IssuedCertificates;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.seal.PublicProofKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Erases again, in a database that was set back, what was erased since, once restrictions, legal
 * holds and what else binds is back as it stood last ({@link BindingReplay}): first what
 * certificates say, each of which is put back as it was issued, in the transaction that does again
 * what it certifies; then what somebody deleted by hand; then what was erased for subjects and at
 * the end of contracts. What was done stays done: it may be broken off anywhere and begun again.
 */
public final class ErasureReplay {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  private final Database database;
  private final RecordingStore recordings;
  private final BindingReplay bindings;
  private final LifetimeReplay lifetimes;
  private final ErasureJournal journal;
  private final PublicProofKey key;
  private final FormerAccounts former;
  private final Map<ErasureJournal.Kind, Reerasure> again;

  /**
   * Erases in {@code database}.
   *
   * @param again who erases again what of each kind; what is of none cannot be
   */
  public ErasureReplay(
      Database database,
      MasterKey master,
      RecordingStore recordings,
      Map<ErasureJournal.Kind, Reerasure> again) {
    this.database = database;
    this.recordings = recordings;
    this.bindings = new BindingReplay(database);
    this.lifetimes = new LifetimeReplay(database, new ArchiveSweep(new SealedArchive(master)));
    this.journal = new ErasureJournal(master);
    this.key = new ProofKey(database, master).publicKey();
    this.former = new FormerAccounts(master, InstantSource.system());
    this.again = Map.copyOf(again);
  }

  /**
   * What was done again.
   *
   * @param certificates how many were put back
   * @param rows how many rows were erased by them and by hand
   * @param erasures how many erasures for subjects and of organisations
   * @param bindings how many restrictions, legal holds, exclusions and objections were put back
   */
  public record Done(long certificates, long rows, long erasures, long bindings) {}

  /**
   * Erases what {@code files} have from the one after {@code since} on.
   *
   * @param since the number of the last file when the backup was begun
   * @throws JournalGap when something is missing; what is there was erased again
   * @throws NotErasedAgain when nobody can do so; what comes before it was
   * @throws io.pronto.core.seal.BrokenSeal when a file was changed
   */
  public Done run(ErasureFiles files, long since) throws IOException {
    var reach =
        files.reach().orElseThrow(() -> new JournalGap("Nothing says how far the journal reaches"));
    var bound = bound(files, since, reach.last());
    long put = bindings.putBack(bound);
    var ends = new TreeMap<>(ChainEnds.of(database).certificates());
    var later = new ArrayList<Long>();
    long certificates = 0;
    long rows = 0;
    for (long number = since + 1; number <= reach.last(); number++) {
      boolean others = false;
      for (var entry : entries(files, number)) {
        switch (entry) {
          case JournalEntry.Certified it -> {
            if (isNext(ends, it.certificate())) {
              rows += again(it.certificate());
              ends.merge(it.certificate().chain(), 1L, Long::sum);
              certificates++;
            }
          }
          case JournalEntry.Deleted _, JournalEntry.Erased _ -> others = true;
          case JournalEntry.Bound _, JournalEntry.Unbound _ -> {}
        }
      }
      if (others) {
        later.add(number);
      }
    }
    long erasures = 0;
    for (long number : later) { // when every certificate has its place: these may issue new ones
      for (var entry : entries(files, number)) {
        switch (entry) {
          case JournalEntry.Certified _, JournalEntry.Bound _, JournalEntry.Unbound _ -> {}
          case JournalEntry.Deleted it -> rows += again(it);
          case JournalEntry.Erased it -> erasures += again(it) ? 1 : 0;
        }
      }
    }
    bindings.noteCalls(bound);
    refuseGap(reach, ends);
    return new Done(certificates, rows, erasures, put);
  }

  /** What binds, as it stood last, in the order in which it came to that. */
  private static List<JournalEntry> bound(ErasureFiles files, long since, long last)
      throws IOException {
    var bound = new LinkedHashMap<String, JournalEntry>();
    for (long number = since + 1; number <= last; number++) {
      for (var entry : entries(files, number)) {
        switch (entry) {
          case JournalEntry.Bound it -> bound.putLast(it.id(), it);
          case JournalEntry.Unbound it -> bound.putLast(it.id(), it);
          case JournalEntry.Certified _, JournalEntry.Deleted _, JournalEntry.Erased _ -> {}
        }
      }
    }
    return List.copyOf(bound.values());
  }

  private static List<JournalEntry> entries(ErasureFiles files, long number) throws IOException {
    try {
      return files.entries(number);
    } catch (NoSuchFileException missing) {
      throw new JournalGap("File %d of the journal of erasures is missing".formatted(number));
    }
  }

  private static boolean isNext(Map<String, Long> ends, DestructionCertificate certificate) {
    long end = ends.getOrDefault(certificate.chain(), 0L);
    if (certificate.sequence() > end + 1) {
      throw new JournalGap(
          "The journal of erasures lacks certificate %d of %s"
              .formatted(end + 1, certificate.chain()));
    }
    return certificate.sequence() == end + 1;
  }

  private static void refuseGap(JournalReach reach, Map<String, Long> ends) {
    reach
        .ends()
        .certificates()
        .forEach(
            (chain, known) -> {
              long there = ends.getOrDefault(chain, 0L);
              if (there < known) {
                throw new JournalGap(
                    "The journal of erasures lacks certificates %d to %d of %s"
                        .formatted(there + 1, known, chain));
              }
            });
  }

  private long again(DestructionCertificate certificate) {
    var destruction = certificate.destruction();
    lifetimes.sweep(destruction.category(), certificate.issuedAt());
    return destruction
        .organisation()
        .map(id -> database.in(id, tx -> again(tx, certificate)))
        .orElseGet(() -> database.asStranger(tx -> again(tx, certificate)));
  }

  private long again(Tx tx, DestructionCertificate certificate) {
    var destruction = certificate.destruction();
    long rows =
        switch (destruction.category()) {
          case RECORDING -> recordings.deleteRows(tx, destruction.objects());
          case TRANSCRIPT, CONTACT, LISTED_CALLER, USER, CALL_DETAIL_RECORD, MONTH_KEY ->
              erase(tx, certificate);
          case EVENT,
              OPERATOR_EVENT,
              CALL_CHARGE,
              FRAUD_ALARM,
              RECORDING_AUDIT,
              ARCHIVED_RECORD,
              ERASURE_JOURNAL,
              READING,
              // whoever erased for a subject, or at a contract's end, does so again
              CALL_DETAIL_RECORD_SEALED,
              NUMBER_SETTING,
              ORGANISATION_DATA ->
              0;
          case VOICEMAIL, NOTE, CALL_TRACE ->
              throw new NotErasedAgain(
                  "Certificate %s is of a %s, which this version cannot erase again"
                      .formatted(certificate.id(), destruction.category().text()));
        };
    IssuedCertificates.putBack(tx, certificate, key);
    return rows;
  }

  /** What was put into the archive when they were deleted is not in the backup either. */
  private void keepWhoTheyWere(Tx tx, List<String> users, Instant at) {
    tx.query(
            """
            select id from user_account u
             where u.id = any($1)
               and not exists (select from identity_provider p where p.break_glass_user_id = u.id)
             order by id
            """,
            (Object) users.toArray(String[]::new))
        .forEach(row -> former.keep(tx, row.getString("id"), at, LocalDate.ofInstant(at, PARIS)));
  }

  private long erase(Tx tx, DestructionCertificate certificate) {
    var destruction = certificate.destruction();
    if (destruction.category() == Category.USER) {
      keepWhoTheyWere(tx, destruction.objects(), certificate.issuedAt());
    }
    return tx.one(
            "select erase_again($1, $2, $3, $4, $5, $6, $7) as gone",
            destruction.category().text(),
            certificate.chain(),
            destruction.objects().toArray(String[]::new),
            destruction.keys().toArray(String[]::new),
            destruction.from().map(ErasureReplay::utc).orElse(null),
            destruction.until().map(ErasureReplay::utc).orElse(null),
            utc(certificate.issuedAt()))
        .orElseThrow()
        .getLong("gone");
  }

  /** What was deleted before somebody had it restricted was not restricted. */
  private long again(JournalEntry.Deleted deleted) {
    return RestrictedUse.STORAGE.during(
        () -> database.in(deleted.organisation(), tx -> again(tx, deleted)));
  }

  private long again(Tx tx, JournalEntry.Deleted deleted) {
    if (!noted(tx, deleted)) {
      return 0L;
    }
    if (deleted.kind().equals("user")) {
      keepWhoTheyWere(tx, List.of(deleted.object()), Instant.now());
    }
    return deleted.kind().equals("recording")
        ? recordings.delete(tx, deleted.object()) ? 1L : 0L
        : tx.one(
                "select erase_again($1, $2, $3, '{}', null, null, now()) as gone",
                deleted.kind(),
                deleted.organisation().value(),
                new String[] {deleted.object()})
            .orElseThrow()
            .getLong("gone");
  }

  private static boolean noted(Tx tx, JournalEntry.Deleted deleted) {
    return tx.one(
            "select note_deletion_again($1, $2, $3, $4, $5) as noted",
            deleted.id(),
            deleted.organisation().value(),
            deleted.kind(),
            deleted.object(),
            utc(deleted.occurredAt()))
        .orElseThrow()
        .getBoolean("noted");
  }

  private boolean again(JournalEntry.Erased erased) {
    var kind = ErasureJournal.Kind.valueOf(erased.kind().toUpperCase(Locale.ROOT));
    boolean there =
        database
            .asOperator(tx -> tx.one("select from erasure_journal where id = $1", erased.id()))
            .isPresent();
    if (there) {
      return false;
    }
    Optional.ofNullable(again.get(kind))
        .orElseThrow(
            () ->
                new NotErasedAgain(
                    "The erasure %s is of a %s, which this version cannot erase again"
                        .formatted(erased.id(), kind.text())))
        .again(erased.organisation(), journal.open(erased.id(), erased.sealed()));
    database.asStranger(
        tx ->
            tx.query(
                "select note_erasure_again($1, $2, $3, $4, $5)",
                erased.id(),
                erased.organisation().value(),
                kind.text(),
                utc(erased.occurredAt()),
                erased.sealed()));
    return true;
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
