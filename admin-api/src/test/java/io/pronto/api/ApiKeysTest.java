package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.access.Permission;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void aKeyDoesWhatItsScopesSayAndNothingElse() {
    var key = client(make(boss, "devices:read", "devices:write", "people:read").is(201));
    var device = organisation.device(key, organisation.superAdministratorId());

    key.get("/v1/devices/" + device.getString("id")).is(200);
    key.get("/v1/users").is(200);
    var person = new JsonObject().put("email", TestOrganisation.email()).put("name", "Eve");
    key.post("/v1/users", person.put("role", "agent")).refused(403, "forbidden");
    key.get("/v1/cdrs").refused(403, "forbidden");
    key.get("/v1/me").refused(403, "forbidden");
    key.get("/v1/carriers").refused(403, "forbidden");
    key.get("/v1/api_keys").refused(403, "forbidden");
  }

  /** Every operation, with a key for each permission that an administrator can give. */
  @Test
  void everyOperationAsksForItsScope() {
    for (var permission : Permission.values()) {
      var made = make(boss, permission.code() + ":read");
      if (made.status() != 201) {
        made.refused(422, "invalid_request").names("/scopes/0", "not_yours");
        continue;
      }
      var key = client(made);
      for (var operation : Conformity.CONTRACT.operations()) {
        if (operation.permission().isEmpty() || operation.id().startsWith("stream_")) {
          continue;
        }
        var path = operation.path().replace("{number}", "+99900000000").replaceAll("\\{\\w+}", "x");
        var answer = key.send(operation.method(), path, "", "");
        boolean granted =
            operation.permission().get() == permission && operation.method().equals("GET");
        assertThat(answer.status() == 403)
            .as(operation.id() + ' ' + permission)
            .isNotEqualTo(granted);
      }
    }
  }

  @Test
  void nobodyGivesAKeyMoreThanOneMayDoOneself() {
    var administrator = organisation.person("administrator").client();

    make(administrator, "numbers:write").is(201);
    for (var scope :
        List.of("audit:read", "own_account:write", "api_keys:write", "carriers:read")) {
      make(administrator, scope).refused(422, "invalid_request").names("/scopes/0", "not_yours");
    }
    for (var scope : List.of("numbers", "numbers:delete", "nonsense:read", "numbers:read:write")) {
      make(administrator, scope).refused(422, "invalid_request").names("/scopes/0", "unknown");
    }
    make(boss, "audit:read").is(201);
    make(organisation.person("agent").client(), "calls:read").refused(403, "forbidden");
  }

  @Test
  void itEndsWhenItIsDeletedWhenItsTimeIsOverAndWithItsMaker() {
    var administrator = organisation.person("administrator");
    var deleted = make(boss, "people:read").is(201);
    var expired = make(boss, "people:read").is(201);
    var orphan = make(administrator.client(), "people:read").is(201);
    for (var key : List.of(deleted, expired, orphan)) {
      client(key).get("/v1/users").is(200);
    }

    boss.delete("/v1/api_keys/" + deleted.id()).is(204);
    Owner.execute("update api_key set expires_at = now() where id = '" + expired.id() + "'");
    boss.patch("/v1/users/" + administrator.id(), new JsonObject().put("role", "agent")).is(200);

    for (var key : List.of(deleted, expired, orphan)) {
      client(key).get("/v1/users").refused(401, "key_refused");
    }
    boss.delete("/v1/users/" + administrator.id()).is(204);
    boss.get("/v1/api_keys/" + orphan.id()).refused(404, "not_found");
  }

  @Test
  void itDoesNoMoreThanItsMakerStillMay() {
    var maker = organisation.person("super_administrator");
    var key = client(make(maker.client(), "audit:read", "people:read").is(201));
    key.get("/v1/audit_events").is(200);

    boss.patch("/v1/users/" + maker.id(), new JsonObject().put("role", "administrator")).is(200);

    key.get("/v1/audit_events").refused(403, "forbidden");
    key.get("/v1/users").is(200);
  }

  @Test
  void itIsUsedFromItsAddressesOnlyAndSaysWhen() {
    var body = body("people:read");
    var elsewhere = boss.post("/v1/api_keys", body.copy().put("addresses", list("192.0.2.0/24")));
    var here =
        boss.post(
            "/v1/api_keys",
            body("people:read").put("addresses", list("192.0.2.0/24", "127.0.0.0/8")));

    client(elsewhere.is(201)).get("/v1/users").refused(401, "key_refused");
    client(here.is(201)).get("/v1/users").is(200);

    var used = boss.get("/v1/api_keys/" + here.id()).is(200).json();
    assertThat(used.getString("used_from")).isEqualTo("127.0.0.1");
    assertThat(Instant.parse(used.getString("used_at"))).isBeforeOrEqualTo(Instant.now());
    assertThat(boss.get("/v1/api_keys/" + elsewhere.id()).json().getString("used_at")).isNull();
  }

  @Test
  void badInputIsNamed() {
    boss.post("/v1/api_keys", body("people:read").put("addresses", list("192.0.2.1/24")))
        .refused(422, "invalid_request")
        .names("/addresses/0", "malformed");
    boss.post("/v1/api_keys", body("people:read").put("expires_at", "2020-01-01T00:00:00Z"))
        .refused(422, "invalid_request")
        .names("/expires_at", "past");
    var body = body("people:read");
    boss.post("/v1/api_keys", body).is(201);
    boss.post("/v1/api_keys", body).refused(409, "name_taken");
    new Client(Optional.of("pronto_key_nonsense")).get("/v1/users").refused(401, "key_refused");
  }

  @Test
  void itIsNeverShownAgainAndWhatItDoesIsWrittenDown() {
    var made = make(boss, "devices:write").is(201);
    var token = made.json().getString("token");
    organisation.device(client(made), organisation.superAdministratorId());

    var event = boss.get("/v1/audit_events?actor_id=" + made.id()).is(200).data().getFirst();
    assertThat(event.getString("action")).isEqualTo("device.created");
    assertThat(event.getJsonObject("actor").getString("type")).isEqualTo("key");
    for (var path : List.of("/v1/api_keys", "/v1/audit_events?subject_id=" + made.id())) {
      assertThat(boss.get(path).is(200).text()).contains(made.id()).doesNotContain(token);
    }
  }

  @Test
  void anotherOrganisationsKeyIsNotThere() {
    var made = make(boss, "people:read").is(201);
    var stranger = TestOrganisation.make().boss();

    stranger.get("/v1/api_keys/" + made.id()).refused(404, "not_found");
    stranger.delete("/v1/api_keys/" + made.id()).refused(404, "not_found");
    assertThat(stranger.get("/v1/api_keys").is(200).data()).isEmpty();
  }

  private Answer make(Client who, String... scopes) {
    return who.post("/v1/api_keys", body(scopes));
  }

  private static JsonObject body(String... scopes) {
    return new JsonObject()
        .put("name", "Key " + TestOrganisation.email())
        .put("scopes", list(scopes));
  }

  private static JsonArray list(String... texts) {
    return new JsonArray(Stream.of(texts).toList());
  }

  static Client client(Answer made) {
    return new Client(Optional.of(made.json().getString("token")));
  }
}
