package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.api.contract.Operation;
import io.pronto.core.Id;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Walks everything that people edit, with entity tags. */
class VersionsTest {
  private static final String NEVER = "\"AAAAAAAAAAAAAAAAAAAAAA\"";

  private final TestOrganisation organisation = TestOrganisation.make();

  /** Something that can be edited, by whom, and one change of it for each number. */
  private record Edited(Client who, String path, String method, IntFunction<JsonObject> change) {
    Answer read() {
      return who.get(path).is(200);
    }

    Answer change(int i, String tag) {
      return who.exchange(
          method, path, change.apply(i).encode(), "application/json", "If-Match", tag);
    }

    Answer delete(String tag) {
      return who.exchange("DELETE", path, "", "", "If-Match", tag);
    }
  }

  @TestFactory
  Stream<DynamicTest> whatHasChangedSinceItWasReadIsNotChanged() {
    return editing(
        (operation, edited) -> {
          var before = edited.read();

          edited.change(1, NEVER).refused(412, "precondition_failed");
          edited.change(1, "W/" + before.header("ETag")).refused(412, "precondition_failed");

          assertThat(edited.read().json()).isEqualTo(before.json());
          var changed = edited.change(1, NEVER + ", " + before.header("ETag")).is(200);
          var after = edited.read();
          assertThat(changed.header("ETag"))
              .isEqualTo(after.header("ETag"))
              .isNotEqualTo(before.header("ETag"));
          edited.change(2, before.header("ETag")).refused(412, "precondition_failed");
          edited.change(2, "*").is(200);
        });
  }

