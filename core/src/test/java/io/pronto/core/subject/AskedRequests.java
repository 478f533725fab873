package io.pronto.core.subject;

import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Database;
import io.pronto.core.db.PageRequest;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.event.Outbox;
import io.pronto.core.handover.Handovers;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.pronto.core.subject.SubjectRequest.Receiver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** What people ask organisations of a server for, and what comes of it. */
public final class AskedRequests {
  /** All of them. */
  public final SubjectRequests requests;

  private final SubjectErasure erasure;
  private final Erasures erasures;

  /** Of the server that has {@code database} and {@code master}. */
  public AskedRequests(
      Database database, Outbox outbox, MasterKey master, RecordingStore recordings) {
    var clock = InstantSource.system();
    erasures = new Erasures(database);
    erasure =
        new SubjectErasure(
            database,
            new SubjectSeal(master),
            recordings,
            new SealedArchive(master),
            new ErasureJournal(master),
            new DestructionCertificates(new ProofKey(database, master), clock),
            outbox,
            clock);
    requests =
        new SubjectRequests(
            database,
            new SubjectSeal(master),
            outbox,
            Optional.empty(),
            new Handovers(database, master),
            erasure,
            clock);
  }

  /** Files one that was received just now; returns its id. */
  public String file(OrganisationId organisation, Kind kind, String subject) {
    return requests
        .file(
            organisation,
            new SubjectRequests.Received(
                kind, subject, "Please", Receiver.ORGANISATION, Instant.now(), "usr_boss"))
        .id();
  }

  /** Files one and decides on it; an erasure is carried out as far as can be. */
  public String instruct(OrganisationId organisation, Kind kind, String subject, Action action) {
    var id = file(organisation, kind, subject);
    requests
        .instruct(organisation, id, action, "As you wish", "usr_boss")
        .orElseThrow()
        .erasureId()
        .ifPresent(begun -> erasure.go(organisation, begun));
    return id;
  }

  /** The newest erasure. */
  public Erasure erasure(OrganisationId organisation) {
    return erasures.list(organisation, PageRequest.first(1)).items().getFirst();
  }

  /** Goes on with that. */
  public void goOn(OrganisationId organisation) {
    erasure.go(organisation, erasure(organisation).id());
  }
}
