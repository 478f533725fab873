package io.pronto.core.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.OwnPostgres;
import io.pronto.core.Populated;
import io.pronto.core.Waiting;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.call.CallId;
import io.pronto.core.contract.ContractImport.Imported;
import io.pronto.core.db.Database;
import io.pronto.core.db.Owner;
import io.pronto.core.db.PageRequest;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.event.Outbox;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.hold.LegalHold;
import io.pronto.core.hold.LegalHolds;
import io.pronto.core.hold.WantedHold;
import io.pronto.core.numbering.RecordingExclusion;
import io.pronto.core.numbering.RecordingExclusionStore;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.restriction.Restricted;
import io.pronto.core.retention.SweepPace;
import io.pronto.core.retention.Sweeper;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.subject.AskedRequests;
import io.pronto.core.subject.Erasure;
import io.pronto.core.subject.SubjectRequest.Action;
import io.pronto.core.subject.SubjectRequest.Kind;
import io.pronto.core.subject.SubjectRequest.State;
import io.pronto.core.subject.SubjectSeal;
import io.pronto.core.transcript.TranscriptFilter;
import io.pronto.core.transcript.TranscriptStore;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What binds an organisation comes along to another server: holds, restrictions, what people have
 * asked for, and whose calls are never recorded. Its calls are older than they may be kept.
 */
class ImportedDutiesTest {
  private static final Duration PAST_ALL = Duration.ofDays(400);

  @TempDir static Path folder;
  private static final MasterKey HERE = MasterKey.of(Ground.secretsKey());
  private static final MasterKey THERE = MasterKey.of(MasterKey.generate());
  private static OwnPostgres postgres;
  private static Database there;
  private static Outbox outbox;
  private static OrganisationKeys keys;
  private static RecordingStore store;
  private static LegalHolds holds;

  private EndedContracts ended;
  private Populated populated;
  private AskedRequests asked;

  @BeforeAll
  static void open() {
    postgres = OwnPostgres.start(folder);
    there = new Database(Ground.vertx(), postgres.url());
    outbox = new Outbox(there);
    keys = new OrganisationKeys(there, THERE);
    store =
        new RecordingStore(
            there,
            new RecordingFiles(folder.resolve("there"), keys, Optional.empty(), "node-2"),
            TranscriptStore::delete);
    holds = new LegalHolds(there, outbox);
  }

  @AfterAll
  static void close() {
    outbox.close();
    there.close();
    postgres.close();
  }

  @BeforeEach
  void populate() {
    ended = new EndedContracts(Ground.database(), Ground.outbox(), HERE, folder.resolve("here"));
    populated =
        new Populated(
            Ground.database(),
            Ground.databaseUrl(),
            HERE,
            folder.resolve("here"),
            Instant.now().minus(PAST_ALL));
    asked = new AskedRequests(Ground.database(), Ground.outbox(), HERE, ended.recordings);
  }

  @Test
  void somethingOfEveryTableComesThatIsSaidToComeAndTheRestSaysWhyItStays() throws Exception {
    var before = populated.tables();
    var imported = imported(archive());

    var expected = new TreeSet<String>();
    var staying = new TreeSet<String>(Set.of("audit_event", "contract"));
    for (var entry : ReturnedTables.read().entries()) {
      var table = entry.table();
      if (before.contains(table) && entry.imported() != ReturnedTables.Imported.NO) {
        expected.add(table);
      } else if (before.contains(table) && entry.returned() != ReturnedTables.Returned.NO) {
        staying.add(table);
      }
    }
    assertThat(tablesThere()).containsAll(expected);
    assertThat(imported.stayed()).containsOnlyKeys(staying);
    assertThat(imported.stayed().get("audit_event").why()).contains("document of the past");
    assertThat(imported.stayed().get("audit_event").rows()).isPositive();
  }

  @Test
  void aHoldIsInForceThereAndKeepsWhatIsOverdue() throws Exception {
    var hold = held();
    var free = anotherCall();
    var source = new LegalHolds(Ground.database(), Ground.outbox());
    var wanted = source.find(populated.organisation, hold);

    imported(archive());

    assertThat(holds.find(populated.organisation, hold)).isEqualTo(wanted);
    assertThat(wanted.orElseThrow().asked().by()).as("no account there").isEqualTo("usr_left");
    sweepUntilGone(free);
    assertThat(ids("cdr")).hasSize(1);
    assertThat(ids("transcript")).hasSize(1);
    assertThat(recording()).isPresent();
    try (var audio = store.audio(recording().orElseThrow())) {
      assertThat(audio.length()).isEqualTo(44 + 32_000);
    }
    lift(hold);
    sweepUntilGone(populated.recording);
    assertThat(ids("transcript")).isEmpty();
  }

