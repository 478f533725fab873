package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.call.CallId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final TestOrganisation.Person agent = organisation.person("agent");

  @Test
  void callsUnderWayAreSeenByTier() {
    var colleague = organisation.person("agent");
    var supervisor = organisation.person("supervisor");
    team(supervisor.id(), agent.id());
    var mine = call(agent.id());
    var theirs = call(colleague.id());

    assertThat(ids(organisation.boss())).containsExactlyInAnyOrder(mine, theirs);
    assertThat(ids(supervisor.client())).containsExactly(mine);
    assertThat(ids(agent.client())).containsExactly(mine);
    agent.client().get("/v1/calls/" + theirs).refused(404, "not_found");
    Client.operator().get("/v1/calls").refused(403, "forbidden");
    assertThat(ids(TestOrganisation.make().boss())).isEmpty();
  }

  @Test
  void aCallUnderWayIsReadAndHungUp() {
    var id = call(agent.id());

    var call = agent.client().get("/v1/calls/" + id).is(200).json();
    assertThat(call.getJsonObject("caller").getString("number")).isEqualTo("+33612345678");
    assertThat(call.getString("state")).isEqualTo("ringing");

    agent.client().delete("/v1/calls/" + id).is(204);
    assertThat(TestServer.HUNG_UP).contains(new CallId(id));
  }

  @Test
  void aCallOfSomebodyElseIsNotHungUp() {
    var id = call(organisation.person("agent").id());

    agent.client().delete("/v1/calls/" + id).refused(404, "not_found");
    TestOrganisation.make().boss().delete("/v1/calls/" + id).refused(404, "not_found");

    assertThat(TestServer.HUNG_UP).doesNotContain(new CallId(id));
  }

  private void team(String... members) {
    organisation
        .boss()
        .post(
            "/v1/teams",
            new JsonObject().put("name", "A team").put("members", new JsonArray(List.of(members))))
        .is(201);
  }

  private String call(String userId) {
    return organisation.ringing(userId);
  }

  private static List<String> ids(Client client) {
    return client.get("/v1/calls").is(200).data().stream()
        .map(call -> call.getString("id"))
        .toList();
  }
}
