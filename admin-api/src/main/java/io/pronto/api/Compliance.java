package io.pronto.api;

import io.pronto.api.resource.AffectedPeopleApi;
import io.pronto.api.resource.AuthorityRequestsApi;
import io.pronto.api.resource.BreachRoomApi;
import io.pronto.api.resource.BreachesApi;
import io.pronto.api.resource.ContractsApi;
import io.pronto.api.resource.CustomerAuditsApi;
import io.pronto.api.resource.DestructionCertificatesApi;
import io.pronto.api.resource.ErasuresApi;
import io.pronto.api.resource.EvidencePacksApi;
import io.pronto.api.resource.ExportsApi;
import io.pronto.api.resource.HandoversApi;
import io.pronto.api.resource.Languages;
import io.pronto.api.resource.LegalHoldsApi;
import io.pronto.api.resource.NoticesApi;
import io.pronto.api.resource.ProofsApi;
import io.pronto.api.resource.RecordOfProcessingApi;
import io.pronto.api.resource.RecordingExclusionsApi;
import io.pronto.api.resource.RestrictionsApi;
import io.pronto.api.resource.RetentionApi;
import io.pronto.api.resource.RetentionBoundsApi;
import io.pronto.api.resource.RetentionClockApi;
import io.pronto.api.resource.Shown;
import io.pronto.api.resource.SubjectRequestsApi;
import io.pronto.api.resource.SubprocessorObjectionsApi;
import io.pronto.api.resource.SubprocessorPagesApi;
import io.pronto.api.resource.SubprocessorsApi;
import io.pronto.api.web.Resource;
import io.pronto.core.archive.DisclosedRecords;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.audit.ReadJournal;
import io.pronto.core.authority.AuthorityRequests;
import io.pronto.core.authority.DisclosedArchive;
import io.pronto.core.breach.BreachRegister;
import io.pronto.core.breach.BreachTraces;
import io.pronto.core.clock.ClockGuard;
import io.pronto.core.completeness.Completeness;
import io.pronto.core.contract.ContractNews;
import io.pronto.core.contract.ContractReturn;
import io.pronto.core.contract.Contracts;
import io.pronto.core.customeraudit.CustomerAudits;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.CertificateStore;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.evidence.EvidencePack;
import io.pronto.core.evidence.PackRequests;
import io.pronto.core.export.Exports;
import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.Handovers;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.identity.RightReview;
import io.pronto.core.notice.Notices;
import io.pronto.core.notification.DeadlineNews;
import io.pronto.core.notification.NoticeNews;
import io.pronto.core.notification.SubprocessorNews;
import io.pronto.core.numbering.RecordingExclusionStore;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.people.UserStore;
import io.pronto.core.processing.RecordOfProcessing;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.proof.ChainExport;
import io.pronto.core.rental.RegulatoryFiles;
import io.pronto.core.retention.RetentionBounds;
import io.pronto.core.retention.RetentionPolicies;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.subject.Erasures;
import io.pronto.core.subject.Restrictions;
import io.pronto.core.subject.SubjectErasure;
import io.pronto.core.subject.SubjectExport;
import io.pronto.core.subject.SubjectRequests;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.core.subject.SubjectSearch;
import io.pronto.core.subprocessor.Objections;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.core.subprocessor.SubprocessorUses;
import io.pronto.core.subprocessor.Tellings;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What law asks of the API: registers, rights, holds, retention, contracts and proofs. */
final class Compliance {
  private final Services services;
  private final Database database;
  private final InstantSource clock = InstantSource.system();
  private final Supplier<URI> publicUrl;
  private final Handovers handovers;
  private final Contracts contracts;
  private final AuthorityRequests authorityRequests;
  private final SubjectRequests subjectRequests;
  private final ProofKey proofKey;

  Compliance(Services services) {
    this.services = services;
    database = services.database();
    publicUrl = services.singleSignOn().publicUrl();
    handovers = new Handovers(database, services.master());
    proofKey = new ProofKey(database, services.master());
    contracts =
        new Contracts(database, new ContractNews(services.outbox(), services.mail()), clock);
    authorityRequests =
        new AuthorityRequests(
            database, new DisclosedRecords(database, services.master()), handovers, clock);
    subjectRequests =
        new SubjectRequests(
            database,
            new SubjectSeal(services.master()),
            services.outbox(),
            services.mail(),
            handovers,
            subjectErasure(),
            clock);
  }

  private SubjectErasure subjectErasure() {
    return new SubjectErasure(
        database,
        new SubjectSeal(services.master()),
        services.recordings(),
        new SealedArchive(services.master()),
        new ErasureJournal(services.master()),
        new DestructionCertificates(proofKey, clock),
        services.outbox(),
        clock);
  }

