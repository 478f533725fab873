package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.subject.AnswerTime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import net.lingala.zip4j.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectRequestsTest {
  private final Client operator = Client.operator();
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  /** That somebody of whom there is nothing asks for something. */
  static JsonObject request(String kind) {
    return new JsonObject().put("kind", kind).put("subject", someNumber());
  }

  static String someNumber() {
    return "+336" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
  }

  /** The id of an erasure that {@code boss} has instructed. */
  static String erasure(Client boss) {
    var id = boss.post("/v1/subject_requests", request("erasure")).is(201).id();
    return instruct(boss, id, "erase").is(200).json().getString("erasure_id");
  }

  static Answer instruct(Client boss, String id, String action) {
    return boss.post(
        "/v1/subject_requests/" + id + "/instruction",
        new JsonObject().put("action", action).put("note", "Yes"));
  }

  private static JsonObject search(String subject) {
    return new JsonObject().put("subject", subject).put("reason", "She asks");
  }

  @Test
  void theOperatorPassesOnWhatItReceivesAndSeesNothingButItsClock() {
    var number = someNumber();
    var body =
        request("access")
            .put("subject", number)
            .put("details", "By letter")
            .put("organisation_id", organisation.id());

    var filed = operator.post("/v1/subject_requests", body).is(201).json();

    assertThat(filed.getValue("content")).isNull();
    assertThat(filed.getString("received_by")).isEqualTo("operator");
    var path = "/v1/subject_requests/" + filed.getString("id");
    assertThat(operator.get(path).is(200).text()).doesNotContain(number).doesNotContain("letter");
    assertThat(operator.get("/v1/subject_requests").is(200).text())
        .contains(filed.getString("id"))
        .doesNotContain(number);
    var seen = boss.get(path).is(200).json();
    assertThat(seen.getJsonObject("content").getString("subject")).isEqualTo(number);
    assertThat(seen.getString("due_on"))
        .isEqualTo(AnswerTime.usual(Instant.parse(seen.getString("received_at"))).toString());
    assertThat(boss.get("/v1/events").is(200).text())
        .contains(filed.getString("id"))
        .doesNotContain(number);
    operator
        .post(path + "/instruction", new JsonObject().put("action", "done").put("note", "x"))
        .is(403);
    TestOrganisation.make().boss().get(path).is(404);
  }

  @Test
  void halfANumberIsRefusedAndSoIsAnotherOrganisation() {
    boss.post("/v1/subject_searches", search("06 12 34"))
        .refused(422, "invalid_request")
        .names("/subject", "half_number");
    boss.post("/v1/subject_requests", request("erasure").put("subject", "+336123"))
        .refused(422, "invalid_request")
        .names("/subject", "half_number");
    boss.post("/v1/subject_requests", request("erasure").put("subject", "Ada"))
        .refused(422, "invalid_request")
        .names("/subject", "malformed");
    boss.post("/v1/subject_requests", request("access").put("organisation_id", organisation.id()))
        .refused(422, "invalid_request")
        .names("/organisation_id", "not_allowed");
    operator
        .post("/v1/subject_requests", request("access"))
        .refused(422, "invalid_request")
        .names("/organisation_id", "required");
    boss.post("/v1/subject_requests", request("access").put("received_at", "2090-01-01T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/received_at", "out_of_range");
  }

  @Test
  void aSearchFindsAContactAndIsInTheAuditLogWithoutTheNumber() {
    var number = someNumber();
    var contact =
        boss.post("/v1/contacts", ContactsTest.contact().put("numbers", JsonArray.of(number)))
            .is(201)
            .id();

    var found = boss.post("/v1/subject_searches", search("0" + number.substring(3))).is(200).json();

    assertThat(found.getString("subject")).isEqualTo(number);
    assertThat(found.getJsonArray("found").encode()).contains("/v1/contacts/" + contact);
    var audit = boss.get("/v1/audit_events?action=subject.searched").is(200).text();
    assertThat(audit).contains(found.getString("pseudonym")).contains("She asks");
    assertThat(audit).doesNotContain(number.substring(1)).doesNotContain(number.substring(3));
  }

  @Test
  void anExportIsASealedArchiveAndIsOfferedAgain(@TempDir Path folder) throws Exception {
    var number = someNumber();
    boss.post("/v1/contacts", ContactsTest.contact().put("numbers", JsonArray.of(number))).is(201);
    var id =
        boss.post("/v1/subject_requests", request("access").put("subject", number)).is(201).id();

    var handover = instruct(boss, id, "export").is(200).json().getJsonObject("handover");

    extract(handover, folder);
    assertThat(Files.readString(folder.resolve("contact.json"))).contains(number);
    assertThat(Files.readString(folder.resolve("summary.fr.html"))).contains(number);
    assertThat(boss.get("/v1/subject_requests/" + id).json().getString("state")).isEqualTo("done");
    assertThat(instruct(boss, id, "export").is(200).json().getValue("handover")).isNotNull();
    instruct(boss, id, "refuse").refused(409, "already_instructed");
  }

  /** Fetches what is handed over, and opens it. */
  static void extract(JsonObject handover, Path folder) throws IOException {
    var path = handover.getString("url").replaceFirst("^.*?/v1/", "/v1/");
    var file = folder.resolve("subject.zip");
    Files.write(file, Client.stranger().get(path).is(200).bytes());
    try (var zip = new ZipFile(file.toFile(), handover.getString("passphrase").toCharArray())) {
      zip.extractAll(folder.toString());
    }
  }

  @Test
  void nothingIsDecidedTwiceNorWhatWasNotAskedFor() {
    var id = boss.post("/v1/subject_requests", request("erasure")).is(201).id();

    instruct(boss, id, "export").refused(409, "action_does_not_fit");
    var erasure = instruct(boss, id, "erase").is(200).json().getString("erasure_id");

    instruct(boss, id, "erase").refused(409, "already_instructed");
    var seen = boss.get("/v1/erasures/" + erasure).is(200).json();
    assertThat(seen.getString("request_id")).isEqualTo(id);
    assertThat(boss.get("/v1/erasures").is(200).text()).contains(erasure);
    TestOrganisation.make().boss().get("/v1/erasures/" + erasure).is(404);
  }

  @Test
  void whatIsWrongIsPutRightAndNotOnlySaidToBe() {
    var number = someNumber();
    var contact =
        boss.post("/v1/contacts", ContactsTest.contact().put("numbers", JsonArray.of(number)))
            .is(201)
            .id();
    var id =
        boss.post("/v1/subject_requests", request("correction").put("subject", number))
            .is(201)
            .id();
    var path = "/v1/subject_requests/" + id + "/instruction";
    var body = new JsonObject().put("action", "correct").put("note", "Misspelt");
    boss.post(path, body).refused(422, "invalid_request").names("/corrections", "required");
    instruct(boss, id, "done").refused(409, "can_be_corrected");
    var correction = new JsonObject().put("place", "contact").put("id", contact);
    boss.post(path, body.copy().put("corrections", JsonArray.of(correction)))
        .refused(422, "invalid_request")
        .names("/corrections/0", "required");

    var done =
        boss.post(
                path,
                body.copy()
                    .put("corrections", JsonArray.of(correction.copy().put("name", "Karol"))))
            .is(200)
            .json();

    assertThat(done.getJsonObject("request").getString("state")).isEqualTo("done");
    assertThat(boss.get("/v1/contacts/" + contact).is(200).json().getString("name"))
        .isEqualTo("Karol");
    assertThat(boss.get("/v1/audit_events?action=subject_request.corrected").is(200).text())
        .contains(contact, "name")
        .doesNotContain("Karol", "Carol");
    var found = boss.post("/v1/subject_searches", search(number)).is(200).text();
    assertThat(found).contains("/v1/subject_requests/" + id);
  }

  @Test
  void aNumberOfTheOrganisationsOwnIsNotErased() {
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    var id =
        boss.post("/v1/subject_requests", request("erasure").put("subject", number)).is(201).id();

    instruct(boss, id, "erase").refused(409, "own_number");

    assertThat(boss.get("/v1/subject_requests/" + id).json().getString("state")).isEqualTo("open");
  }

  @Test
  void theLastDayIsPutOffOnceAndNotTooLate() {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var id = boss.post("/v1/subject_requests", request("access")).is(201).id();
    var reason = new JsonObject().put("reason", "There are many");

    var later = boss.post("/v1/subject_requests/" + id + "/extension", reason).is(200).json();

    assertThat(later.getString("due_on")).isEqualTo(AnswerTime.extended(now).toString());
    boss.post("/v1/subject_requests/" + id + "/extension", reason).refused(409, "already_extended");
    var old = now.minus(100, ChronoUnit.DAYS).toString();
    var late =
        boss.post("/v1/subject_requests", request("access").put("received_at", old)).is(201).json();
    assertThat(late.getBoolean("overdue")).isTrue();
    boss.post("/v1/subject_requests/" + late.getString("id") + "/extension", reason)
        .refused(409, "too_late");
  }
}
