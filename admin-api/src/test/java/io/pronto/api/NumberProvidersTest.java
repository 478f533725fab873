package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rental.RentalAnswers;
import io.pronto.core.subprocessor.Announced;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same story at each provider: by HTTP on both sides, and nothing else. */
class NumberProvidersTest {
  private static final AtomicInteger NEXT = new AtomicInteger(10_000);
  private static final String KIND = "FR-non_geographic";

  private final Client operator = Client.operator();
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final String digits = "33987" + NEXT.incrementAndGet() + "0";
  private final String number = "+" + digits;
  private String provider;
  private String noticeUrl;

  static Stream<Arguments> providers() {
    return Stream.<Supplier<TestWholesale>>of(TestDidww::new, TestTelnyx::new, TestVonage::new)
        .map(each -> Arguments.of(each));
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aNumberGoesAllTheWay(Supplier<TestWholesale> made) {
    try (var wholesale = made.get()) {
      setUp(wholesale);
      policy(new JsonObject().put("documents", JsonArray.of("identity")));
      assertThat(search()).extracting(n -> n.getString("provider_id")).containsExactly(provider);

      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");
      assertThat(search()).isEmpty();
      reserve().refused(409, "number_taken");
      order(rental).refused(422, "invalid_request").names("/id", "documents_required");
      approve();
      order(rental).is(202);
      if (!wholesale.kind().equals("vonage")) {
        Waiting.until(
            "it is ordered",
            () -> wholesale.asked.stream().anyMatch(a -> a.matches("POST /(number_)?orders")));
        boss.get("/v1/numbers/" + number).refused(404, "not_found");
        Waiting.until("the order is known", () -> hasOrder(rental));
        wholesale.deliver();
        assertThat(wholesale.notice(noticeUrl, true)).isEqualTo(400);
        assertThat(wholesale.notice(noticeUrl, false)).isEqualTo(204);
        assertThat(wholesale.notice(noticeUrl, false)).isEqualTo(204);
      }
      awaitState(rental, "active");
      boss.get("/v1/numbers/" + number).is(200);
      assertThat(rings()).isTrue();

      boss.delete("/v1/numbers/" + number).is(204);
      assertThat(rings()).isFalse();
      awaitState(rental, "quarantined");
      Waiting.until("the provider has it back", () -> !wholesale.ours.contains(digits));
      wholesale.forSale.add(digits);
      assertThat(search()).isEmpty();
      reserve().refused(409, "number_taken");
      new RentalAnswers(
              Ground.database(), TestServer.OUTBOX, () -> Instant.now().plus(Duration.ofDays(46)))
          .sweep();
      awaitState(rental, "available");
      assertThat(search()).hasSize(1);
    } finally {
      tearDown();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aProviderThatTheOrganisationObjectsToIsAskedForNothing(Supplier<TestWholesale> made) {
    var subprocessor = Announced.inForce();
    var objection = Announced.objection(new OrganisationId(organisation.id()), subprocessor);
    try (var wholesale = made.get()) {
      setUp(wholesale);
      named(subprocessor.id());
      reconcile();
      Waiting.until("its numbers were compared", () -> !wholesale.asked.isEmpty());
      int before = wholesale.asked.size();

      assertThat(search()).isEmpty();
      reserve().refused(422, "invalid_request").names("/number", "subprocessor_not_in_force");

      assertThat(wholesale.asked).hasSize(before);
      assertThat(searchedBy(TestOrganisation.make().boss())).as("others").hasSize(1);
      Announced.withdraw(objection);
      assertThat(search()).hasSize(1);
      awaitState(reserve().is(201).id(), "reserved");
    } finally {
      tearDown();
    }
  }

  @Test
  void whatWasReservedIsNotOrderedOnceItsProviderIsObjectedTo() {
    var subprocessor = Announced.inForce();
    try (var wholesale = new TestTelnyx()) {
      setUp(wholesale);
      named(subprocessor.id());
      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");

      Announced.objection(new OrganisationId(organisation.id()), subprocessor);

      order(rental).refused(422, "invalid_request").names("/id", "subprocessor_not_in_force");
      assertThat(wholesale.count("POST /number_orders")).isZero();
    } finally {
      tearDown();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void anOrderWhoseAnswerIsLostIsEndedThoughItsProviderIsObjectedToMeanwhile(
      Supplier<TestWholesale> made) {
    var subprocessor = Announced.inForce();
    try (var wholesale = made.get()) {
      setUp(wholesale);
      named(subprocessor.id());
      var path = path(wholesale);
      wholesale.hangUp("POST", path);
      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");

      order(rental).is(202);
      Waiting.until("it has come there", () -> wholesale.count("POST " + path) == 1);
      Announced.objection(new OrganisationId(organisation.id()), subprocessor);

      Waiting.until(
          "it is delivered",
          () -> {
            wholesale.deliver();
            return state(rental).equals("active");
          });
      assertThat(wholesale.count("POST " + path)).isEqualTo(1);
    } finally {
      tearDown();
    }
  }

  @Test
  void whatIsNotOrderedForAnObjectionIsGivenBack() {
    var subprocessor = Announced.inForce();
    try (var wholesale = new TestDidww()) {
      setUp(wholesale);
      named(subprocessor.id());
      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");
      Announced.objection(new OrganisationId(organisation.id()), subprocessor);

      Ground.database().in(new OrganisationId(organisation.id()), tx -> orderedAtOnce(tx, rental));

      awaitState(rental, "failed");
      Waiting.until(
          "it is given back",
          () ->
              wholesale.asked.stream()
                  .anyMatch(asked -> asked.startsWith("DELETE /did_reservations/")));
      assertThat(wholesale.count("POST " + path(wholesale))).isZero();
    } finally {
      tearDown();
    }
  }

  /** As if it had been ordered a moment before the objection. */
  private static int orderedAtOnce(Tx tx, String rental) {
    tx.update("update number_rental set state = 'ordered', until = null where id = $1", rental);
    return tx.update(
        """
        insert into number_task (rental_id, organisation_id, kind, due_at)
        select id, organisation_id, 'order', now() from number_rental where id = $1
        """,
        rental);
  }

  @Test
  void aProviderIsOnlyOfTheRegister() {
    try (var wholesale = new TestVonage()) {
      setUp(wholesale);
      operator
          .patch(
              "/v1/number_providers/" + provider,
              new JsonObject().put("subprocessor_id", "spr_" + "Z".repeat(26)))
          .refused(422, "invalid_request")
          .names("/subprocessor_id", "not_found");
    } finally {
      tearDown();
    }
  }

  private void named(String subprocessor) {
    var changed =
        operator
            .patch(
                "/v1/number_providers/" + provider,
                new JsonObject().put("subprocessor_id", subprocessor))
            .is(200);
    assertThat(changed.json().getString("subprocessor_id")).isEqualTo(subprocessor);
  }

  private List<JsonObject> searchedBy(Client who) {
    return who.get("/v1/available_numbers?country=FR&prefix=" + digits).is(200).data();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void anOrderWhoseAnswerIsLostIsNeitherLostNorDoubled(Supplier<TestWholesale> made) {
    try (var wholesale = made.get()) {
      setUp(wholesale);
      var path = path(wholesale);
      wholesale.hangUp("POST", path);

      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");
      order(rental).is(202);
      Waiting.until(
          "it is delivered",
          () -> {
            wholesale.deliver();
            return state(rental).equals("active");
          });

      assertThat(wholesale.count("POST " + path)).isEqualTo(1);
      assertThat(wholesale.ours).containsExactly(digits);
    } finally {
      tearDown();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void whoeverIsBusyIsAskedAgain(Supplier<TestWholesale> made) {
    try (var wholesale = made.get()) {
      setUp(wholesale);
      var path = path(wholesale);
      wholesale.refuse("POST", path, 429).refuse("POST", path, 503);

      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");
      order(rental).is(202);
      Waiting.until(
          "it is delivered",
          () -> {
            wholesale.deliver();
            return state(rental).equals("active");
          });

      assertThat(wholesale.count("POST " + path)).isEqualTo(3);
    } finally {
      tearDown();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void aNumberThatIsSoldMeanwhileFails(Supplier<TestWholesale> made) {
    try (var wholesale = made.get()) {
      setUp(wholesale);
      wholesale.forSale.clear();

      var rental = reserve().is(201).id();

      awaitState(rental, "failed");
      assertThat(boss.get("/v1/number_rentals/" + rental).json().getString("reason")).isNotEmpty();
    } finally {
      tearDown();
    }
  }

  static Stream<Arguments> providersWhoseOrdersWait() {
    return Stream.<Supplier<TestWholesale>>of(TestDidww::new, TestTelnyx::new)
        .map(each -> Arguments.of(each));
  }

  @ParameterizedTest
  @MethodSource("providersWhoseOrdersWait")
  void anOrderThatIsGivenUpAfterItWasAcceptedFailsAndIsTold(Supplier<TestWholesale> made) {
    try (var wholesale = made.get()) {
      setUp(wholesale);
      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");
      order(rental).is(202);
      Waiting.until("the order is accepted", () -> hasOrder(rental));

      wholesale.giveUp();
      assertThat(wholesale.notice(noticeUrl, false)).isEqualTo(204);

      awaitState(rental, "failed");
      boss.get("/v1/numbers/" + number).refused(404, "not_found");
      assertThat(rings()).isFalse();
      var rents = boss.get("/v1/number_rents?from=2026-01-01&to=2027-12-31").is(200).json();
      assertThat(rents.getJsonArray("lines")).isEmpty();
      assertThat(boss.get("/v1/events?limit=100").data())
          .filteredOn(event -> event.getString("type").equals("number.failed"))
          .extracting(event -> event.getJsonObject("data"))
          .singleElement()
          .matches(data -> data.getString("number").equals(number))
          .matches(data -> !data.getString("reason").isEmpty());
    } finally {
      tearDown();
    }
  }

  @Test
  void aReservationThatIsGivenUpIsGivenBackBeforeItsDeadline() {
    try (var wholesale = new TestDidww()) {
      setUp(wholesale);
      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");
      assertThat(wholesale.forSale).isEmpty();

      boss.delete("/v1/number_rentals/" + rental).is(204);

      Waiting.until("it is for sale again", () -> wholesale.forSale.contains(digits));
      awaitState(rental, "cancelled");
      assertThat(wholesale.asked).anyMatch(asked -> asked.startsWith("DELETE /did_reservations/"));
      assertThat(search()).hasSize(1);
      order(rental).refused(409, "wrong_state");
    } finally {
      tearDown();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void whatDiffersIsFoundAndToldAndForgottenWhenItDoesNoMore(Supplier<TestWholesale> made) {
    try (var wholesale = made.get()) {
      setUp(wholesale);
      var rental = reserve().is(201).id();
      awaitState(rental, "reserved");
      order(rental).is(202);
      Waiting.until(
          "it is delivered",
          () -> {
            wholesale.deliver();
            return state(rental).equals("active");
          });
      var stranger = digits.substring(0, 10) + "9";
      wholesale.ours.remove(digits);
      wholesale.ours.add(stranger);

      reconcile();

      Waiting.until("it is found", () -> drifts().count() == 2);
      assertThat(drifts())
          .containsExactlyInAnyOrder("missing_there " + number, "unknown_here +" + stranger);
      Waiting.until(
          "it is told",
          () ->
              boss.get("/v1/events?limit=100").data().stream()
                  .anyMatch(event -> event.getString("type").equals("number.drifted")));
      boss.get("/v1/numbers/" + number).is(200);

      wholesale.ours.remove(stranger);
      wholesale.ours.add(digits);
      reconcile();

      Waiting.until("nothing differs", () -> drifts().count() == 0);
    } finally {
      tearDown();
    }
  }

  private static String path(TestWholesale wholesale) {
    return switch (wholesale.kind()) {
      case "didww" -> "/orders";
      case "telnyx" -> "/number_orders";
      default -> "/number/buy";
    };
  }

  private void setUp(TestWholesale wholesale) {
    wholesale.forSale.add(digits);
    var made =
        operator.post("/v1/number_providers", wholesale.settings(TestCarrier.make().id())).is(201);
    assertThat(made.text()).doesNotContain("\"secret\"", "api_key");
    provider = made.id();
    noticeUrl = made.json().getString("notice_url");
  }

  private void tearDown() {
    policy(new JsonObject());
    if (provider != null) {
      operator
          .patch("/v1/number_providers/" + provider, new JsonObject().put("enabled", false))
          .is(200);
    }
  }

  private void policy(JsonObject body) {
    operator.send("PUT", "/v1/number_policies/" + KIND, body.encode(), "application/json").is(200);
  }

  private List<JsonObject> search() {
    return searchedBy(boss);
  }

  private Answer reserve() {
    return boss.post(
        "/v1/number_rentals", new JsonObject().put("number", number).put("provider_id", provider));
  }

  private Answer order(String rental) {
    return boss.post(
        "/v1/number_rentals/" + rental + "/order",
        new JsonObject(),
        "Idempotency-Key",
        Id.next("key"));
  }

  private void approve() {
    var file =
        boss.post(
                "/v1/regulatory_files",
                new JsonObject()
                    .put("country", "FR")
                    .put("type", "non_geographic")
                    .put("identity", new JsonObject().put("name", "Bakery")))
            .is(201)
            .id();
    operator
        .post(
            "/v1/regulatory_reviews/" + file + "/decision",
            new JsonObject().put("decision", "approved"))
        .is(200);
  }

  private void reconcile() {
    operator.post("/v1/number_providers/" + provider + "/reconciliation", new JsonObject()).is(202);
  }

  private Stream<String> drifts() {
    return operator.get("/v1/number_drifts?provider_id=" + provider).is(200).data().stream()
        .map(drift -> drift.getString("kind") + ' ' + drift.getString("number"));
  }

  private String state(String rental) {
    return boss.get("/v1/number_rentals/" + rental).is(200).json().getString("state");
  }

  private void awaitState(String rental, String state) {
    Waiting.until("it is " + state, () -> state(rental).equals(state));
  }

  /** Whether a call to the number would find whose it is. */
  private boolean rings() {
    return Ground.database()
        .asStranger(tx -> tx.one("select organisation_of_number($1)", number))
        .map(row -> organisation.id().equals(row.getString(0)))
        .orElse(false);
  }

  private static boolean hasOrder(String rental) {
    return Owner.count(
            "select count(*) from number_rental where order_ref <> '' and id = '" + rental + "'")
        == 1;
  }
}
