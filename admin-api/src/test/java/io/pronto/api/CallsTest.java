package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallQuality;
import io.pronto.core.call.LegQuality;
import io.pronto.core.call.Listening;
import io.pronto.core.call.RecordingState;
import io.pronto.core.live.LiveCall;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(call.getJsonObject("caller").getString("name")).isEqualTo("Carol (Bakery)");
    assertThat(call.getString("state")).isEqualTo("ringing");

    agent.client().delete("/v1/calls/" + id).is(204);
    assertThat(TestServer.HUNG_UP).contains(new CallId(id));
  }

  @Test
  void theQualityOfTheLastSecondsIsShown() {
    var id = call(agent.id());
    var none = agent.client().get("/v1/calls/" + id).is(200).json().getJsonObject("quality");
    assertThat(none.getValue("caller")).isNull();
    var call =
        TestServer.CALLS.list(new OrganisationId(organisation.id())).stream()
            .filter(live -> live.id().value().equals(id))
            .findFirst()
            .orElseThrow();
    var heard =
        new LegQuality(
            Optional.of(new Listening(3.456, 2.5, 7)),
            Optional.empty(),
            true,
            OptionalDouble.of(40.126));

    TestServer.CALLS.put(with(call, new CallQuality(Optional.of(heard), Optional.empty())));

    Waiting.until("it is known", () -> ofCaller(id) != null);
    assertThat(ofCaller(id))
        .isEqualTo(
            new JsonObject()
                .put(
                    "received",
                    new JsonObject()
                        .put("mos", 3.46)
                        .put("loss_percent", 2.5)
                        .put("jitter_millis", 7.0))
                .putNull("reported")
                .put("silent", true)
                .put("round_trip_millis", 40.13));
  }

  private JsonObject ofCaller(String id) {
    return agent
        .client()
        .get("/v1/calls/" + id)
        .is(200)
        .json()
        .getJsonObject("quality")
        .getJsonObject("caller");
  }

  private static LiveCall with(LiveCall call, CallQuality quality) {
    return new LiveCall(
        call.id(),
        call.organisation(),
        call.direction(),
        call.caller(),
        call.callerName(),
        call.called(),
        call.state(),
        call.startedAt(),
        call.answeredAt(),
        call.recording(),
        call.node(),
        call.userIds(),
        quality);
  }

  @Test
  void aCallOfSomebodyElseIsNotHungUp() {
    var id = call(organisation.person("agent").id());

    agent.client().delete("/v1/calls/" + id).refused(404, "not_found");
    TestOrganisation.make().boss().delete("/v1/calls/" + id).refused(404, "not_found");

    assertThat(TestServer.HUNG_UP).doesNotContain(new CallId(id));
  }

  @Test
  void whatIsRecordedPausesAndGoesOnForAReasonThatIsKept() {
    var id = organisation.calling(agent.id(), LiveCall.State.ANSWERED, RecordingState.RUNNING);
    var recording = "/v1/calls/" + id + "/recording";

    agent.client().put(recording, wanted("paused").put("reason", "Card number")).is(202);

    assertThat(TestServer.RECORDED.get(new CallId(id)))
        .isEqualTo(new CallCommand.Record(RecordingState.PAUSED, "Card number"));
    assertThat(organisation.boss().get("/v1/audit_events").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("call.recording_paused");
    assertThat(agent.client().get("/v1/calls/" + id).is(200).json().getString("recording_state"))
        .isEqualTo("running");
    organisation.person("agent").client().put(recording, wanted("ended")).refused(404, "not_found");
    agent.client().put(recording, wanted("planned")).refused(422, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "ANSWERED, NONE, running, not_recorded",
    "ANSWERED, EXCLUDED, running, excluded_line",
    "RINGING, PLANNED, running, not_answered",
    "ANSWERED, PLANNED, paused, not_recording",
    "ANSWERED, ENDED, running, recording_ended"
  })
  void whatCannotBeIsSaid(
      LiveCall.State state, RecordingState recording, String wanted, String refusal) {
    var id = organisation.calling(agent.id(), state, recording);

    agent.client().put("/v1/calls/" + id + "/recording", wanted(wanted)).refused(409, refusal);

    assertThat(TestServer.RECORDED).doesNotContainKey(new CallId(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"running", "ended"})
  void whatIsAskedForDuringAHoldWaitsForItsEndAndCanBeTakenBack(String wanted) {
    var id = organisation.calling(agent.id(), LiveCall.State.HELD, RecordingState.PLANNED);

    agent.client().put("/v1/calls/" + id + "/recording", wanted(wanted)).is(202);

    assertThat(TestServer.RECORDED.get(new CallId(id)))
        .isEqualTo(new CallCommand.Record(RecordingState.of(wanted), ""));
  }

  private static JsonObject wanted(String state) {
    return new JsonObject().put("state", state);
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
