package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** An office, closed on Christmas Eve from noon on, and what its people expect of calls. */
class RoutingTestsTest {
  private static final String CALLER = "+33687654321";
  private static final String EVE = "2094-12-24T19:00";
  private static final String MORNING = "2094-12-24T10:00";
  private static final String LATER = "2094-12-01T00:00:00Z";

  private final TestOrganisation firm = TestOrganisation.make();
  private final Client boss = firm.boss();
  private final String anna = firm.person("agent").id();
  private final String bruno = firm.person("agent").id();
  private final String number = TestCarrier.make().block();
  private final String path = "/v1/numbers/" + number.replace("+", "%2B");
  private final String schedule;

  RoutingTestsTest() {
    boss.post("/v1/numbers", new JsonObject().put("number", number).put("destination", user(anna)))
        .is(201);
    schedule =
        boss.post(
                "/v1/schedules",
                new JsonObject()
                    .put("name", "Office")
                    .put("time_zone", "Europe/Paris")
                    .put("hours", friday("09:00", "18:00")))
            .is(201)
            .id();
    boss.patch(
            path + "/routing",
            new JsonObject().put("schedule_id", schedule).put("closed", user(bruno)))
        .is(200);
  }

  /** One that can be made of any number. */
  static JsonObject test(String number) {
    return new JsonObject()
        .put("name", TestOrganisation.email())
        .put("number", number)
        .put("at", EVE)
        .put(
            "expected",
            new JsonObject().put("type", "rejection").put("cause", "unassigned_number"));
  }

  @Test
  void aScheduleIsBrokenAndRefusedWithTheFailingCase() {
    var morning = expect("The morning of Christmas Eve", MORNING, user(anna));
    expect("The evening of Christmas Eve", EVE, user(bruno));
    var before = boss.get("/v1/schedules/" + schedule).is(200);
    var actions = actions();

    var refused =
        boss.patch(
                "/v1/schedules/" + schedule,
                new JsonObject().put("hours", friday("14:00", "18:00")))
            .refused(409, "routing_tests_failed")
            .names("/routing_tests/" + morning, "failed");

    var errors = refused.json().getJsonArray("errors");
    assertThat(errors).hasSize(1);
    assertThat(errors.getJsonObject(0).getString("detail"))
        .contains("The morning of Christmas Eve")
        .contains(anna)
        .contains("outside the weekly hours")
        .contains("Friday 24 December 2094, 10:00");
    assertThat(boss.get("/v1/schedules/" + schedule).is(200).json()).isEqualTo(before.json());
    assertThat(actions()).isEqualTo(actions);
    boss.patch("/v1/schedules/" + schedule, new JsonObject().put("hours", friday("08:00", "18:00")))
        .is(200);
  }

  @Test
  void aDestinationAndARoutingThatDisappointAreRefused() {
    expect("Morning", MORNING, user(anna));
    expect("Evening", EVE, user(bruno));

    boss.patch(path, new JsonObject().put("destination", user(bruno)))
        .refused(409, "routing_tests_failed");
    boss.patch(path + "/routing", new JsonObject().putNull("schedule_id"))
        .refused(409, "routing_tests_failed");
    boss.post(
            path + "/routing/versions",
            new JsonObject().put("effective_at", LATER).putNull("closed"),
            "Idempotency-Key",
            "once")
        .refused(409, "routing_tests_failed");
    assertThat(boss.get(path).is(200).json().getJsonObject("destination")).isEqualTo(user(anna));
    assertThat(boss.get(path + "/routing/versions").is(200).data()).hasSize(1);
  }

