package io.pronto.server;

import io.pronto.core.archive.SealedArchive;
import io.pronto.core.backup.Reerasure;
import io.pronto.core.contract.ContractErasure;
import io.pronto.core.contract.KeptByLaw;
import io.pronto.core.contract.LeavingNumbers;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.event.Outbox;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.rental.RegulatoryFiles;
import io.pronto.core.rental.RentalStore;
import io.pronto.core.retention.SweepPace;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.subject.SubjectErasure;
import io.pronto.core.subject.SubjectSeal;
import java.time.InstantSource;
import java.util.Map;

/**
 * Who erases for subjects and at the ends of contracts: in a server that runs, and again after a
 * restore.
 */
public final class Erasing {
  private final Database database;
  private final MasterKey master;
  private final RecordingStore recordings;
  private final Outbox outbox;
  private final InstantSource clock = InstantSource.system();

  /** Erases in {@code database}, whose recordings are {@code recordings}. */
  public Erasing(Database database, MasterKey master, RecordingStore recordings, Outbox outbox) {
    this.database = database;
    this.master = master;
    this.recordings = recordings;
    this.outbox = outbox;
  }

  /** What was erased is erased again, in a database that was restored. */
  public static Map<ErasureJournal.Kind, Reerasure> again(
      Database database, MasterKey master, RecordingStore recordings) {
    var erasing = new Erasing(database, master, recordings, new Outbox(database));
    return Map.of(
        ErasureJournal.Kind.SUBJECT,
        erasing.ofSubjects()::again,
        ErasureJournal.Kind.ORGANISATION,
        erasing.ofOrganisations()::again);
  }

  SubjectErasure ofSubjects() {
    return new SubjectErasure(
        database,
        new SubjectSeal(master),
        recordings,
        new SealedArchive(master),
        new ErasureJournal(master),
        certificates(),
        outbox,
        clock);
  }

  ContractErasure ofOrganisations() {
    return new ContractErasure(
        database,
        recordings,
        new LeavingNumbers(database, new RentalStore(database, outbox, clock)),
        certificates(),
        new KeptByLaw(new SealedArchive(master), new RegulatoryFiles(database, master, outbox)),
        new ErasureJournal(master),
        SweepPace.DEFAULT.batch());
  }

  private DestructionCertificates certificates() {
    return new DestructionCertificates(new ProofKey(database, master), clock);
  }
}
