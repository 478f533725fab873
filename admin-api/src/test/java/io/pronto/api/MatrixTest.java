package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.api.contract.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Walks every operation of the document with everybody: each tier of the organisation whose things
 * they are and of another one, the operator, an API key with the scope, without it and of another
 * organisation, and whoever has not signed in; and holds the answers against {@code matrix.txt}.
 */
class MatrixTest {
  private static final List<String> TIERS =
      List.of("agent", "supervisor", "administrator", "super_administrator");
  private static final Map<String, MatrixRow> MATRIX = MatrixRow.read();
  private static final int LET_IN = 0;
  private static final AtomicInteger COMPARED = new AtomicInteger();

  private static TestOrganisation ours;
  private static Map<String, TestOrganisation.Person> people;
  private static Map<String, TestOrganisation.Person> strangers;
  private static TestOrganisation.Person teammate;
  private static TestOrganisation.Person colleague;
  private static TestOrganisation theirs;
  private static MatrixThings things;

  @BeforeAll
  static void hire() {
    ours = TestOrganisation.make();
    theirs = TestOrganisation.make();
    people = everyTier(ours);
    strangers = everyTier(theirs);
    teammate = ours.person("agent");
    colleague = ours.person("agent");
    var members = new JsonArray(List.of(people.get("supervisor").id(), teammate.id()));
    ours.boss()
        .post("/v1/teams", new JsonObject().put("name", "Sales").put("members", members))
        .is(201);
    things = new MatrixThings(ours);
  }

  private static Map<String, TestOrganisation.Person> everyTier(TestOrganisation organisation) {
    var all = new LinkedHashMap<String, TestOrganisation.Person>();
    TIERS.forEach(tier -> all.put(tier, organisation.person(tier)));
    return all;
  }

  @AfterAll
  static void report() {
    System.out.printf(
        "Matrix: %d operations, %d tiers, 2 realms, API keys and nobody: %d answers compared%n",
        MATRIX.size(), TIERS.size(), COMPARED.get());
  }

  @Test
  void everyOperationStandsInTheMatrix() {
    assertThat(MATRIX.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Conformity.CONTRACT.operations().stream().map(Operation::id).toList());
  }