  /** How the contracts of organisations begin and end. */
  Contracts contracts() {
    return contracts;
  }

  /** Who tells organisations of the subprocessor register. */
  SubprocessorNews news() {
    return new SubprocessorNews(database, services.outbox(), services.mail(), clock);
  }

  /** Who tells organisations of breaches and of what was disclosed. */
  NoticeNews notices() {
    return new NoticeNews(database, services.outbox(), services.mail(), clock);
  }

  /** Who warns of what is due to authorities and to organisations. */
  DeadlineNews deadlines() {
    return new DeadlineNews(database, services.outbox(), services.mail(), clock);
  }

  List<Resource> resources() {
    var languages = new Languages(new UserStore(database));
    return Stream.of(
            kept(), subprocessors(languages), rights(languages), registers(languages), proofs())
        .flatMap(List::stream)
        .toList();
  }

  private List<Resource> kept() {
    return List.of(
        new RecordingExclusionsApi(new RecordingExclusionStore(database)),
        new RetentionApi(
            new RetentionPolicies(database, services.outbox(), services.mail(), clock)),
        new RetentionBoundsApi(new RetentionBounds(database, clock)),
        new RetentionClockApi(new ClockGuard(database)),
        new LegalHoldsApi(new LegalHolds(database, services.outbox())));
  }

  private List<Resource> subprocessors(Languages languages) {
    var register = new SubprocessorRegister(database, clock);
    return List.of(
        new SubprocessorsApi(
            register,
            new Tellings(database),
            new SubprocessorGate(database, clock),
            new SubprocessorUses(database, clock, services.waysOut()),
            languages),
        new SubprocessorObjectionsApi(
            new Objections(database, services.outbox(), clock), news(), register::today),
        new SubprocessorPagesApi(register, publicUrl));
  }

  private List<Resource> rights(Languages languages) {
    return List.of(
        new SubjectRequestsApi(
            subjectRequests,
            new SubjectSearch(database),
            new SubjectSeal(services.master()),
            new OrganisationStore(database),
            languages,
            publicUrl,
            clock),
        new RestrictionsApi(
            new Restrictions(
                database, new SubjectSeal(services.master()), services.outbox(), clock)),
        new ErasuresApi(new Erasures(database), languages),
        new ContractsApi(database, contracts, handovers, publicUrl),
        new ExportsApi(
            new Exports(database, services.mail()),
            publicUrl,
            new Shown(new ReadJournal(database))),
        new HandoversApi(handovers, handedOver()));
  }

  private List<Resource> registers(Languages languages) {
    return List.of(
        new BreachesApi(new BreachRegister(database, clock), clock),
        new AuthorityRequestsApi(authorityRequests, publicUrl, clock),
        new BreachRoomApi(
            new BreachRegister(database, clock), new BreachTraces(database, clock), languages),
        new NoticesApi(new Notices(database)),
        new AffectedPeopleApi(
            new Notices(database),
            new BreachTraces(database, clock),
            new OrganisationStore(database),
            languages),
        new CustomerAuditsApi(new CustomerAudits(database, clock)),
        new EvidencePacksApi(
            new PackRequests(database, handovers, clock), languages, publicUrl, clock),
        new RecordOfProcessingApi(recordOfProcessing(), languages));
  }

  private List<Resource> proofs() {
    return List.of(
        new DestructionCertificatesApi(new CertificateStore(database)),
        new ProofsApi(proofKey, chains()));
  }

  /** What writes archives of each kind. */
  private Map<Handover.Kind, Contents> handedOver() {
    return Map.of(
        Handover.Kind.SUBJECT,
        new SubjectExport(database, subjectRequests, services.recordings(), clock),
        Handover.Kind.CONTRACT,
        new ContractReturn(
            database,
            services.recordings(),
            new PromptStore(database, services.keys()),
            new RegulatoryFiles(database, services.master(), services.outbox()),
            new RightReview(database, services.outbox(), services.master(), clock),
            new SubjectSeal(services.master()),
            chains(),
            proofKey,
            clock),
        Handover.Kind.EVIDENCE,
        new EvidencePack(database, handovers, chains(), proofKey, recordOfProcessing(), clock),
        Handover.Kind.DISCLOSURE,
        new DisclosedArchive(
            database,
            new DisclosedRecords(database, services.master()),
            services.master(),
            authorityRequests,
            new Completeness(database, services.master(), clock),
            proofKey,
            clock));
  }

  private ChainExport chains() {
    return new ChainExport(database, services.master(), proofKey, clock);
  }

  private RecordOfProcessing recordOfProcessing() {
    return new RecordOfProcessing(database, clock, publicUrl);
  }
}