  @TestFactory
  Stream<DynamicTest> ofManyWhoHaveReadTheSameExactlyOneChangesIt() {
    return editing(
        (operation, edited) -> {
          var tag = edited.read().header("ETag");

          try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks =
                IntStream.rangeClosed(1, 8)
                    .<Callable<Integer>>mapToObj(i -> () -> edited.change(i, tag).status())
                    .toList();
            assertThat(threads.invokeAll(tasks))
                .extracting(done -> done.resultNow())
                .containsOnlyOnce(200)
                .containsOnly(200, 412);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> whoeverHasItAlreadyIsNotSentItAgain() {
    return editing(
        (operation, edited) -> {
          var tag = edited.read().header("ETag");
          assertThat(tag).matches("\"[\\w-]{22}\"");

          for (var known : List.of(tag, "W/" + tag, NEVER + "," + tag, "*")) {
            var answer = edited.who().get(edited.path(), "If-None-Match", known).is(304);
            assertThat(answer.bytes()).isEmpty();
            assertThat(answer.header("ETag")).isEqualTo(tag);
          }
          edited.who().get(edited.path(), "If-None-Match", NEVER).is(200);
        });
  }

  @TestFactory
  Stream<DynamicTest> whatHasChangedSinceItWasReadIsNotDeleted() {
    return walk(
        "DELETE",
        (operation, edited) -> {
          if (operation.id().equals("remove_subprocessor")) {
            return; // that is announced, and nothing is gone: see SubprocessorsTest
          }
          edited.delete(NEVER).refused(412, "precondition_failed");
          edited.delete(edited.read().header("ETag")).is(204);
          edited.who().get(edited.path()).refused(404, "not_found");
        });
  }

  @Test
  void aTagThatIsNoneIsRefused() {
    var me = organisation.boss();
    for (var tag : List.of("x", "\"", "\"a\" \"b\"", "*, \"a\"", "w/\"a\"", "\"" + "é" + "\"")) {
      me.exchange("PATCH", "/v1/me", "{}", "application/json", "If-Match", tag)
          .refused(400, "invalid_parameter")
          .names("/header/If-Match", "malformed");
    }
    me.get("/v1/me", "If-None-Match", "x").refused(400, "invalid_parameter");
    me.get("/v1/me", "If-None-Match", "\"a\",".repeat(31) + "\"a\"").is(200);
    me.get("/v1/me", "If-None-Match", "\"a\",".repeat(1_500) + "\"a\"")
        .refused(400, "invalid_parameter");
  }

  @Test
  void aPasswordIsNotChangedBesideWhatHasChanged() {
    var agent = organisation.person("agent");
    var change =
        new JsonObject()
            .put("current_password", TestServer.PASSWORD)
            .put("password", "another long one");

    agent
        .client()
        .exchange("PATCH", "/v1/me", change.encode(), "application/json", "If-Match", NEVER)
        .refused(412, "precondition_failed");

    Client.signIn(agent.email(), TestServer.PASSWORD);
  }

  /** Kinds of numbers, one for each test. */
  private static final AtomicInteger KINDS = new AtomicInteger();

  /** No two changes of what all share are the same, and none leaves what is there at first, 365. */
  private static final AtomicInteger BOUNDS = new AtomicInteger();

  private static String conference(Client boss) {
    return boss.post(
            "/v1/conferences",
            new JsonObject().put("name", "Room " + Id.next("cnf")).put("extension", "800"))
        .is(201)
        .id();
  }

  private interface Walk {
    void on(Operation operation, Edited edited) throws Exception;
  }

  private Stream<DynamicTest> editing(Walk walk) {
    return Stream.concat(walk("PATCH", walk), walk("PUT", walk));
  }

  private Stream<DynamicTest> walk(String method, Walk walk) {
    return Conformity.CONTRACT.operations().stream()
        .filter(operation -> operation.method().equals(method))
        .filter(
            operation ->
                operation.parameters().stream()
                    .anyMatch(parameter -> parameter.name().equals("If-Match")))
        .map(
            operation ->
                DynamicTest.dynamicTest(
                    operation.id(), () -> walk.on(operation, edited(operation.path()))));
  }

  /** One of each. Whoever adds an operation that takes If-Match adds one here. */
  private Edited edited(String path) {
    var boss = organisation.boss();
    var operator = Client.operator();
    return switch (path) {
      case "/v1/me" -> named(organisation.person("agent").client(), path);
      case "/v1/organisations/{id}" ->
          named(operator, "/v1/organisations/" + TestOrganisation.make().id());
      case "/v1/users/{id}" -> named(boss, "/v1/users/" + organisation.person("agent").id());
      case "/v1/teams/{id}" -> team();
      case "/v1/conferences/{id}" -> named(boss, "/v1/conferences/" + conference(boss));
      case "/v1/devices/{id}" ->
          new Edited(
              boss,
              "/v1/devices/"
                  + organisation.device(boss, organisation.superAdministratorId()).getString("id"),
              "PATCH",
              i ->
                  new JsonObject()
                      .put("kind", List.of("softphone", "mobile", "browser").get(i % 3)));
      case "/v1/rate_decks/{id}" -> named(operator, "/v1/rate_decks/" + TestDeck.selling().id());
      case "/v1/organisations/{id}/account" ->
          new Edited(
              operator,
              "/v1/organisations/" + TestOrganisation.make().id() + "/account",
              "PATCH",
              i -> new JsonObject().put("low_balance", i + ".5"));
      case "/v1/carriers/{id}" -> named(operator, "/v1/carriers/" + TestCarrier.make().id());
      case "/v1/trunks/{id}" ->
          named(
              operator,
              "/v1/trunks/" + operator.post("/v1/trunks", TestCarrier.make().trunk()).id());
      case "/v1/trunks/{id}/identity" ->
          new Edited(
              operator,
              "/v1/trunks/"
                  + operator.post("/v1/trunks", TestCarrier.make().trunk()).id()
                  + "/identity",
              "PUT",
              i ->
                  new JsonObject()
                      .putNull("certificate_id")
                      .put("verification", List.of("require", "observe").get(i % 2)));
      case "/v1/signing_certificates/{id}" ->
          named(
              operator,
              "/v1/signing_certificates/"
                  + operator.post("/v1/signing_certificates", TestCredentials.signing()).id());
      case "/v1/trust_anchors/{id}" ->
          named(
              operator,
              "/v1/trust_anchors/"
                  + operator.post("/v1/trust_anchors", TestCredentials.anchor()).id());
      case "/v1/emergency_routes/{id}" ->
          new Edited(
              operator,
              "/v1/emergency_routes/"
                  + operator
                      .post(
                          "/v1/emergency_routes",
                          new JsonObject()
                              .put(
                                  "trunk_id",
                                  operator.post("/v1/trunks", TestCarrier.make().trunk()).id())
                              .put("country", "IT"))
                      .id(),
              "PATCH",
              i -> new JsonObject().put("priority", 20 + i));
      case "/v1/number_blocks/{id}" ->
          new Edited(
              operator,
              "/v1/number_blocks/"
                  + operator.post("/v1/number_blocks", TestCarrier.make().nextBlock()).id(),
              "PATCH",
              i -> new JsonObject().put("type", List.of("mobile", "premium").get(i % 2)));
      case "/v1/subprocessors/{id}" ->
          new Edited(
              operator,
              "/v1/subprocessors/"
                  + operator.post("/v1/subprocessors", SubprocessorsTest.announcement()).id(),
              "PATCH",
              i ->
                  new JsonObject()
                      .put("purpose", "Purpose " + i)
                      .put("effective_on", "2090-01-02"));
      case "/v1/breaches/{id}" ->
          new Edited(
              operator,
              "/v1/breaches/" + operator.post("/v1/breaches", RegistersTest.breach()).id(),
              "PATCH",
              i -> new JsonObject().put("measures", "Measure " + i));
      case "/v1/authority_requests/{id}" ->
          new Edited(
              operator,
              "/v1/authority_requests/"
                  + operator
                      .post(
                          "/v1/authority_requests", RegistersTest.authorityRequest("+33612345678"))
                      .id(),
              "PATCH",
              i -> new JsonObject().put("due_by", "2090-01-0%dT00:00:00Z".formatted(i + 1)));
      case "/v1/number_policies/{kind}" ->
          new Edited(
              operator,
              "/v1/number_policies/Q%c-toll_free".formatted('A' + KINDS.getAndIncrement()),
              "PUT",
              i -> new JsonObject().put("quarantine_days", 50 + i));
      case "/v1/retention_bounds/{category}" ->
          new Edited(
              operator,
              "/v1/retention_bounds/transcript",
              "PUT",
              i ->
                  new JsonObject()
                      .put("minimum_days", 1)
                      .put("maximum_days", 365 + BOUNDS.incrementAndGet())
                      .put("default", "P6M"));
      case "/v1/retention_policies" ->
          new Edited(
              TestOrganisation.make().boss(),
              path,
              "PUT",
              i -> RetentionTest.policy(RetentionTest.rule(100 + i)));
      case "/v1/number_providers/{id}" ->
          named(
              operator,
              "/v1/number_providers/"
                  + operator.post("/v1/number_providers", TestCarrier.make().provider()).id());
      case "/v1/numbers/{number}" ->
          new Edited(
              boss,
              "/v1/numbers/" + rented().replace("+", "%2B"),
              "PATCH",
              i -> new JsonObject().put("label", "Label " + i));
      case "/v1/numbers/{number}/routing" ->
          new Edited(
              boss,
              "/v1/numbers/" + rented().replace("+", "%2B") + "/routing",
              "PATCH",
              i ->
                  new JsonObject()
                      .put(
                          "closed",
                          new JsonObject().put("type", "number").put("number", "+3361234567" + i)));
      case "/v1/routing/tests/{id}" ->
          named(
              boss,
              "/v1/routing/tests/"
                  + boss.post(
                          "/v1/routing/tests",
                          RoutingTestsTest.test(rented()).put("name", Id.next("name")))
                      .id());
      case "/v1/users/{id}/forwarding" ->
          new Edited(
              boss,
              "/v1/users/" + organisation.person("agent").id() + "/forwarding",
              "PATCH",
              i -> new JsonObject().put("no_answer_seconds", 10 + i));
      case "/v1/schedules/{id}" ->
          named(
              boss,
              "/v1/schedules/"
                  + boss.post(
                          "/v1/schedules",
                          new JsonObject()
                              .put("name", Id.next("name"))
                              .put("time_zone", "Europe/Paris")
                              .put("hours", new JsonArray()))
                      .id());
      case "/v1/prompts/{id}" ->
          named(
              boss,
              "/v1/prompts/"
                  + PromptsTest.prompt(boss, PromptsTest.tone(440)).json().getString("id"));
      case "/v1/voices" -> voices();
      case "/v1/contacts/{id}" ->
          named(boss, "/v1/contacts/" + boss.post("/v1/contacts", ContactsTest.contact()).id());
      case "/v1/blocked_callers/{id}", "/v1/vip_callers/{id}" -> listed(path);
      case "/v1/caller_id_policy" -> callerIds();
      case "/v1/destination_rules" ->
          new Edited(
              TestOrganisation.make().boss(),
              path,
              "PUT",
              i ->
                  new JsonObject()
                      .put("countries", new JsonObject().put("L" + (char) ('A' + i), false)));
      case "/v1/fraud_rules/{name}" ->
          new Edited(
              TestOrganisation.make().boss(),
              "/v1/fraud_rules/user_spending_premium_hour",
              "PATCH",
              i -> new JsonObject().put("limit", Integer.toString(20 + i)));
      case "/v1/fraud_ceilings/{id}" ->
          new Edited(
              operator,
              "/v1/fraud_ceilings/" + TestOrganisation.make().id(),
              "PUT",
              i ->
                  new JsonObject()
                      .put(
                          "rules",
                          new JsonObject()
                              .put("organisation_spending_any_day", Integer.toString(100 + i))));
      case "/v1/group_roles" ->
          new Edited(
              TestOrganisation.make().boss(),
              path,
              "PUT",
              i ->
                  new JsonObject()
                      .put(
                          "group_roles",
                          new JsonArray()
                              .add(
                                  new JsonObject()
                                      .put("group", "Group " + i)
                                      .put("role", "agent"))));
      case "/v1/identity_provider" -> provider();
      case "/v1/directory_import" -> directory();
      case "/v1/settings" ->
          new Edited(
              TestOrganisation.make().boss(),
              path,
              "PATCH",
              _ -> new JsonObject().put("listening_reason", true));
      default -> throw new AssertionError("There is nothing here to edit at " + path);
    };
  }

  private static Edited voices() {
    var boss = TestOrganisation.make().boss();
    var prompts =
        IntStream.range(0, 3)
            .mapToObj(_ -> PromptsTest.prompt(boss, PromptsTest.tone(440)).id())
            .toList();
    return new Edited(
        boss, "/v1/voices", "PATCH", i -> new JsonObject().put("hold_music", prompts.get(i % 3)));
  }

  private static Edited callerIds() {
    var boss = TestOrganisation.make().boss();
    var number = TestCarrier.make().block();
    boss.post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    return new Edited(
        boss,
        "/v1/caller_id_policy",
        "PUT",
        i -> CallerIdPolicyTest.policy("+3" + (i + 1), number));
  }

  private Edited listed(String path) {
    var list = path.replace("/{id}", "");
    var listed = organisation.boss().post(list, new JsonObject().put("number", "+33612345678"));
    return new Edited(
        organisation.boss(),
        list + '/' + listed.is(201).id(),
        "PATCH",
        i -> new JsonObject().put("reason", "Reason " + i));
  }

  private static Edited provider() {
    var company = TestCompany.okta();
    return new Edited(
        company.boss(),
        "/v1/identity_provider",
        "PUT",
        i -> company.settings().put("groups_claim", "groups" + i));
  }

  /** One that is not read. */
  private static Edited directory() {
    var edited =
        new Edited(
            TestOrganisation.make().boss(),
            "/v1/directory_import",
            "PUT",
            i ->
                new JsonObject()
                    .put("kind", "okta")
                    .put("url", "https://127.0.0.1")
                    .put("token", "secret")
                    .put("interval_minutes", 60 + i)
                    .put("enabled", false));
    edited.change(0, "*").is(200);
    return edited;
  }

  private String rented() {
    var number = TestCarrier.make().block();
    organisation.boss().post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    return number;
  }

  private static Edited named(Client who, String path) {
    var name = Id.next("name");
    return new Edited(who, path, "PATCH", i -> new JsonObject().put("name", name + ' ' + i));
  }

  /** By its members, who are rows of their own. */
  private Edited team() {
    var people = IntStream.range(0, 3).mapToObj(_ -> organisation.person("agent").id()).toList();
    var team =
        organisation
            .boss()
            .post("/v1/teams", new JsonObject().put("name", TestOrganisation.email()))
            .is(201);
    return new Edited(
        organisation.boss(),
        "/v1/teams/" + team.id(),
        "PATCH",
        i ->
            new JsonObject()
                .put("members", new JsonArray(List.copyOf(people.subList(0, 1 + i % 3)))));
  }
}