  @TestFactory
  Stream<DynamicTest> everyoneMayDoWhatTheMatrixSaysAndNothingElse() {
    return Conformity.CONTRACT.operations().stream()
        .filter(operation -> MATRIX.containsKey(operation.id()))
        .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> check(operation)));
  }

  private static void check(Operation operation) {
    var row = MATRIX.get(operation.id());
    var nobodys = call(Client.stranger(), operation, colleague.id());
    compare(operation, "nobody", nobodys, row.open() ? LET_IN : 401);
    if (row.open()) {
      return;
    }
    strangers(operation, row);
    keys(operation, row);
    for (var tier : TIERS) {
      var person = people.get(tier);
      for (var owner : owners(operation, person)) {
        var answer = call(person(person, operation), operation, owner.id());
        var reach = row.reach().get(tier);
        compare(operation, tier, answer, wanted(reach, operation, person, owner));
        hides(operation, tier, answer, reach);
      }
    }
    var operators = call(operator(operation), operation, operators(operation));
    compare(
        operation, "operator", operators, row.reach().get("operator").equals("-") ? 403 : LET_IN);
  }

  private static String operators(Operation operation) {
    return MatrixThings.ofEachRealm(operation.path()) ? MatrixThings.OPERATOR : colleague.id();
  }

  private static void strangers(Operation operation, MatrixRow row) {
    for (var tier : TIERS) {
      var stranger = person(strangers.get(tier), operation);
      var answer = call(stranger, operation, colleague.id());
      foreign(operation, tier + " of another organisation", answer, row.reach().get(tier));
    }
  }

  private static void keys(Operation operation, MatrixRow row) {
    var other = row.scope().startsWith("people:") ? "devices:read" : "people:read";
    compare(operation, "a key without", call(key(ours, other), operation, colleague.id()), 403);
    if (!row.scope().equals("-")) {
      var foreign = call(key(theirs, row.scope()), operation, colleague.id());
      foreign(operation, "a key of another organisation", foreign, "all");
      var answer = call(key(ours, row.scope()), operation, colleague.id());
      compare(operation, "a key", answer, LET_IN);
    }
  }

  private static Client key(TestOrganisation organisation, String scope) {
    var made = MatrixThings.key(organisation, scope);
    return new Client(Optional.of(made.json().getString("token")));
  }

  /** Whose things the operation is called about: somebody's, a teammate's, one's own. */
  private static List<TestOrganisation.Person> owners(
      Operation operation, TestOrganisation.Person caller) {
    return operation.path().contains("{") && MatrixThings.personal(operation.path())
        ? List.of(colleague, teammate, caller)
        : List.of(colleague);
  }

  private static int wanted(
      String reach,
      Operation operation,
      TestOrganisation.Person caller,
      TestOrganisation.Person owner) {
    boolean nobodys = owners(operation, caller).size() == 1;
    boolean seen =
        switch (reach) {
          case "all" -> true;
          case "teams" -> nobodys || owner.equals(caller) || owner.equals(teammate);
          case "own" -> nobodys || owner.equals(caller);
          default -> false;
        };
    return seen ? LET_IN : reach.equals("-") ? 403 : 404;
  }

  private static void compare(Operation operation, String who, Answer answer, int wanted) {
    COMPARED.incrementAndGet();
    var what = "%s by %s: %s".formatted(operation.id(), who, answer.text());
    if (wanted == LET_IN) {
      assertThat(answer.status()).as(what).isNotIn(401, 403, 404).isLessThan(500);
    } else {
      assertThat(answer.status()).as(what).isEqualTo(wanted);
    }
  }

  /** Whoever reaches only some of the organisation's things sees no others in a list. */
  private static void hides(Operation operation, String tier, Answer answer, String reach) {
    if (!MatrixThings.personal(operation.path()) || reach.equals("all") || answer.status() > 299) {
      return;
    }
    var hidden = reach.equals("own") ? List.of(colleague, teammate) : List.of(colleague);
    for (var owner : hidden) {
      assertThat(answer.text())
          .as("%s by %s", operation.id(), tier)
          .doesNotContain(things.id(operation.path(), owner.id()));
    }
  }

  /** Another organisation's people find nothing by our ids, and nothing of ours in their lists. */
  private static void foreign(Operation operation, String who, Answer answer, String reach) {
    COMPARED.incrementAndGet();
    var what = "%s by %s: %s".formatted(operation.id(), who, answer.text());
    if (reach.equals("-")) {
      assertThat(answer.status()).as(what).isEqualTo(403);
    } else if (operation.path().contains("{") && !MatrixThings.common(operation.path())) {
      assertThat(answer.status()).as(what).isEqualTo(404);
    } else {
      assertThat(answer.status()).as(what).isLessThan(500);
      assertThat(answer.text()).as(what).doesNotContain(ours.id());
      things.ids().forEach(id -> assertThat(answer.text()).as(what).doesNotContain(id));
    }
  }

  private static Answer call(Client client, Operation operation, String owner) {
    var path = things.path(operation.path(), owner);
    if (operation.id().startsWith("stream_")) {
      return client.open(path);
    }
    boolean body = operation.body().isPresent();
    var answer =
        operation.sound()
            ? client.upload(path, PromptsTest.tone(440))
            : client.send(
                operation.method(), path, body ? "{}" : "", body ? "application/json" : "");
    if (operation.method().equals("DELETE") && answer.status() == 204) {
      things.forget(operation.path(), owner);
    }
    return answer;
  }

  /** Whoever signs out does so in a session of its own. */
  private static Client person(TestOrganisation.Person person, Operation operation) {
    return operation.id().equals("delete_session")
        ? Client.signIn(person.email(), TestServer.PASSWORD)
        : person.client();
  }

  private static Client operator(Operation operation) {
    return operation.id().equals("delete_session")
        ? Client.signIn(TestServer.OPERATOR, TestServer.PASSWORD)
        : Client.operator();
  }
}
