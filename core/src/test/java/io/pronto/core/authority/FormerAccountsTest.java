package io.pronto.core.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Populated;
import io.pronto.core.archive.ArchivedRecord.Kind;
import io.pronto.core.archive.DisclosedRecords;
import io.pronto.core.archive.FormerAccounts;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.completeness.Completeness;
import io.pronto.core.db.Actor;
import io.pronto.core.destruction.Certified;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.destruction.ErasureJournal;
import io.pronto.core.evidence.Unzipped;
import io.pronto.core.handover.Handovers;
import io.pronto.core.people.UserStore;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.subject.SubjectErasure;
import io.pronto.core.subject.SubjectRequest;
import io.pronto.core.subject.SubjectRequests;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.core.transcript.TranscriptStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority finds who had an account, and their calls, once it has gone. */
class FormerAccountsTest {
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Handovers HANDOVERS = new Handovers(Ground.database(), MASTER);
  private static final DisclosedRecords ARCHIVE = new DisclosedRecords(Ground.database(), MASTER);
  private static final AuthorityRequests REQUESTS =
      new AuthorityRequests(Ground.database(), ARCHIVE, HANDOVERS, CLOCK);
  private static final DisclosedArchive CONTENTS =
      new DisclosedArchive(
          Ground.database(),
          ARCHIVE,
          MASTER,
          REQUESTS,
          new Completeness(Ground.database(), MASTER, CLOCK),
          new ProofKey(Ground.database(), MASTER),
          CLOCK);

  private final String ann = Ground.operator();
  private final String bob = Ground.operator();
  private final Instant now = Instant.now();
  @TempDir private Path folder;
  private Populated customer;
  private String agent;
  private String email;
  private String call;

  @BeforeEach
  void populate() {
    customer =
        new Populated(
            Ground.database(), Ground.databaseUrl(), MASTER, folder, now.minus(Duration.ofDays(2)));
    email = "agent." + customer.email;
    agent =
        customer
            .strings("select id from user_account where email = '%s'".formatted(email))
            .getFirst();
    call = Id.next("call");
    customer.owner(
        """
        insert into cdr (id, organisation_id, direction, caller_number, caller_name, caller_user_id,
          called_number, called_name, started_at, ended_at, cause, sip_status, ended_by, diversions,
          legs, recording_ids, node)
        values ('%s', '%s', 'outbound', '%s', 'Bob', '%s', '+33123456780', '', '%5$s', '%5$s',
          'answered', 200, 'caller', '{}', '[]', '{}', 'node-1')
        """
            .formatted(call, customer.organisation, customer.number, agent, customer.calledAt));
  }

  @Test
  void whoeverWasDeletedIsFoundByTheirAddressWithTheirCallsForFiveYears() throws IOException {
    var users = new UserStore(Ground.database());

    assertThat(
            users.delete(
                customer.organisation, agent, new FormerAccounts(MASTER, CLOCK), Certified.BY_HAND))
        .isTrue();

    var shown = shown(email);
    assertThat(shown.text("archive.jsonl")).contains(agent, email, "Bob ", "\"subscriber\"");
    assertThat(shown.text("calls.jsonl")).contains(call);
    assertThat(
            customer.strings(
                "select delete_after from archived_record where account_ids = '{%s}'"
                    .formatted(agent)))
        .containsExactly(LocalDate.now(ZoneId.of("Europe/Paris")).plusYears(5).toString());
    assertThat(customer.having(email)).isSubsetOf("audit_event", "authority_request");
  }

  @Test
  void whoeverWasErasedIsFoundByTheirAddressWithTheSealedOriginalsOfTheirCalls()
      throws IOException {
    erase();

    assertThat(customer.strings("select caller_name from cdr where id = '" + call + "'").getFirst())
        .startsWith("erased-");
    var shown = shown(email);
    assertThat(shown.text("archive.jsonl"))
        .contains("\"subscriber\"", email)
        .contains("\"call_detail_record\"", call, "\"caller_name\":\"Bob\"");
    assertThat(shown(customer.email).text("archive.jsonl")).as("nobody else's").isEmpty();
  }

  private void erase() {
    var outbox = Ground.outbox();
    var recordings =
        new RecordingStore(
            Ground.database(),
            new RecordingFiles(
                folder,
                new OrganisationKeys(Ground.database(), MASTER),
                Optional.empty(),
                "node-1"),
            TranscriptStore::delete);
    var erasure =
        new SubjectErasure(
            Ground.database(),
            new SubjectSeal(MASTER),
            recordings,
            new SealedArchive(MASTER),
            new ErasureJournal(MASTER),
            new DestructionCertificates(new ProofKey(Ground.database(), MASTER), CLOCK),
            outbox,
            CLOCK);
    var requests =
        new SubjectRequests(
            Ground.database(),
            new SubjectSeal(MASTER),
            outbox,
            Optional.empty(),
            HANDOVERS,
            erasure,
            CLOCK);
    var boss = "usr_" + customer.organisation.value().substring(4);
    var request =
        requests.file(
            customer.organisation,
            new SubjectRequests.Received(
                SubjectRequest.Kind.ERASURE,
                email,
                "Please forget me",
                SubjectRequest.Receiver.ORGANISATION,
                now,
                boss));
    var instructed =
        requests
            .instruct(
                customer.organisation, request.id(), SubjectRequest.Action.ERASE, "Do so", boss)
            .orElseThrow();
    erasure.go(customer.organisation, instructed.erasureId().orElseThrow());
  }

  private Unzipped shown(String address) throws IOException {
    var id =
        as(
                ann,
                () ->
                    REQUESTS.file(
                        new AuthorityRequests.Filing(
                            "Tribunal judiciaire de Paris",
                            "2026/4711",
                            "Code de procédure pénale, art. 60-1-2",
                            new Asked(
                                Set.of(Kind.CALL_DETAIL_RECORD, Kind.SUBSCRIBER),
                                List.of(),
                                List.of(address),
                                now.minus(Duration.ofDays(20)),
                                now.plusSeconds(60)),
                            now,
                            Optional.empty(),
                            Optional.empty())))
            .id();
    as(bob, () -> REQUESTS.approve(id, bob));
    return Unzipped.fetched(
        HANDOVERS, as(bob, () -> REQUESTS.disclose(id)).orElseThrow(), CONTENTS);
  }

  private static <T> T as(String operator, Supplier<T> work) {
    return new Actor("operator:" + operator, "", "").run(work);
  }
}
