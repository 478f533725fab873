package io.pronto.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Populated;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.db.Actor;
import io.pronto.core.destruction.Certified;
import io.pronto.core.handover.Handovers;
import io.pronto.core.notice.Notice;
import io.pronto.core.notice.Notices;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.NewUser;
import io.pronto.core.people.Role;
import io.pronto.core.people.UserStore;
import io.pronto.core.processing.RecordOfProcessing;
import io.pronto.core.proof.ChainExport;
import io.pronto.core.proof.ChainFile;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidencePackTest {
  private static final MasterKey MASTER = MasterKey.of(Ground.secretsKey());
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Handovers HANDOVERS = new Handovers(Ground.database(), MASTER);
  private static final EvidencePack CONTENTS =
      new EvidencePack(
          Ground.database(),
          HANDOVERS,
          new ChainExport(Ground.database(), MASTER, Certified.KEY, CLOCK),
          Certified.KEY,
          new RecordOfProcessing(
              Ground.database(), CLOCK, () -> URI.create("https://pronto.example")),
          CLOCK);

  private final OrganisationId organisation = new Certified().issue(3).organisation();
  private final String ada = person(organisation);

  @Test
  void everyFileIsNamedWithItsHashAndIsThere() throws IOException {
    var pack = fetched("en");

    assertThat(pack.sums()).isEqualTo(pack.hashes());
    var readme = pack.text("README.txt");
    var page = pack.text("index.html");
    assertThat(pack.hashes().keySet())
        .contains(
            "people.jsonl",
            "api_keys.jsonl",
            "subprocessor_notices.jsonl",
            "subprocessor_objections.jsonl",
            "recordings.json",
            "recording_exclusions.jsonl",
            "stream_destinations.jsonl",
            "recording_audits.jsonl",
            "legal_holds.jsonl",
            "erasures.jsonl",
            "notices.jsonl",
            "audits.jsonl",
            "subject_requests.jsonl",
            "settings.json",
            "access_matrix.json",
            "access_log.jsonl",
            "audit_events.jsonl",
            "destruction_certificates.jsonl",
            "proof_key.pem",
            "subprocessors.json",
            "retention.json",
            "record_of_processing.json",
            "record_of_processing.html",
            "README.txt",
            "index.html");
    pack.hashes()
        .forEach(
            (name, hash) -> {
              if (!name.equals("README.txt") && !name.equals("index.html")) {
                assertThat(readme).contains(name, hash);
                assertThat(page).contains("href=\"" + name + "\"", hash);
              }
            });
  }

  @Test
  void itsChainsAreCheckedByItsPublicKey(@TempDir Path folder) throws Exception {
    var pack = fetched("en");
    var key = PublicProofKey.ofPem(pack.text("proof_key.pem"));
    assertThat(key).isEqualTo(Certified.KEY.publicKey());

    for (var name : List.of("audit_events.jsonl", "destruction_certificates.jsonl")) {
      var file = Files.write(folder.resolve(name), pack.files().get(name));
      var found = ChainFile.verify(file, Optional.of(key));

      assertThat(found.fault()).as(name).isEmpty();
      assertThat(found.chain()).isEqualTo(organisation.value());
      assertThat(found.links()).as(name).isGreaterThanOrEqualTo(3);
      var cut =
          Files.readAllLines(file).stream()
              .filter(line -> !line.contains("\"sequence\":2,"))
              .toList();
      Files.write(file, cut);
      assertThat(ChainFile.verify(file, Optional.of(key)).fault().orElse(""))
          .contains("2 is missing");
    }
  }

  @Test
  void itHasWhatTheOrganisationDidAndWasToldAndNothingOfAnybodyElse() throws IOException {
    var other = Ground.organisation();
    var eve = person(other);
    notice(organisation, "A disk was lost", Instant.now());
    notice(organisation, "Nobody may know yet", Instant.now().plus(Duration.ofDays(9)));
    notice(other, "Another disk", Instant.now());
    var request = Id.next("sbr");
    Ground.database()
        .in(
            organisation,
            tx -> {
              AuditLog.note(tx, "subject_request.opened", request);
              AuditLog.note(tx, "subject_request.answered", request);
              return null;
            });

    var pack = fetched("en");

    assertThat(lines(pack, "people.jsonl"))
        .extracting(line -> line.getString("email"))
        .containsExactly(ada);
    assertThat(pack.text("notices.jsonl"))
        .contains("A disk was lost")
        .doesNotContain("Nobody may know yet");
    assertThat(lines(pack, "subject_requests.jsonl"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getString("id")).isEqualTo(request);
              assertThat(line.getInteger("steps")).isEqualTo(2);
            });
    assertThat(lines(pack, "access_log.jsonl"))
        .extracting(line -> line.getString("action"))
        .contains("user.created", "evidence_pack.created");
    var deleted = new JsonObject(pack.text("retention.json")).getJsonObject("deleted");
    assertThat(deleted.getJsonObject("recording").getInteger("certificates")).isEqualTo(3);
    for (var name : pack.files().keySet()) {
      assertThat(pack.text(name))
          .as(name)
          .doesNotContain(other.value(), eve, "Another disk", "$argon2id$v");
    }
  }

  @Test
  void itTellsOfRecordingsHoldsAndErasuresAndNotWhomTheyAreAbout(@TempDir Path folder)
      throws IOException {
    var full =
        new Populated(Ground.database(), Ground.databaseUrl(), MASTER, folder, Instant.now());

    var pack = fetched(full.organisation, "en");

    for (var name : List.of("recording_exclusions.jsonl", "legal_holds.jsonl", "erasures.jsonl")) {
      assertThat(lines(pack, name)).as(name).isNotEmpty();
      assertThat(pack.text(name)).as(name).doesNotContain(full.stranger, full.number);
    }
    var recorded = new JsonObject(pack.text("recordings.json")).getJsonArray("by_month");
    assertThat(recorded.getJsonObject(0).getString("state")).isEqualTo("available");
    var number =
        new JsonObject(pack.text("settings.json")).getJsonArray("numbers").getJsonObject(0);
    assertThat(number.getString("purpose")).isEqualTo("quality");
  }

  @Test
  void itTellsOnWhatGroundCallsAreRecordedWithoutANotice(@TempDir Path folder) throws IOException {
    var ground = "Clause 7 of their contract says that this line is recorded";
    var full =
        new Populated(Ground.database(), Ground.databaseUrl(), MASTER, folder, Instant.now());
    Ground.database()
        .in(
            full.organisation,
            tx -> {
              tx.update(
                  """
                  update phone_number set recording_mode = 'all', recording_announce = false,
                         recording_no_notice_ground = $1
                  """,
                  ground);
              return tx.update(
                  "update recording set manifest = manifest || $1",
                  new JsonObject()
                      .put("notice", new JsonObject().put("policy", "none").put("ground", ground)));
            });

    var pack = fetched(full.organisation, "fr");

    var number =
        new JsonObject(pack.text("settings.json")).getJsonArray("numbers").getJsonObject(0);
    assertThat(number.getString("no_notice_ground")).isEqualTo(ground);
    assertThat(number.getBoolean("purpose_chosen")).isFalse();
    var recorded = new JsonObject(pack.text("recordings.json")).getJsonArray("by_month");
    assertThat(recorded.getJsonObject(0).getBoolean("grounded")).isTrue();
    assertThat(pack.text("record_of_processing.html")).contains(full.number + ": " + ground);
  }

  @Test
  void itsLogOfAccessesIsOfTheTimeAskedFor() throws IOException {
    var now = Instant.now();

    var pack = fetched("en", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(8)));

    assertThat(pack.text("access_log.jsonl")).isEmpty();
    assertThat(lines(pack, "audit_events.jsonl")).hasSizeGreaterThan(4);
  }

  @ParameterizedTest
  @CsvSource({"en, To check it", "fr, Pour la vérifier", "it, Per verificarlo"})
  void itsIndexSpeaksTheReadersLanguage(String language, String check) throws IOException {
    var pack = fetched(language);

    assertThat(pack.text("README.txt"))
        .contains(check, "Test " + organisation)
        .doesNotContain("{", "}");
    assertThat(pack.text("index.html")).contains("lang=\"" + language + '"');
    assertThat(pack.text("record_of_processing.html")).contains("lang=\"" + language + '"');
  }

  private Unzipped fetched(String language) throws IOException {
    var now = Instant.now();
    return fetched(language, now.minus(Duration.ofDays(1)), now.plus(Duration.ofHours(1)));
  }

  private Unzipped fetched(String language, Instant since, Instant until) throws IOException {
    return fetched(organisation, language, since, until);
  }

  private static Unzipped fetched(OrganisationId organisation, String language) throws IOException {
    var now = Instant.now();
    return fetched(organisation, language, now.minus(Duration.ofDays(1)), now);
  }

  private static Unzipped fetched(
      OrganisationId organisation, String language, Instant since, Instant until)
      throws IOException {
    var made =
        new PackRequests(Ground.database(), HANDOVERS, CLOCK)
            .make(organisation, since, until, language, "usr_a");
    return Unzipped.fetched(HANDOVERS, made.offer(), CONTENTS);
  }

  private static List<JsonObject> lines(Unzipped pack, String name) {
    return pack.text(name).lines().map(JsonObject::new).toList();
  }

  private static void notice(OrganisationId organisation, String cause, Instant due) {
    new Actor("operator:" + Id.next("opr"), "", "")
        .run(
            () ->
                Ground.database()
                    .asOperator(
                        tx -> {
                          Notices.give(
                              tx,
                              organisation,
                              Notice.Kind.BREACH,
                              Id.next("brc"),
                              facts(cause),
                              Instant.now(),
                              due);
                          return null;
                        }));
  }

  private static JsonObject facts(String cause) {
    return new JsonObject()
        .put("occurred_at", "2026-11-27T16:00:00Z")
        .put("noticed_at", "2026-11-28T09:30:00Z")
        .put("effects", JsonArray.of("availability"))
        .put("cause", cause)
        .put("data_categories", JsonArray.of("recordings"))
        .put("consequences", "")
        .put("measures", "")
        .put("message", "");
  }

  private static String person(OrganisationId organisation) {
    var email = Id.next("mail").toLowerCase(Locale.ROOT) + "@example.com";
    Ground.database()
        .in(
            organisation,
            tx ->
                UserStore.create(
                    tx,
                    organisation,
                    new NewUser(
                        email,
                        "Ada",
                        Role.SUPER_ADMINISTRATOR,
                        "en",
                        Optional.empty(),
                        Optional.empty())));
    return email;
  }
}
