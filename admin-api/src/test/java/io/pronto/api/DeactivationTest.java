package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.access.ApiKeys;
import io.pronto.core.access.Permission;
import io.pronto.core.access.Scope;
import io.pronto.core.db.Conflict;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of somebody who is not active any more. */
class DeactivationTest {
  private static final JsonObject OFF = new JsonObject().put("active", false);
  private static final JsonObject ON = new JsonObject().put("active", true);

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void sessionsAndKeysEndAndNoneBeginsUntilTheUserIsActiveAgain() {
    var leaver = organisation.person("administrator");
    var key = key(leaver.client()).is(201);
    var program = new Client(Optional.of(key.json().getString("token")));
    program.get("/v1/users").is(200);

    assertThat(change(leaver, OFF).is(200).json().getBoolean("active")).isFalse();

    leaver.client().get("/v1/me").refused(401, "session_ended");
    program.get("/v1/users").refused(401, "key_refused");
    boss.get("/v1/api_keys/" + key.id()).refused(404, "not_found");
    signIn(leaver).refused(401, "wrong_credentials");
    assertThat(signIn(leaver).json().getString("detail"))
        .isEqualTo(signIn("nobody@example.com").json().getString("detail"));

    change(leaver, ON).is(200);
    assertThat(Client.signIn(leaver.email(), TestServer.PASSWORD).get("/v1/me").status())
        .isEqualTo(200);
    leaver.client().get("/v1/me").refused(401, "session_ended");
  }

  @Test
  void theDatabaseItselfGivesThemNothingNew() {
    var leaver = organisation.person("administrator");
    change(leaver, OFF).is(200);
    var wanted =
        new ApiKeys.NewApiKey(
            "Late",
            List.of(new Scope(Permission.PEOPLE, Scope.Action.READ)),
            List.of(),
            Optional.empty());

    assertThatThrownBy(
            () ->
                new ApiKeys(Ground.database())
                    .create(new OrganisationId(organisation.id()), leaver.id(), wanted))
        .isInstanceOfSatisfying(
            Conflict.class, refused -> assertThat(refused.constraint()).isEqualTo("user_active"));
  }

  @Test
  void whoIsDeactivatedFollowsNoEventsAnyMore() throws Exception {
    var leaver = organisation.person("administrator");
    try (var lines = EventsTest.follow(leaver.client(), "Last-Event-ID", "0").body()) {
      var told = lines.iterator();
      assertThat(told.next()).startsWith(":");

      long begin = System.nanoTime();
      change(leaver, OFF).is(200);
      while (told.hasNext()) {
        told.next();
      }

      assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    }
  }

  @Test
  void nobodyDeactivatesOneselfNorTheLastSuperAdministrator() {
    var second = organisation.person("super_administrator");
    var administrator = organisation.person("administrator");

    boss.patch(me(), OFF).refused(403, "forbidden");
    administrator.client().patch(me(), OFF).refused(403, "forbidden");
    second.client().patch(me(), OFF).is(200);

    var key = key(second.client(), "people:write").is(201).json().getString("token");
    var program = new Client(Optional.of(key));
    program.patch("/v1/users/" + second.id(), OFF).refused(403, "forbidden");
    var third = organisation(second).is(201).id();
    second.client().patch("/v1/users/" + third, OFF).is(200);
    second
        .client()
        .patch("/v1/users/" + second.id(), new JsonObject().put("role", "agent"))
        .refused(409, "last_super_administrator");
    second.client().delete("/v1/users/" + second.id()).refused(409, "last_super_administrator");
    second.client().delete("/v1/users/" + third).is(204);
  }

  @Test
  void itIsSeenAndWrittenDown() {
    var leaver = organisation.person("agent");
    change(leaver, OFF).is(200);

    assertThat(boss.get("/v1/users/" + leaver.id()).json().getBoolean("active")).isFalse();
    var event = boss.get("/v1/audit_events?subject_id=" + leaver.id()).data().getFirst();
    assertThat(event.getString("action")).isEqualTo("user.changed");
    assertThat(event.getJsonObject("after")).isEqualTo(OFF);
    change(leaver, new JsonObject().put("active", "no"))
        .refused(422, "invalid_request")
        .names("/active", "wrong_type");
  }

  private Answer organisation(TestOrganisation.Person by) {
    return by.client()
        .post(
            "/v1/users",
            new JsonObject()
                .put("email", TestOrganisation.email())
                .put("name", "Third")
                .put("role", "super_administrator"));
  }

  private String me() {
    return "/v1/users/" + organisation.superAdministratorId();
  }

  private Answer change(TestOrganisation.Person who, JsonObject change) {
    return boss.patch("/v1/users/" + who.id(), change);
  }

  private static Answer key(Client who, String... scopes) {
    var list = scopes.length == 0 ? List.of("people:read") : List.of(scopes);
    return who.post(
        "/v1/api_keys",
        new JsonObject().put("name", TestOrganisation.email()).put("scopes", new JsonArray(list)));
  }

  private static Answer signIn(TestOrganisation.Person who) {
    return signIn(who.email());
  }

  private static Answer signIn(String email) {
    return Client.stranger()
        .post(
            "/v1/sessions",
            new JsonObject().put("email", email).put("password", TestServer.PASSWORD));
  }
}