  @Test
  void theTestsAreRunAndSayWhy() {
    expect("Evening", EVE, user(anna));
    expect("Morning", MORNING, user(anna));

    var run =
        boss.exchange("POST", "/v1/routing/tests/run", "", "", "Accept-Language", "fr-FR")
            .is(200)
            .json();

    assertThat(run.getInteger("passed")).isEqualTo(1);
    assertThat(run.getInteger("failed")).isEqualTo(1);
    var evening = run.getJsonArray("data").getJsonObject(0);
    assertThat(evening.getBoolean("passed")).isFalse();
    assertThat(evening.getJsonObject("expected")).isEqualTo(user(anna));
    var outcome = evening.getJsonObject("outcome");
    assertThat(outcome.getJsonObject("destination").getString("id")).isEqualTo(bruno);
    assertThat(outcome.getString("local_time")).isEqualTo(EVE + ":00");
    assertThat(outcome.getString("language")).isEqualTo("fr");
    assertThat(outcome.getJsonArray("trace")).isNotEmpty();
  }

  @Test
  void aVersionIsScheduledSimulatedCancelledAndRolledBackTo() {
    var first = versions().getFirst();
    assertThat(first.getString("state")).isEqualTo("in_force");
    assertThat(first.getString("published_by")).isEqualTo(firm.superAdministratorId());

    var later =
        boss.post(
                path + "/routing/versions",
                new JsonObject().put("effective_at", LATER).put("closed", number("+33199000000")))
            .is(201)
            .json();

    assertThat(later.getString("state")).isEqualTo("scheduled");
    assertThat(later.getString("schedule_id")).isEqualTo(schedule);
    assertThat(simulated("2094-11-26T19:00").getString("id")).isEqualTo(bruno);
    assertThat(simulated(EVE).getString("number")).isEqualTo("+33199000000");
    assertThat(boss.get(path + "/routing").is(200).json().getJsonObject("closed"))
        .isEqualTo(user(bruno));
    boss.delete("/v1/routing_versions/" + first.getString("id")).refused(409, "version_in_force");
    boss.delete("/v1/routing_versions/" + later.getString("id")).is(204);
    assertThat(simulated(EVE).getString("id")).isEqualTo(bruno);

    boss.patch(path + "/routing", new JsonObject().putNull("schedule_id")).is(200);
    var again =
        boss.post(
                path + "/routing/versions", new JsonObject().put("repeats", first.getString("id")))
            .is(201)
            .json();
    assertThat(again.getString("repeats")).isEqualTo(first.getString("id"));
    assertThat(boss.get(path + "/routing").is(200).json().getString("schedule_id"))
        .isEqualTo(schedule);
    assertThat(versions())
        .extracting(version -> version.getString("state"))
        .containsExactlyInAnyOrder("in_force", "superseded", "superseded");
    assertThat(actions()).contains("number_routing.created", "number_routing.deleted");
  }

