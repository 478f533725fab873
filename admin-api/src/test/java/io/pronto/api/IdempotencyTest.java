package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.RecordingState;
import io.pronto.core.live.LiveCall;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
  private static final String HEADER = "Idempotency-Key";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final String key = Id.next("key");

  @Test
  void theSameRequestUnderTheSameKeyIsAnsweredAlikeAndDoneOnce() {
    var first = device(boss, "desk_phone").is(201);
    var again = device(boss, "desk_phone").is(201);

    assertThat(again.text()).isEqualTo(first.text()).contains("\"password\":");
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(boss.get("/v1/devices").data()).hasSize(1);
  }

  @Test
  void anAnswerWithoutABodyIsRepeatedToo() {
    var agent = organisation.person("agent");
    var secret = secondFactor(agent.client());
    var code = new JsonObject().put("code", secret);

    agent.client().post("/v1/me/second_factor/removal", code, HEADER, key).is(204);

    var again = agent.client().post("/v1/me/second_factor/removal", code, HEADER, key).is(204);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void whatIsSeenToLaterIsAskedForOnce() {
    var agent = organisation.person("agent");
    var call = organisation.calling(agent.id(), LiveCall.State.ANSWERED, RecordingState.NONE);
    var path = "/v1/calls/" + call + "/supervision";
    var listen = new JsonObject().put("mode", "listen");

    boss.post(path, listen, HEADER, key).is(202);

    var again = boss.post(path, listen, HEADER, key).is(202);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(boss.get("/v1/audit_events").is(200).data())
        .filteredOn(event -> event.getString("action").equals("call.supervision_asked"))
        .hasSize(1);
  }

  @Test
  void anotherRequestUnderTheSameKeyIsRefused() {
    device(boss, "desk_phone").is(201);

    device(boss, "mobile").refused(422, "idempotency_key_reused");
    boss.post("/v1/teams", new JsonObject().put("name", "Sales"), HEADER, key)
        .refused(422, "idempotency_key_reused");
    assertThat(boss.get("/v1/devices").data()).hasSize(1);
    assertThat(boss.get("/v1/teams").data()).isEmpty();
  }

  @Test
  void theOrderOfFieldsMakesNoOtherRequest() {
    var type = "application/json";
    var text = "{\"name\": \"Sales\", \"members\": []}";
    var turned = "{\"members\":[],\"name\":\"Sales\"}";

    var first = boss.exchange("POST", "/v1/teams", text, type, HEADER, key).is(201);

    assertThat(boss.exchange("POST", "/v1/teams", turned, type, HEADER, key).is(201).id())
        .isEqualTo(first.id());
  }

  @Test
  void everybodysKeysAreOnesOwn() {
    var colleague = organisation.person("administrator").client();

    var first = device(boss, "desk_phone").is(201);
    var second = device(colleague, "desk_phone").is(201);

    assertThat(second.id()).isNotEqualTo(first.id());
  }

  @Test
  void ofManyAtOnceOneIsCarriedOut() throws Exception {
    var email = TestOrganisation.email();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Answer> one = () -> user(email);
      var answers =
          threads.invokeAll(IntStream.range(0, 12).mapToObj(_ -> one).toList()).stream()
              .map(done -> done.resultNow())
              .toList();

      var made = answers.stream().filter(answer -> answer.status() == 201).toList();
      assertThat(made).isNotEmpty();
      assertThat(made).extracting(Answer::text).containsOnly(made.getFirst().text());
      assertThat(made)
          .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
          .hasSize(1);
      answers.stream()
          .filter(answer -> !made.contains(answer))
          .forEach(answer -> answer.refused(409, "idempotency_in_flight"));
    }
    assertThat(user(email).is(201).header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void whileItIsCarriedOutASecondIsToldSo() {
    var lock =
        "select pg_try_advisory_xact_lock(hashtextextended('idempotency %s %s', 0))"
            .formatted(organisation.superAdministratorId(), key);

    var refused =
        Ground.database()
            .asStranger(
                tx -> {
                  tx.query(lock);
                  return device(boss, "desk_phone");
                });

    refused.refused(409, "idempotency_in_flight");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    device(boss, "desk_phone").is(201);
  }

  @Test
  void aRefusalIsNotKept() {
    var taken = organisation.person("agent").email();

    user(taken).refused(409, "email_taken");

    var free = TestOrganisation.email();
    user(free).is(201);
    user(taken).refused(422, "idempotency_key_reused");
  }

  @Test
  void whatIsCountedOnTheWayToARefusalCounts() {
    var agent = organisation.person("agent");
    secondFactor(agent.client());
    var wrong = new JsonObject().put("code", "not-a-code");

    agent
        .client()
        .post("/v1/me/second_factor/removal", wrong, HEADER, key)
        .refused(422, "invalid_request");

    var failures =
        Ground.database()
            .in(
                new OrganisationId(organisation.id()),
                tx ->
                    tx.one("select failures from second_factor where account_id = $1", agent.id()));
    assertThat(failures.orElseThrow().getInteger(0)).isEqualTo(1);
  }

  @Test
  void theOperatorsRequestsAreCarriedOutOnceInWhicheverRealmTheyAre() {
    var body =
        new JsonObject()
            .put("name", "Bakery")
            .put("country", "FR")
            .put(
                "super_administrator",
                new JsonObject()
                    .put("email", TestOrganisation.email())
                    .put("name", "Ada")
                    .put("password", TestServer.PASSWORD));
    var operator = Client.operator();

    var first = operator.post("/v1/organisations", body, HEADER, key).is(201);
    var again = operator.post("/v1/organisations", body, HEADER, key).is(201);

    assertThat(again.text()).isEqualTo(first.text());
    var ada =
        Client.signIn(
            body.getJsonObject("super_administrator").getString("email"), TestServer.PASSWORD);
    assertThat(ada.get("/v1/audit_events?sort=occurred_at").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("organisation.created", "user.created");
  }

  @Test
  void aDayLaterItIsForgotten() {
    var first = device(boss, "desk_phone").is(201);
    Owner.execute(
        "update idempotency set created_at = now() - interval '25 hours' where principal_id = '%s'"
            .formatted(organisation.superAdministratorId()));

    var second = device(boss, "desk_phone").is(201);

    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void whatIsTooOldGoesWhoeverComesNext() {
    device(boss, "desk_phone").is(201);
    Owner.execute(
        "update idempotency set created_at = now() - interval '25 hours' where principal_id = '%s'"
            .formatted(organisation.superAdministratorId()));

    device(TestOrganisation.make().boss(), "nonsense").is(422);
    assertThat(kept()).isEqualTo(1);
    var another = TestOrganisation.make();
    another.boss().post("/v1/teams", new JsonObject().put("name", "Sales"), HEADER, key).is(201);

    assertThat(kept()).isZero();
  }

  @Test
  void nothingOfWhatIsKeptCanBeRead() {
    var password = device(boss, "desk_phone").is(201).json().getString("password");

    var row =
        Ground.database()
            .in(
                new OrganisationId(organisation.id()),
                tx ->
                    tx.one(
                        "select encode(sealed, 'escape') || encode(key_hash, 'escape')"
                            + " from idempotency"));

    assertThat(row.orElseThrow().getString(0)).doesNotContain(password, key, "desk_phone");
  }

  @Test
  void anotherOrganisationSeesNoneOfThem() {
    device(boss, "desk_phone").is(201);

    var seen =
        Ground.database()
            .in(
                new OrganisationId(TestOrganisation.make().id()),
                tx -> tx.query("select from idempotency"));
    assertThat(seen).isEmpty();
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void aKeyHasOneToTwoHundredAndFiftyFiveVisibleCharacters() {
    boss.post("/v1/teams", new JsonObject().put("name", "A"), HEADER, "k".repeat(255)).is(201);
    for (var bad : new String[] {"k".repeat(256), "two words", "clé"}) {
      boss.post("/v1/teams", new JsonObject().put("name", "B"), HEADER, bad)
          .refused(400, "invalid_parameter")
          .names("/header/Idempotency-Key", "malformed");
    }
  }

  private int kept() {
    return Ground.database()
        .in(
            new OrganisationId(organisation.id()),
            tx -> tx.query("select from idempotency").size());
  }

  private Answer device(Client who, String kind) {
    var body =
        new JsonObject().put("user_id", organisation.superAdministratorId()).put("kind", kind);
    return who.post("/v1/devices", body, HEADER, key);
  }

  private Answer user(String email) {
    var body = new JsonObject().put("email", email).put("name", "Bob").put("role", "agent");
    return boss.post("/v1/users", body, HEADER, key);
  }

  /** Gives somebody a second factor; returns one of its recovery codes. */
  private static String secondFactor(Client who) {
    var begun =
        who.post(
                "/v1/me/second_factor",
                new JsonObject().put("current_password", TestServer.PASSWORD))
            .is(201)
            .json();
    var code = TestApp.code(begun.getString("secret"));
    return who.post("/v1/me/second_factor/confirmation", new JsonObject().put("code", code))
        .is(200)
        .json()
        .getJsonArray("recovery_codes")
        .getString(0);
  }
}