  @Test
  void aHoldThatNobodyHasConfirmedKeepsNothingThereUntilSomebodyDoes() throws Exception {
    var hold = askedFor();

    imported(archive());

    assertThat(holds.find(populated.organisation, hold).orElseThrow().state())
        .isEqualTo(LegalHold.State.ASKED);
    sweepUntilGone(populated.recording);
  }

  @Test
  void whatIsRestrictedIsNeitherHeardNorReadThere() throws Exception {
    held();
    asked.instruct(populated.organisation, Kind.RESTRICTION, populated.stranger, Action.RESTRICT);

    imported(archive());

    var recording = recording().orElseThrow();
    assertThat(recording.restricted()).isTrue();
    assertThatThrownBy(() -> store.audio(recording)).isInstanceOf(Restricted.class);
    var all =
        new TranscriptFilter(
            Optional.of("call"), Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(
            new TranscriptStore(there)
                .page(populated.organisation, all, PageRequest.first(10))
                .items())
        .isEmpty();
    assertThat(ids("contact")).isEmpty();
  }

  @Test
  void aRequestIsDueThereOnItsDayAndSaysWhatItSaid() throws Exception {
    var id = asked.file(populated.organisation, Kind.ACCESS, populated.stranger);
    asked.requests.extend(populated.organisation, id, "It is much");
    var wanted = asked.requests.find(populated.organisation, id);
    var answered =
        asked.instruct(populated.organisation, Kind.ERASURE, populated.gone, Action.REFUSE);

    imported(archive());

    var requests = new AskedRequests(there, outbox, THERE, store).requests;
    assertThat(requests.find(populated.organisation, id)).isEqualTo(wanted);
    assertThat(requests.find(populated.organisation, answered).orElseThrow().content())
        .isEqualTo(asked.requests.find(populated.organisation, answered).orElseThrow().content());
    assertThat(
            requests
                .instruct(populated.organisation, id, Action.REFUSE, "It is nobody", "usr_boss")
                .orElseThrow()
                .request()
                .state())
        .isEqualTo(State.REFUSED);
  }

  @Test
  void aRequestThatDoesNotOpenStaysAndThatIsSaid() throws Exception {
    var id = asked.file(populated.organisation, Kind.ACCESS, populated.stranger);
    populated.owner("update subject_request set sealed = 'x' where id = '%s'".formatted(id));
    var archive = archive();

    var imported = imported(archive);

    var manifest =
        new JsonObject(new String(RewrittenArchive.files(archive).get("manifest.json"), UTF_8));
    assertThat(manifest.getJsonArray("missing").encode()).contains(id);
    assertThat(imported.stayed().get("subject_request").rows()).isEqualTo(1);
    assertThat(imported.rows()).containsEntry("subject_request", 1L);
  }

  @Test
  void anErasureThatAHoldHadWaitGoesOnThere() throws Exception {
    var hold = held();
    asked.instruct(populated.organisation, Kind.ERASURE, populated.stranger, Action.ERASE);
    var before = asked.erasure(populated.organisation);
    assertThat(before.state()).isEqualTo(Erasure.State.HELD);

    imported(archive());

    var asThere = new AskedRequests(there, outbox, THERE, store);
    var after = asThere.erasure(populated.organisation);
    assertThat(after).usingRecursiveComparison().ignoringFields("earlier").isEqualTo(before);
    assertThat(after.earlier())
        .as("of the same person, by the request")
        .containsExactly("era_" + populated.organisation.value().substring(4));
    lift(hold);
    asThere.goOn(populated.organisation);
    assertThat(recording()).isEmpty();
    assertThat(ids("transcript")).isEmpty();
    assertThat(asThere.erasure(populated.organisation).state()).isNotEqualTo(Erasure.State.HELD);
  }

  @Test
  void whoseCallsAreNeverRecordedIsTheSameThere() throws Exception {
    var excluded = exclusions(Ground.database());
    assertThat(excluded).isNotEmpty();

    imported(archive());

    assertThat(exclusions(there)).isEqualTo(excluded);
  }

  @Test
  void anArchiveThatSaysWhatIsSealedIsNotBelieved() throws Exception {
    held();
    asked.instruct(populated.organisation, Kind.ERASURE, populated.stranger, Action.ERASE);
    var forged =
        RewrittenArchive.forged(
            folder,
            archive(),
            (name, text) ->
                name.equals("tables/erasure.jsonl")
                    ? text.replace("\"terms\"", "\"words\"")
                    : text);

    assertThatThrownBy(() -> imported(forged))
        .isInstanceOf(ImportRefused.class)
        .hasMessageContaining("The archive was forged: erasure era_");
    assertThat(tablesThere()).isEmpty();
  }

  @Test
  void anArchiveOfALaterVersionIsRefused() throws Exception {
    var later =
        RewrittenArchive.forged(
            folder,
            archive(),
            (name, text) ->
                name.equals(ContractReturn.MANIFEST)
                    ? new JsonObject(text).put("schema_version", "99999").encode()
                    : text);

    assertThatThrownBy(() -> imported(later))
        .isInstanceOf(ImportRefused.class)
        .hasMessageContaining("A newer version made the archive");
    assertThat(tablesThere()).isEmpty();
  }

  private String askedFor() {
    var wanted =
        new WantedHold(
            "A case",
            Optional.of(populated.stranger),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new LegalHolds(Ground.database(), Ground.outbox())
        .ask(populated.organisation, wanted, "usr_left")
        .id();
  }

  private String held() {
    var hold = askedFor();
    new LegalHolds(Ground.database(), Ground.outbox())
        .confirm(populated.organisation, hold, "usr_two");
    return hold;
  }

  private void lift(String hold) {
    holds.askLifting(populated.organisation, hold, "usr_one");
    holds.confirmLifting(populated.organisation, hold, "usr_three");
  }

  /** The id of a recording that nobody holds, of the same day. */
  private String anotherCall() {
    var recording = Id.next("rec");
    populated.owner(
        """
        insert into recording (id, organisation_id, call_id, number, started_at, millis, state, path,
          wrapped_key, manifest, bytes, expires_at)
        select '%1$s', organisation_id, '%3$s', '+33199999999', started_at, millis, state,
               '%1$s.sealed', wrapped_key, manifest, bytes, expires_at
          from recording where id = '%2$s'
        """
            .formatted(recording, populated.recording, CallId.next()));
    return recording;
  }

  private void sweepUntilGone(String recording) {
    try (var sweeper =
        new Sweeper(
            there,
            store,
            outbox,
            new DestructionCertificates(new ProofKey(there, THERE), InstantSource.system()),
            new SealedArchive(THERE),
            InstantSource.system(),
            new SimpleMeterRegistry(),
            new SweepPace(500, 0))) {
      Waiting.until(
          "it was swept",
          () -> {
            sweeper.sweep();
            return !ids("recording").contains(recording);
          });
    }
  }

  private Optional<Recording> recording() {
    return store.find(populated.organisation, populated.recording);
  }

  private List<String> ids(String table) {
    return there.in(populated.organisation, tx -> tx.query("select id from " + table)).stream()
        .map(row -> row.getString("id"))
        .toList();
  }

  private List<RecordingExclusion> exclusions(Database where) {
    return new RecordingExclusionStore(where)
        .list(populated.organisation, PageRequest.first(10))
        .items();
  }

  /** Those in which the organisation has something there. */
  private Set<String> tablesThere() {
    var found = new TreeSet<String>();
    for (var table : populated.ofOrganisations()) {
      if (has(table)) {
        found.add(table);
      }
    }
    return found;
  }

  private boolean has(String table) {
    var sql =
        "select from %s where organisation_id = '%s'".formatted(table, populated.organisation);
    try (var connection = new Owner(postgres.url()).connect();
        var statement = connection.createStatement()) {
      return statement.executeQuery(sql).next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Imported imported(Path archive) throws IOException, ImportRefused {
    return new ContractImport(
            postgres.url(), there, keys, new SubjectSeal(THERE), folder.resolve("there"), "node-2")
        .run(archive, "secret".toCharArray());
  }

  private Path archive() throws IOException {
    var file = Files.createTempFile(folder, "return", ".zip");
    var handover =
        new Handover(
            "hnd_1",
            Optional.of(populated.organisation),
            Handover.Kind.CONTRACT,
            populated.organisation.value(),
            ended.now);
    try (var zip = new SealedZip(Files.newOutputStream(file), "secret")) {
      ended.returned().write(handover, zip);
    }
    return file;
  }
}
