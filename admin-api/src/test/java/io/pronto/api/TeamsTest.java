package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class TeamsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void aTeamIsMadeReadChangedAndDeleted() {
    var agent = organisation.person("agent").id();
    var made = boss.post("/v1/teams", team("Sales", agent)).is(201);
    var path = "/v1/teams/" + made.id();

    var changed = boss.patch(path, new JsonObject().put("members", new JsonArray())).is(200).json();

    assertThat(changed.getString("name")).isEqualTo("Sales");
    assertThat(changed.getJsonArray("members")).isEmpty();
    assertThat(boss.get("/v1/teams").data()).containsExactly(changed);
    boss.delete(path).is(204);
    boss.get(path).refused(404, "not_found");
  }

  @Test
  void aNameIsGivenOnce() {
    boss.post("/v1/teams", team("Sales")).is(201);

    boss.post("/v1/teams", team("Sales")).refused(409, "name_taken").names("/name", "name_taken");
  }

  @Test
  void aMemberIsAUserOfTheOrganisation() {
    var stranger = TestOrganisation.make().person("agent").id();

    boss.post("/v1/teams", team("Sales", stranger))
        .refused(422, "invalid_request")
        .names("/members", "not_found");
  }

  private static JsonObject team(String name, String... members) {
    return new JsonObject()
        .put("name", name)
        .put("members", new JsonArray(java.util.List.of(members)));
  }
}
