package io.pronto.core.contract;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.event.Outbox;
import io.pronto.core.identity.RightReview;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.proof.ChainExport;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.rental.RegulatoryFiles;
import io.pronto.core.rental.RentalStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.core.transcript.TranscriptStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/** All that contracts need, as the server {@code node-1} has it, by a clock that a test sets. */
public final class EndedContracts {
  static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  public final RecordingStore recordings;
  public final Contracts contracts;
  public final ContractClock clock;
  public final ContractErasure erasure;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public Instant now = Instant.now();
  private final Database database;
  private final Outbox outbox;
  private final MasterKey master;
  private final OrganisationKeys keys;

  public EndedContracts(Database database, Outbox outbox, MasterKey master, Path folder) {
    this.database = database;
    this.outbox = outbox;
    this.master = master;
    keys = new OrganisationKeys(database, master);
    recordings =
        new RecordingStore(
            database,
            new RecordingFiles(folder, keys, Optional.empty(), "node-1"),
            TranscriptStore::delete);
    var news =
        new ContractNews(
            outbox, Optional.of(new MailQueue(master, URI.create("https://pronto.example"))));
    contracts = new Contracts(database, news, () -> now);
    erasure =
        new ContractErasure(
            database,
            recordings,
            new LeavingNumbers(database, new RentalStore(database, outbox, () -> now)),
            new DestructionCertificates(new ProofKey(database, master), () -> now),
            new KeptByLaw(new SealedArchive(master), new RegulatoryFiles(database, master, outbox)),
            new ErasureJournal(master),
            7);
    clock = new ContractClock(database, news, erasure, () -> now, meters);
  }

  /** What is returned at the end. */
  public ContractReturn returned() {
    return new ContractReturn(
        database,
        recordings,
        new PromptStore(database, keys),
        new RegulatoryFiles(database, master, outbox),
        new RightReview(database, outbox, master, () -> now),
        new SubjectSeal(master),
        new ChainExport(database, master, new ProofKey(database, master), () -> now),
        new ProofKey(database, master),
        () -> now);
  }

  /** It is that hour of that day, in Paris, and what is to be done is done. */
  public void tick(LocalDate day, String hour) {
    at(day, hour);
    clock.tick();
  }

  /** It is that hour of that day, in Paris. */
  public void at(LocalDate day, String hour) {
    now = day.atTime(LocalTime.parse(hour)).atZone(PARIS).toInstant();
  }

  double failures() {
    return meters.counter("pronto.contract.failures").count();
  }
}
