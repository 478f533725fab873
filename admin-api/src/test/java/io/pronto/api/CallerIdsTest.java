package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Which numbers an organisation may show, and who says so. */
class CallerIdsTest {
  private static final byte[] PDF = "%PDF-1.7 an invoice".getBytes(StandardCharsets.US_ASCII);

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final Client operator = Client.operator();
  private final String number = elsewhere();

  /** A number that is none of ours. */
  static String elsewhere() {
    return "+3347" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
  }

  static JsonObject request(String number) {
    return new JsonObject().put("number", number).put("proof", "code");
  }

  @Test
  void aNumberProvedByADocumentMayBeShownOnceTheOperatorApproves() {
    var asked = boss.post("/v1/caller_ids", documented(PDF)).is(201);
    assertThat(asked.json().getString("state")).isEqualTo("pending");
    shown().refused(422, "invalid_request").names("/caller_id", "not_rented");

    assertThat(operator.get("/v1/caller_id_requests?state=pending").is(200).data())
        .anyMatch(found -> found.getString("id").equals(asked.id()));
    var document = operator.get("/v1/caller_id_requests/" + asked.id() + "/document").is(200);
    assertThat(document.bytes()).isEqualTo(PDF);
    assertThat(document.header("Content-Type")).isEqualTo("application/pdf");
    decide(asked.id(), new JsonObject().put("decision", "approved")).is(200);

    shown().is(200);
    var active = boss.get("/v1/caller_ids/" + asked.id()).is(200).json();
    assertThat(active.getString("state")).isEqualTo("active");
    assertThat(active.getString("since")).isNotNull();
    assertThat(boss.get("/v1/events").is(200).data())
        .extracting(event -> event.getString("type"))
        .contains("caller_id.requested", "caller_id.approved");
    assertThat(boss.get("/v1/audit_events").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("caller_id.created", "caller_id.changed", "caller_id.document_opened");
  }

  @Test
  void aRightWhoseTimeIsOverHasEndedAndMayBeAskedForAgain() {
    var asked = boss.post("/v1/caller_ids", documented(PDF)).is(201);
    decide(asked.id(), approved("2020-01-01T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/until", "past");
    decide(asked.id(), approved("2999-01-01T00:00:00Z")).is(200);
    boss.post("/v1/caller_ids", documented(PDF)).refused(409, "caller_id_exists");

    Owner.execute(
        "update right_to_number set until = now() - interval '1 s' where id = '%s'"
            .formatted(asked.id()));

    assertThat(boss.get("/v1/caller_ids/" + asked.id()).is(200).json().getString("state"))
        .isEqualTo("ended");
    assertThat(boss.get("/v1/caller_ids?state=active").is(200).data()).isEmpty();
    shown().refused(422, "invalid_request");
    boss.post("/v1/caller_ids", documented(PDF)).is(201);
  }

  private static JsonObject approved(String until) {
    return new JsonObject().put("decision", "approved").put("until", until);
  }

  @Test
  void whoIsRejectedLearnsWhy() {
    var asked = boss.post("/v1/caller_ids", documented(PDF)).is(201);

    decide(asked.id(), new JsonObject().put("decision", "rejected"))
        .refused(422, "invalid_request")
        .names("/reason", "required");
    decide(asked.id(), reason("rejected", "It is another company's")).is(200);

    assertThat(boss.get("/v1/caller_ids/" + asked.id()).is(200).json().getString("reason"))
        .isEqualTo("It is another company's");
    decide(asked.id(), new JsonObject().put("decision", "approved")).refused(409, "decided");
    boss.post("/v1/caller_ids", documented(PDF)).is(201);
  }

  @Test
  void aCodeToldOnACallToTheNumberProvesIt() {
    var asked = boss.post("/v1/caller_ids", request(number)).is(201);
    confirm(asked.id(), "123456").refused(409, "no_code");
    decide(asked.id(), new JsonObject().put("decision", "approved")).refused(409, "code_wanted");
    var told = code(asked.id());

    confirm(asked.id(), told.equals("000000") ? "000001" : "000000")
        .refused(422, "invalid_request")
        .names("/code", "wrong_code");
    assertThat(confirm(asked.id(), told).is(200).json().getString("state")).isEqualTo("active");

    shown().is(200);
    confirm(asked.id(), told).refused(409, "no_code");
  }

  @Test
  void aCodeIsTriedFiveTimesEvenUnderIdempotencyKeys() {
    var asked = boss.post("/v1/caller_ids", request(number)).is(201);
    var told = code(asked.id());
    var wrong = new JsonObject().put("code", told.equals("000000") ? "000001" : "000000");
    for (int i = 0; i < 5; i++) {
      boss.post(
              "/v1/caller_ids/" + asked.id() + "/confirmation",
              wrong,
              "Idempotency-Key",
              asked.id() + i)
          .refused(422, "invalid_request");
    }

    confirm(asked.id(), told).refused(409, "no_code");
    confirm(asked.id(), code(asked.id())).is(200);
  }

  @Test
  void rentedNumbersAreInItByThemselvesAndLeaveItOnRelease() {
    var rented = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", rented)).is(201);
    var mine = boss.get("/v1/caller_ids?number=%2B" + rented.substring(1)).is(200).data();
    assertThat(mine).hasSize(1);
    assertThat(mine.getFirst().getString("proof")).isEqualTo("rented");
    assertThat(mine.getFirst().getString("state")).isEqualTo("active");
    boss.delete("/v1/caller_ids/" + mine.getFirst().getString("id")).refused(409, "rented");
    boss.post("/v1/caller_ids", request(rented)).refused(409, "caller_id_exists");

    boss.delete("/v1/numbers/" + rented).is(204);

    var ended = boss.get("/v1/caller_ids/" + mine.getFirst().getString("id")).is(200).json();
    assertThat(ended.getString("state")).isEqualTo("ended");
    assertThat(ended.getString("until")).isNotNull();
  }

  @Test
  void aNumberThatIsToBePortedMayBeShownOnceItIsOurs() {
    var ported = TestPorts.ordered(boss).json().getString("number");
    shown(ported).refused(422, "invalid_request").names("/caller_id", "not_rented");

    Owner.execute(
        "update phone_number set ours_from = now() - interval '1 s' where number = '%s'"
            .formatted(ported));

    shown(ported).is(200);
    var mine = boss.get("/v1/caller_ids?number=%2B" + ported.substring(1)).is(200).data();
    assertThat(mine).hasSize(1);
    assertThat(mine.getFirst().getString("proof")).isEqualTo("ported");
    boss.delete("/v1/caller_ids/" + mine.getFirst().getString("id")).refused(409, "rented");
  }

  @Test
  void aRightThatRestsOnAPaperEndsWhenTheNumberIsRentedByAnybody() {
    var ours = TestCarrier.make().block();
    var asked = boss.post("/v1/caller_ids", documented(PDF).put("number", ours)).is(201);
    decide(asked.id(), new JsonObject().put("decision", "approved")).is(200);

    TestOrganisation.make()
        .boss()
        .post("/v1/numbers", new JsonObject().put("number", ours))
        .is(201);

    var ended = boss.get("/v1/caller_ids/" + asked.id()).is(200).json();
    assertThat(ended.getString("state")).isEqualTo("ended");
    assertThat(ended.getString("reason")).isEqualTo("The number was rented");
  }

  @Test
  void aRightIsGivenBackOrTakenBack() {
    var given = boss.post("/v1/caller_ids", request(number)).is(201);
    confirm(given.id(), code(given.id())).is(200);
    boss.delete("/v1/caller_ids/" + given.id()).is(204);
    boss.delete("/v1/caller_ids/" + given.id()).refused(409, "over");

    var taken = boss.post("/v1/caller_ids", request(number)).is(201);
    decide(taken.id(), reason("ended", "Fraud")).refused(409, "not_active");
    confirm(taken.id(), code(taken.id())).is(200);
    decide(taken.id(), reason("ended", "Fraud")).is(200);

    shown().refused(422, "invalid_request");
  }

  @Test
  void whatCannotBeAProofIsRefused() {
    boss.post("/v1/caller_ids", new JsonObject().put("number", number).put("proof", "document"))
        .refused(422, "invalid_request")
        .names("/document", "required");
    boss.post("/v1/caller_ids", documented("<html>".getBytes(StandardCharsets.US_ASCII)))
        .refused(422, "invalid_request")
        .names("/document/content", "malformed");
    var notBase64 = documented(PDF);
    notBase64.getJsonObject("document").put("content", "%%%");
    boss.post("/v1/caller_ids", notBase64)
        .refused(422, "invalid_request")
        .names("/document/content", "malformed");
    boss.post("/v1/caller_ids", request("+331"))
        .refused(422, "invalid_request")
        .names("/number", "malformed");
    boss.post("/v1/caller_ids", request("+3312345678901"))
        .refused(422, "invalid_request")
        .names("/number", "impossible");
    boss.post("/v1/caller_ids", request(number).put("proof", "rented"))
        .refused(422, "invalid_request")
        .names("/proof", "not_offered");
  }

  private JsonObject documented(byte[] content) {
    return new JsonObject()
        .put("number", number)
        .put("proof", "document")
        .put(
            "document",
            new JsonObject()
                .put("type", "application/pdf")
                .put("content", Base64.getEncoder().encodeToString(content)));
  }

  private static JsonObject reason(String decision, String reason) {
    return new JsonObject().put("decision", decision).put("reason", reason);
  }

  private Answer decide(String id, JsonObject decision) {
    return operator.post("/v1/caller_id_requests/" + id + "/decision", decision);
  }

  private String code(String id) {
    var made =
        operator.send("POST", "/v1/caller_id_requests/" + id + "/code", "", "").is(201).json();
    assertThat(made.getString("number")).isEqualTo(number);
    return made.getString("code");
  }

  private Answer confirm(String id, String code) {
    return boss.post("/v1/caller_ids/" + id + "/confirmation", new JsonObject().put("code", code));
  }

  private Answer shown() {
    return shown(number);
  }

  private Answer shown(String other) {
    return boss.patch(
        "/v1/users/" + organisation.superAdministratorId(),
        new JsonObject().put("caller_id", other));
  }
}
