package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsolationTest {
  private final TestOrganisation ours = TestOrganisation.make();
  private final TestOrganisation theirs = TestOrganisation.make();

  @Test
  void whatIsAnotherOrganisationsIsNotThere() {
    for (var path : everythingOf(ours)) {
      ours.boss().get(path).is(200);
      theirs.boss().get(path).refused(404, "not_found");
      theirs.boss().patch(path, new JsonObject()).refused(404, "not_found");
      theirs.boss().delete(path).refused(404, "not_found");
      ours.boss().get(path).is(200);
    }
  }

  @Test
  void listsHoldWhatIsOnesOwn() {
    everythingOf(ours);

    for (var list : List.of("/v1/teams", "/v1/devices", "/v1/numbers")) {
      assertThat(ours.boss().get(list).is(200).data()).as(list).isNotEmpty();
      assertThat(theirs.boss().get(list).is(200).data()).as(list).isEmpty();
    }
    assertThat(theirs.boss().get("/v1/users").is(200).data()).hasSize(1);
  }

  private static List<String> everythingOf(TestOrganisation organisation) {
    var agent = organisation.person("agent").id();
    var number = TestCarrier.make().block();
    organisation.boss().post("/v1/numbers", new JsonObject().put("number", number)).is(201);
    var team = organisation.boss().post("/v1/teams", new JsonObject().put("name", "Sales")).is(201);
    var device = organisation.device(organisation.boss(), agent);
    return List.of(
        "/v1/users/" + agent,
        "/v1/teams/" + team.id(),
        "/v1/devices/" + device.getString("id"),
        "/v1/numbers/" + number);
  }
}
