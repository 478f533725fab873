package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingState;
import io.pronto.core.call.SupervisionMode;
import io.pronto.core.live.LiveCall;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.SupervisionNotice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may listen to whose calls, and what is asked of them. */
class SupervisionTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final TestOrganisation.Person agent = organisation.person("agent");
  private final TestOrganisation.Person supervisor = organisation.person("supervisor");

  @BeforeEach
  void workTogether() {
    var members = new JsonArray(List.of(supervisor.id(), agent.id()));
    organisation
        .boss()
        .post("/v1/teams", new JsonObject().put("name", "Sales").put("members", members))
        .is(201);
  }

  @Test
  void aSupervisorListensToTheCallsOfTheTeamAndThatIsAudited() {
    var call = answered(agent.id());

    supervisor.client().post(path(call), mode("listen")).is(202);

    assertThat(asked(call))
        .isEqualTo(
            new CallCommand.Supervise(
                SupervisionMode.LISTEN, supervisor.id(), Optional.empty(), SupervisionNotice.TONE));
    var event = audited(call, "call.supervision_asked");
    assertThat(event.getJsonObject("actor").getString("id")).isEqualTo(supervisor.id());
    assertThat(event.getJsonObject("after").getString("mode")).isEqualTo("listen");
  }

  @Test
  void oneDeviceMayBeNamed() {
    var call = answered(agent.id());
    var device = organisation.device(organisation.boss(), supervisor.id()).getString("id");

    supervisor.client().post(path(call), mode("barge").put("device_id", device)).is(202);

    assertThat(((CallCommand.Supervise) asked(call)).deviceId()).contains(device);
  }

  @Test
  void anAgentListensToNobody() {
    var call = answered(agent.id());

    agent.client().post(path(call), mode("listen")).refused(403, "forbidden");
    agent.client().delete(path(call)).refused(403, "forbidden");

    assertThat(TestServer.ASKED).doesNotContainKey(new CallId(call));
  }

  @Test
  void theCallsOfAnotherTeamAreNotThere() {
    var call = answered(organisation.person("agent").id());

    supervisor.client().post(path(call), mode("listen")).refused(404, "not_found");
    supervisor.client().delete(path(call)).refused(404, "not_found");

    assertThat(TestServer.ASKED).doesNotContainKey(new CallId(call));
    organisation.person("administrator").client().post(path(call), mode("listen")).is(202);
  }

  @Test
  void theCallsOfAnotherOrganisationAreNotThere() {
    var call = answered(agent.id());
    var other = TestOrganisation.make().boss();

    other.post(path(call), mode("listen")).refused(404, "not_found");
    other.delete(path(call)).refused(404, "not_found");
    Client.operator().post(path(call), mode("listen")).refused(403, "forbidden");

    assertThat(TestServer.ASKED).doesNotContainKey(new CallId(call));
  }

  @ParameterizedTest
  @ValueSource(strings = {"112", "15"})
  void aCallForHelpIsListenedToByNobody(String number) {
    var call = call(Direction.OUTBOUND, agent.id(), number);

    supervisor.client().post(path(call), mode("listen")).refused(409, "emergency");

    assertThat(TestServer.ASKED).doesNotContainKey(new CallId(call));
  }

  @Test
  void aCallBetweenColleaguesIsListenedToWhateverTheExtension() {
    var call = call(Direction.INTERNAL, agent.id(), "102");

    supervisor.client().post(path(call), mode("listen")).is(202);
  }

  @Test
  void whatCannotBeIsSaid() {
    var ringing = organisation.ringing(agent.id());
    supervisor.client().post(path(ringing), mode("listen")).refused(409, "not_answered");
    var own = answered(supervisor.id());
    supervisor.client().post(path(own), mode("listen")).refused(409, "own_call");
    var call = answered(agent.id());
    supervisor.client().post(path(call), mode("spy")).refused(422, "invalid_request");
    supervisor
        .client()
        .post(path(call), new JsonObject())
        .refused(422, "invalid_request")
        .names("/mode", "required");
    supervisor
        .client()
        .post(path(call), mode("listen").put("user_id", agent.id()))
        .refused(422, "invalid_request")
        .names("/user_id", "not_allowed");
  }

  @Test
  void aKeySaysWhoseTelephonesRing() {
    var call = answered(agent.id());
    var token = MatrixThings.key(organisation, "supervision:write").json().getString("token");
    var key = new Client(Optional.of(token));

    key.post(path(call), mode("whisper"))
        .refused(422, "invalid_request")
        .names("/user_id", "required");
    key.post(path(call), mode("whisper").put("user_id", supervisor.id())).is(202);
    assertThat(((CallCommand.Supervise) asked(call)).userId()).isEqualTo(supervisor.id());
    key.delete(path(call)).is(202);
    assertThat(asked(call)).isEqualTo(new CallCommand.EndSupervision(Optional.empty()));
  }

  @Test
  void theAgentIsToldAsTheOrganisationHasDecided() {
    var boss = organisation.boss();
    assertThat(boss.get("/v1/settings").is(200).json().getString("supervision_notice"))
        .isEqualTo("tone");
    boss.patch("/v1/settings", notice("shout")).refused(422, "invalid_request");
    boss.patch("/v1/settings", notice("announcement")).is(200);
    var call = answered(agent.id());

    supervisor.client().post(path(call), mode("listen")).is(202);

    assertThat(((CallCommand.Supervise) asked(call)).notice())
        .isEqualTo(SupervisionNotice.ANNOUNCEMENT);
    boss.patch("/v1/settings", new JsonObject().put("listening_reason", true)).is(200);
    assertThat(boss.get("/v1/settings").json().getString("supervision_notice"))
        .isEqualTo("announcement");
  }

  @Test
  void whoListensEndsItAndThatIsAudited() {
    var call = answered(agent.id());

    supervisor.client().delete(path(call)).is(202);

    assertThat(asked(call)).isEqualTo(new CallCommand.EndSupervision(Optional.of(supervisor.id())));
    audited(call, "call.supervision_end_asked");
  }

  @Test
  void nobodyListensToWhoeverHasThatRestricted() {
    var call = answered(agent.id());
    var boss = organisation.boss();
    var asked = SubjectRequestsTest.request("restriction").put("subject", "+33612345678");
    var id = boss.post("/v1/subject_requests", asked).is(201).id();
    SubjectRequestsTest.instruct(boss, id, "restrict").is(200);

    supervisor.client().post(path(call), mode("listen")).refused(423, "restricted");

    assertThat(asked(call)).isNull();
  }

  private JsonObject audited(String call, String action) {
    return organisation.boss().get("/v1/audit_events").is(200).data().stream()
        .filter(event -> event.getString("action").equals(action))
        .filter(event -> event.getString("subject_id").equals(call))
        .findFirst()
        .orElseThrow();
  }

  private static CallCommand asked(String call) {
    return TestServer.ASKED.get(new CallId(call));
  }

  private static String path(String call) {
    return "/v1/calls/" + call + "/supervision";
  }

  private static JsonObject mode(String mode) {
    return new JsonObject().put("mode", mode);
  }

  private static JsonObject notice(String notice) {
    return new JsonObject().put("supervision_notice", notice);
  }

  private String answered(String userId) {
    return organisation.calling(userId, LiveCall.State.ANSWERED, RecordingState.NONE);
  }

  private String call(Direction direction, String userId, String number) {
    var call = CallId.next();
    var now = Instant.now();
    TestServer.CALLS.put(
        new LiveCall(
            call,
            new OrganisationId(organisation.id()),
            direction,
            "+33123456700",
            "",
            number,
            LiveCall.State.ANSWERED,
            now,
            Optional.of(now),
            RecordingState.NONE,
            "test",
            List.of(userId)));
    Waiting.until(
        "the call is known",
        () -> organisation.boss().get("/v1/calls/" + call.value()).status() == 200);
    return call.value();
  }
}
