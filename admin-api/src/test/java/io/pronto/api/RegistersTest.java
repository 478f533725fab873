package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.access.Bootstrap;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.evidence.Unzipped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RegistersTest {
  private static final String SECOND = "second@example.com";

  private final Client operator = Client.operator();
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  /** One that was noticed some minutes ago. */
  static JsonObject breach() {
    var noticed = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(1_500);
    return new JsonObject()
        .put("occurred_at", noticed.minusSeconds(60).toString())
        .put("noticed_at", noticed.toString())
        .put("effects", JsonArray.of("confidentiality"))
        .put("cause", "A disk was sold without being wiped")
        .put("data_categories", JsonArray.of("call_records"));
  }

  /** Of what there is of {@code number} in the last month. */
  static JsonObject authorityRequest(String number) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new JsonObject()
        .put("authority", "Tribunal judiciaire de Paris")
        .put("reference", "2026/4711")
        .put("legal_basis", "Code de procédure pénale, art. 60-1-2")
        .put("kinds", JsonArray.of("call_detail_record", "subscriber"))
        .put("numbers", JsonArray.of(number))
        .put("since", now.minus(Duration.ofDays(30)).toString())
        .put("until", now.plusSeconds(60).toString())
        .put("received_at", now.minusSeconds(60).toString());
  }

  @Test
  void aBreachHasAClockAndIsToldToThoseConcerned() {
    var other = TestOrganisation.make();
    var entered =
        operator
            .post("/v1/breaches", breach().put("organisation_ids", JsonArray.of(organisation.id())))
            .is(201)
            .json();
    assertThat(entered.getString("state")).isEqualTo("open");
    assertThat(entered.getInteger("hours_left")).isEqualTo(71);
    var path = "/v1/breaches/" + entered.getString("id");

    operator.post(path + "/notice", new JsonObject().put("message", "Ask us")).is(201);

    Waiting.until(
        "the organisation is told",
        () ->
            boss.get("/v1/events?limit=100").data().stream()
                .anyMatch(event -> event.getString("type").equals("notice.breach")));
    var notice = boss.get("/v1/notices").is(200).data().getFirst();
    assertThat(notice.getString("about")).isEqualTo(entered.getString("id"));
    assertThat(notice.getJsonObject("facts").getString("message")).isEqualTo("Ask us");
    assertThat(notice.encode()).doesNotContain("organisation_ids");
    assertThat(other.boss().get("/v1/notices").is(200).data()).isEmpty();
    assertThat(operator.get("/v1/notices?about=" + entered.getString("id")).is(200).data())
        .hasSize(1);
    assertThat(operator.get("/v1/audit_events?subject_id=" + entered.getString("id")).data())
        .extracting(event -> event.getString("action"))
        .contains("breach.created", "breach.announced");
    boss.get(path).refused(403, "forbidden");
  }

  @Test
  void aBreachThatContradictsItselfIsRefusedByField() {
    refusal(breach().put("noticed_at", "2090-01-01T00:00:00Z"), "/noticed_at", "times");
    refusal(breach().put("effects", new JsonArray()), "/effects", "too_few");
    refusal(
        breach().put("organisation_ids", JsonArray.of("org_01JD9Z3V7K8Q2N4M6P8R0T2W4Y")),
        "/organisation_ids",
        "not_found");
    var late =
        breach()
            .put("occurred_at", "2026-01-05T00:00:00Z")
            .put("noticed_at", "2026-01-05T00:00:00Z")
            .put("authority_notified_at", "2026-01-08T00:00:01Z");
    refusal(late, "/delay_reason", "delay_unexplained");
    refusal(
        late.copy().put("delay_reason", "-").put("not_notified_reason", "-"),
        "/not_notified_reason",
        "both");
    var entered = operator.post("/v1/breaches", late.put("delay_reason", "Ill")).is(201).json();
    assertThat(entered.getString("state")).isEqualTo("notified_late");
    operator
        .post("/v1/breaches/" + entered.getString("id") + "/notice", new JsonObject())
        .refused(409, "nobody");
  }

  private void refusal(JsonObject body, String pointer, String code) {
    operator.post("/v1/breaches", body).refused(422, "invalid_request").names(pointer, code);
  }

  /** A link to what two of the operator's people show an authority. */
  static String disclosure() {
    var asked = authorityRequest("+33612345678");
    var path =
        "/v1/authority_requests/"
            + Client.operator().post("/v1/authority_requests", asked).is(201).id();
    post(second(), path + "/approval").is(200);
    return post(Client.operator(), path + "/disclosure").is(201).json().getString("url");
  }

  private static Client second() {
    new Bootstrap(Ground.database()).account(SECOND, TestServer.PASSWORD);
    return Client.signIn(SECOND, TestServer.PASSWORD);
  }

  @Test
  void nothingIsDisclosedBeforeAnotherPersonHasApprovedIt() throws IOException {
    var second = second();
    var person = organisation.person("agent");
    var recording = TestRecordings.call(organisation, person.id(), new byte[0]);
    var asked =
        authorityRequest("+33612345678")
            .put("numbers", new JsonArray())
            .put("emails", JsonArray.of(person.email().toUpperCase(Locale.ROOT)));
    var path =
        "/v1/authority_requests/" + operator.post("/v1/authority_requests", asked).is(201).id();

    post(operator, path + "/disclosure").refused(409, "not_approved");
    post(operator, path + "/approval").refused(409, "same_person");
    var approved = post(second, path + "/approval").is(200).json();

    assertThat(approved.getString("state")).isEqualTo("approved");
    second.post(path + "/refusal", new JsonObject().put("reason", "No")).refused(409, "decided");
    var shown = fetched(post(operator, path + "/disclosure").is(201).json());
    assertThat(shown.text("calls.jsonl").lines()).hasSize(1);
    assertThat(shown.text("calls.jsonl")).contains(person.id());
    assertThat(shown.text("subscribers.jsonl")).contains(person.email());
    for (var name : shown.files().keySet()) {
      assertThat(shown.text(name)).as(name).doesNotContain(recording);
    }
    var register = operator.get(path).is(200).json();
    assertThat(register.getString("state")).isEqualTo("disclosed");
    Waiting.until(
        "the customer is told",
        () ->
            boss.get("/v1/notices").data().stream()
                .anyMatch(notice -> notice.getString("kind").equals("disclosure")));
    assertThat(boss.get("/v1/notices").text()).doesNotContain(person.id(), person.email());
  }

  @Test
  void twoPeopleDecideThatACustomerIsNotToldAndForAYearAtMost() {
    new Bootstrap(Ground.database()).account(SECOND, TestServer.PASSWORD);
    var second = Client.signIn(SECOND, TestServer.PASSWORD);
    var path =
        "/v1/authority_requests/"
            + operator
                .post("/v1/authority_requests", authorityRequest("+33612345678"))
                .is(201)
                .id();
    post(second, path + "/approval").is(200);
    var today = WorkingDays.FRANCE.date(Instant.now());

    operator
        .patch(path, silence(today.plusDays(400)))
        .refused(422, "invalid_request")
        .names("/notice_forbidden/until", "too_late");
    var asked = operator.patch(path, silence(today.plusDays(90))).is(200).json();
    assertThat(asked.getValue("notice_forbidden")).isNull();
    assertThat(asked.getJsonObject("notice_forbidden_asked").getString("until"))
        .isEqualTo(today.plusDays(90).toString());
    var agreed = second.patch(path, silence(today.plusDays(90))).is(200).json();

    assertThat(agreed.getJsonObject("notice_forbidden").getString("until"))
        .isEqualTo(today.plusDays(90).toString());
    assertThat(agreed.getValue("notice_forbidden_asked")).isNull();
  }

  private static JsonObject silence(LocalDate until) {
    return new JsonObject()
        .put(
            "notice_forbidden",
            new JsonObject().put("until", until.toString()).put("reason", "The judge says so"));
  }

  private static Answer post(Client who, String path) {
    return who.send("POST", path, "", "");
  }

  @Test
  void aRequestOfNobodyIsRefused() {
    var nobody = authorityRequest("+33612345678").put("numbers", new JsonArray());
    operator
        .post("/v1/authority_requests", nobody)
        .refused(422, "invalid_request")
        .names("/numbers", "required");
    operator
        .post("/v1/authority_requests", authorityRequest("0612"))
        .refused(422, "invalid_request")
        .names("/numbers/0", "malformed");
    operator
        .post(
            "/v1/authority_requests",
            authorityRequest("+33612345678").put("until", "2020-01-01T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/until", "too_early");
  }

  @Test
  void anAuditIsAskedForSixtyDaysAheadAndAnswered() {
    var earliest = WorkingDays.FRANCE.date(Instant.now()).plusDays(60);

    var refused = ask(earliest.minusDays(1)).refused(422, "invalid_request");

    refused.names("/wanted_on", "notice_too_short");
    assertThat(refused.text()).contains("Must be " + earliest + " or later");
    var id = ask(earliest).is(201).id();
    ask(earliest.plusDays(90)).refused(409, "one_a_year").names("/wanted_on", "one_a_year");
    var answer =
        new JsonObject().put("agreed_on", earliest.plusDays(1).toString()).put("text", "At ten");
    boss.post("/v1/audits/" + id + "/answer", answer).refused(403, "forbidden");
    operator.post("/v1/audits/" + id + "/answer", answer).is(200);
    assertThat(boss.get("/v1/audits/" + id).is(200).json().getString("state"))
        .isEqualTo("accepted");
    TestOrganisation.make().boss().get("/v1/audits/" + id).refused(404, "not_found");
    organisation.person("administrator").client().get("/v1/audits").refused(403, "forbidden");
  }

  private Answer ask(LocalDate on) {
    return boss.post(
        "/v1/audits", new JsonObject().put("wanted_on", on.toString()).put("subject", "Keys"));
  }

  @Test
  void aSuperAdministratorFetchesAPackOfEvidenceByItsLink() throws IOException {
    TestCertificates.of(organisation);

    var made =
        boss.post("/v1/evidence_packs", new JsonObject().put("language", "fr")).is(201).json();

    var pack = fetched(made.getJsonObject("handover"));
    assertThat(pack.sums()).isEqualTo(pack.hashes());
    assertThat(pack.text("README.txt")).contains("Pour la vérifier");
    assertThat(pack.text("destruction_certificates.jsonl")).contains("\"end\":true", "signature");
    assertThat(boss.get("/v1/evidence_packs").is(200).data())
        .extracting(each -> each.getString("id"))
        .containsExactly(made.getString("id"));
    boss.post(
            "/v1/evidence_packs",
            new JsonObject()
                .put("since", "2026-02-01T00:00:00Z")
                .put("until", "2026-01-01T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/until", "too_early");
  }

  @Test
  void theRecordOfProcessingIsThereForBothRealms() {
    var ours = boss.get("/v1/record_of_processing?language=it").is(200).json();
    var operators = operator.get("/v1/record_of_processing").is(200).json();

    assertThat(ours.getJsonObject("controller").getString("id")).isEqualTo(organisation.id());
    assertThat(ours.encode()).contains("Registrazione delle chiamate");
    assertThat(operators.getJsonArray("controllers").encode()).contains(organisation.id());
    assertThat(boss.get("/v1/record_of_processing/page", "Accept-Language", "fr").is(200).text())
        .contains("lang=\"fr\"", "Registre des activités de traitement");
    boss.get("/v1/record_of_processing?language=de").refused(400, "invalid_parameter");
  }

  private static Unzipped fetched(JsonObject offer) throws IOException {
    var url = offer.getString("url");
    var archive = Client.stranger().get(url.substring(url.indexOf("/v1/"))).is(200);
    return Unzipped.of(archive.bytes(), offer.getString("passphrase"));
  }
}