  @Test
  void whatCannotBePublishedIsRefusedByName() {
    var other = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", other)).is(201);
    var elsewhere = "/v1/numbers/" + other.replace("+", "%2B") + "/routing/versions";

    boss.post(
            path + "/routing/versions",
            new JsonObject().put("effective_at", "2020-01-01T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/effective_at", "past");
    boss.post(elsewhere, new JsonObject().put("repeats", versions().getFirst().getString("id")))
        .refused(422, "invalid_request")
        .names("/repeats", "not_found");
    boss.post(path + "/routing/versions", new JsonObject().put("closed", number(number)))
        .refused(422, "invalid_request")
        .names("/closed/number", "itself");
  }

  @Test
  void ofTwoChangesThatSpoilTogetherOneIsRefused() throws Exception {
    boss.patch(path + "/routing", new JsonObject().put("closed", user(anna))).is(200);
    expect("Anna at any time", MORNING, user(anna));
    List<Callable<Integer>> changes =
        List.of(
            () ->
                boss.patch(
                        "/v1/schedules/" + schedule,
                        new JsonObject().put("hours", friday("14:00", "18:00")))
                    .status(),
            () ->
                boss.patch(path + "/routing", new JsonObject().put("closed", user(bruno)))
                    .status());

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(changes))
          .extracting(done -> done.resultNow())
          .containsExactlyInAnyOrder(200, 409);
    }
    assertThat(simulated(MORNING).getString("id")).isEqualTo(anna);
  }

  @Test
  void whatIsAnotherOrganisationsIsNotThere() {
    var test = expect("Morning", MORNING, user(anna));
    var version = versions().getFirst().getString("id");
    var stranger = TestOrganisation.make().boss();

    for (var theirs : List.of("/v1/routing/tests/" + test, "/v1/routing_versions/" + version)) {
      stranger.get(theirs).refused(404, "not_found");
      stranger.delete(theirs).refused(404, "not_found");
    }
    stranger.get(path + "/routing/versions").refused(404, "not_found");
    stranger.post(path + "/routing/versions", new JsonObject()).refused(404, "not_found");
    stranger
        .post("/v1/routing/tests", test(number))
        .refused(422, "invalid_request")
        .names("/number", "not_found");
    assertThat(stranger.get("/v1/routing/tests").is(200).data()).isEmpty();
    boss.post(
            "/v1/routing/tests",
            test(number).put("expected", user(TestOrganisation.make().superAdministratorId())))
        .refused(422, "invalid_request")
        .names("/expected/id", "not_found");
  }

  @Test
  void aTestThatCannotBeIsRefusedByName() {
    boss.post("/v1/routing/tests", test(number).put("at", "2094-13-24T19:00"))
        .refused(422, "invalid_request")
        .names("/at", "malformed");
    boss.post("/v1/routing/tests", test(number).put("presentation", "shown"))
        .refused(422, "invalid_request")
        .names("/from", "required");
    boss.post(
            "/v1/routing/tests", test(number).put("expected", new JsonObject().put("type", "user")))
        .refused(422, "invalid_request")
        .names("/expected/id", "required");
    boss.post(
            "/v1/routing/tests",
            test(number)
                .put("expected", new JsonObject().put("type", "rejection").put("cause", "fate")))
        .refused(422, "invalid_request")
        .names("/expected/cause", "not_offered");
    var made = boss.post("/v1/routing/tests", test(number)).is(201).json();
    boss.post("/v1/routing/tests", test(number).put("name", made.getString("name")))
        .refused(409, "name_taken");
  }

  @Test
  void aTestIsChangedAndDeletedAndTheAuditLogKnows() {
    var test = expect("Morning", MORNING, user(anna));

    var changed =
        boss.patch(
                "/v1/routing/tests/" + test,
                new JsonObject()
                    .putNull("from")
                    .put("presentation", "hidden")
                    .put("devices", "busy")
                    .put("expected", number("+33199000000")))
            .is(200)
            .json();
    boss.delete("/v1/routing/tests/" + test).is(204);

    assertThat(changed.getValue("from")).isNull();
    assertThat(changed.getString("presentation")).isEqualTo("hidden");
    assertThat(changed.getString("devices")).isEqualTo("busy");
    assertThat(changed.getJsonObject("expected")).isEqualTo(number("+33199000000"));
    assertThat(actions())
        .contains("routing_test.created", "routing_test.changed", "routing_test.deleted");
  }

  private String expect(String name, String at, JsonObject expected) {
    return boss.post(
            "/v1/routing/tests",
            test(number)
                .put("name", name)
                .put("from", CALLER)
                .put("at", at)
                .put("expected", expected))
        .is(201)
        .id();
  }

  private List<JsonObject> versions() {
    return boss.get(path + "/routing/versions").is(200).data();
  }

  private JsonObject simulated(String at) {
    return boss.get(
            "/v1/routing/simulation?from=%s&to=%s&at=%s"
                .formatted(CALLER.replace("+", "%2B"), number.replace("+", "%2B"), at))
        .is(200)
        .json()
        .getJsonObject("destination");
  }

  private List<String> actions() {
    return boss.get("/v1/audit_events?limit=100").is(200).data().stream()
        .map(event -> event.getString("action"))
        .toList();
  }

  private static JsonArray friday(String from, String to) {
    return new JsonArray()
        .add(new JsonObject().put("day", "friday").put("from", from).put("to", to));
  }

  private static JsonObject user(String id) {
    return new JsonObject().put("type", "user").put("id", id);
  }

  private static JsonObject number(String number) {
    return new JsonObject().put("type", "number").put("number", number);
  }
}
