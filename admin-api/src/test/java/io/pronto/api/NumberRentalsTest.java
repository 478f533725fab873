package io.pronto.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.rental.RentalAnswers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberRentalsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final Client operator = Client.operator();
  private final TestCarrier carrier = TestCarrier.make();
  private final String number = carrier.block();

  @Test
  void aNumberIsReservedOrderedReleasedAndQuarantined() {
    var rental = reserve(boss, number).is(201);
    assertThat(rental.json().getString("state")).isEqualTo("reserved");
    assertThat(rental.json().getString("until")).isNotNull();
    boss.get("/v1/numbers/" + number).refused(404, "not_found");
    reserve(TestOrganisation.make().boss(), number).refused(409, "number_taken");

    assertThat(order(rental.id()).is(202).json().getString("state")).isEqualTo("active");
    boss.get("/v1/numbers/" + number).is(200);
    boss.delete("/v1/numbers/" + number).is(204);

    assertThat(state(rental.id())).isEqualTo("quarantined");
    reserve(boss, number).refused(409, "number_taken");
    passing(Duration.ofDays(44));
    assertThat(state(rental.id())).isEqualTo("quarantined");
    passing(Duration.ofDays(46));
    assertThat(state(rental.id())).isEqualTo("available");
    reserve(TestOrganisation.make().boss(), number).is(201);
    assertThat(boss.get("/v1/events").is(200).data())
        .extracting(event -> event.getString("type"))
        .containsExactly(
            "number.reserved",
            "number.ordered",
            "number.activated",
            "number.released",
            "number.available");
  }

  @Test
  void aReservationEndsAtItsDeadline() {
    var rental = reserve(boss, number).is(201);
    assertThat(found()).isEmpty();

    passing(Duration.ofHours(25));

    assertThat(state(rental.id())).isEqualTo("expired");
    order(rental.id()).refused(409, "wrong_state");
    assertThat(found()).hasSize(1);
  }

  @Test
  void aReservationIsGivenUpAndAnActiveNumberIsNot() {
    var rental = reserve(boss, number).is(201);
    boss.delete("/v1/number_rentals/" + rental.id()).is(204);
    assertThat(state(rental.id())).isEqualTo("cancelled");

    var again = reserve(boss, number).is(201);
    order(again.id()).is(202);
    boss.delete("/v1/number_rentals/" + again.id()).refused(409, "wrong_state");
  }

  @Test
  void ofManyWhoWantANumberOneGetsIt() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 8)
              .<Callable<Integer>>mapToObj(_ -> () -> reserve(boss, number).status())
              .toList();
      assertThat(threads.invokeAll(tasks))
          .extracting(done -> done.resultNow())
          .containsOnlyOnce(201)
          .containsOnly(201, 409);
    }
  }

  @Test
  void manyWhoTakeDifferentNumbersOfABlockAllGetThem() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 10)
              .<Callable<Integer>>mapToObj(
                  i -> () -> reserve(boss, number.substring(0, 11) + i).status())
              .toList();
      assertThat(threads.invokeAll(tasks)).extracting(done -> done.resultNow()).containsOnly(201);
    }
    assertThat(boss.get("/v1/available_numbers?prefix=" + number.substring(1, 11)).data())
        .isEmpty();
  }

  @Test
  void nobodyHoldsMoreThanAHundredNumbersWithoutOrdering() {
    carrier.block("+33597310000", "+33597310100");
    for (int i = 0; i < 100; i++) {
      reserve(boss, "+33597310" + "%03d".formatted(i)).is(201);
    }

    reserve(boss, "+33597310100").refused(409, "too_many_held");
    boss.get("/v1/number_rentals?state=reserved").is(200);
  }

  @Test
  void anOrderNeedsAnIdempotencyKey() {
    var rental = reserve(boss, number).is(201);

    boss.post("/v1/number_rentals/" + rental.id() + "/order", new JsonObject())
        .refused(400, "idempotency_key_required");

    assertThat(state(rental.id())).isEqualTo("reserved");
  }

  @Test
  void mobileNumbersAreNotForPlatformsNorPlatformsNumbersForPeople() {
    carrier.block("+33698760000", "+33698760009");
    carrier.block("+33162980000", "+33162980009");

    boss.post("/v1/numbers", wanted("+33698760000").put("use", "platform"))
        .refused(422, "invalid_request")
        .names("/number", "people_only");
    reserve(boss, "+33162980000").refused(422, "invalid_request").names("/number", "platform_only");
    boss.post("/v1/number_rentals", wanted("+33162980000").put("use", "platform")).is(201);
  }

  @Test
  void impossibleNumbersAreRefused() {
    operator
        .post(
            "/v1/number_blocks",
            carrier.nextBlock().put("first", "+3312345670").put("last", "+3312345679"))
        .refused(422, "invalid_request")
        .names("/first", "impossible");
  }

  @Test
  void documentsAreHandedInReviewedAndDemanded() {
    carrier.block("+33899870000", "+33899870009");
    policy("FR-premium", new JsonObject().put("documents", JsonArray.of("identity", "proof")));
    operator
        .patch(
            "/v1/number_blocks/" + block("+33899870000"), new JsonObject().put("type", "premium"))
        .is(200);
    boss.post("/v1/numbers", wanted("+33899870000"))
        .refused(422, "invalid_request")
        .names("/number", "documents_required");
    var rental = reserve(boss, "+33899870000").is(201);
    order(rental.id()).refused(422, "invalid_request").names("/id", "documents_required");

    var first = boss.post("/v1/regulatory_files", file("Bäckerei")).is(201);
    assertThat(first.json().getString("state")).isEqualTo("pending");
    assertThat(first.text()).doesNotContain("Bäckerei");
    var review = "/v1/regulatory_reviews/" + first.id();
    operator
        .post(review + "/decision", new JsonObject().put("decision", "rejected"))
        .refused(422, "invalid_request")
        .names("/reason", "required");
    operator
        .post(
            review + "/decision",
            new JsonObject().put("decision", "rejected").put("reason", "Too old"))
        .is(200);
    assertThat(boss.get("/v1/regulatory_files/" + first.id()).json().getString("reason"))
        .isEqualTo("Too old");
    order(rental.id()).refused(422, "invalid_request");

    var second = boss.post("/v1/regulatory_files", file("Bakery")).is(201);
    var opened = operator.get("/v1/regulatory_reviews/" + second.id()).is(200).json();
    assertThat(opened.getJsonObject("contents").getJsonObject("identity").getString("name"))
        .isEqualTo("Bakery");
    decide(second.id(), "approved").is(200);
    decide(second.id(), "approved").refused(409, "wrong_state");

    assertThat(order(rental.id()).is(202).json().getString("state")).isEqualTo("active");
    policy("FR-premium", new JsonObject());
  }

  @Test
  void aFileThatIsNotWhatItSaysIsRefused() {
    var body = file("Bakery");
    body.getJsonObject("proof").put("content", "R0lGODlh");

    boss.post("/v1/regulatory_files", body)
        .refused(422, "invalid_request")
        .names("/proof/content", "not_a_file");
  }

  @Test
  void rentIsOwedByTheDay() {
    policy("FR-shared_cost", new JsonObject().put("monthly_price", "3.10").put("currency", "EUR"));
    carrier.block("+33810870000", "+33810870009");
    operator
        .patch(
            "/v1/number_blocks/" + block("+33810870000"),
            new JsonObject().put("type", "shared_cost"))
        .is(200);
    boss.post("/v1/numbers", wanted("+33810870000")).is(201);
    boss.post("/v1/numbers", wanted(number)).is(201);
    Owner.execute(
        "update number_rental set rent_from = '2026-01-16' where number = '+33810870000'");

    var owed = boss.get("/v1/number_rents?from=2026-01-01&to=2026-02-28").is(200).json();

    assertThat(owed.getJsonArray("lines").getJsonObject(0).getString("from"))
        .isEqualTo("2026-01-16");
    assertThat(owed.getJsonArray("totals").encode())
        .isEqualTo("[{\"amount\":\"4.70\",\"currency\":\"EUR\"}]");
    assertThat(
            operator
                .get(
                    "/v1/organisations/"
                        + organisation.id()
                        + "/number_rents?from=2026-01-01&to=2026-02-28")
                .is(200)
                .json())
        .isEqualTo(owed);
    boss.get("/v1/number_rents?from=2026-02-30&to=2026-03-01").refused(400, "invalid_parameter");
    boss.get("/v1/number_rents?from=2026-02-02&to=2026-02-01").refused(400, "invalid_parameter");
    policy("FR-shared_cost", new JsonObject());
  }

  @Test
  void thePlanIsToldToWhoeverAsks() {
    var told = boss.get("/v1/number_plan?number=%2B33612345678").is(200).json();

    assertThat(told.getString("type")).isEqualTo("mobile");
    assertThat(told.getString("national")).isEqualTo("0612345678");
    assertThat(told.getString("shown")).isEqualTo("06 12 34 56 78");
    assertThat(boss.get("/v1/number_plan?number=%2B390612345678").is(200).json().getString("shown"))
        .isEqualTo("+39 06 1234 5678");
    assertThat(told.getJsonObject("refused").getString("platform")).isEqualTo("people_only");
  }

  private List<JsonObject> found() {
    return boss.get("/v1/available_numbers?prefix=" + number.substring(1)).is(200).data();
  }

  private String block(String first) {
    return operator.get("/v1/number_blocks?carrier_id=" + carrier.id()).data().stream()
        .filter(each -> each.getString("first").equals(first))
        .findFirst()
        .orElseThrow()
        .getString("id");
  }

  private void policy(String kind, JsonObject body) {
    operator.send("PUT", "/v1/number_policies/" + kind, body.encode(), "application/json").is(200);
  }

  private Answer decide(String file, String decision) {
    return operator.post(
        "/v1/regulatory_reviews/" + file + "/decision", new JsonObject().put("decision", decision));
  }

  private static JsonObject file(String name) {
    var pdf = Base64.getEncoder().encodeToString("%PDF-1.7 …".getBytes(UTF_8));
    return new JsonObject()
        .put("country", "FR")
        .put("type", "premium")
        .put("identity", new JsonObject().put("name", name))
        .put("proof", new JsonObject().put("content_type", "application/pdf").put("content", pdf));
  }

  private static Answer reserve(Client who, String number) {
    return who.post("/v1/number_rentals", wanted(number));
  }

  private static JsonObject wanted(String number) {
    return new JsonObject().put("number", number);
  }

  private Answer order(String rental) {
    return boss.post(
        "/v1/number_rentals/" + rental + "/order",
        new JsonObject(),
        "Idempotency-Key",
        Id.next("key"));
  }

  private String state(String rental) {
    return boss.get("/v1/number_rentals/" + rental).is(200).json().getString("state");
  }

  /** What the server does when so much time has passed. */
  private static void passing(Duration time) {
    new RentalAnswers(Ground.database(), TestServer.OUTBOX, () -> Instant.now().plus(time)).sweep();
  }
}
