package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallCommand;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingState;
import io.pronto.core.live.LiveCall;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.stream.StreamTracks;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the sound of live calls may be sent, and who sends it there. */
class CallStreamsTest {
  private static final String PATH = "/v1/stream_destinations";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();
  private final TestOrganisation.Person agent = organisation.person("agent");

  @Test
  void aServerIsListedWithATokenThatNobodySeesAgain() {
    var made = boss.post(PATH, destination().put("token", "s3cret-token")).is(201);

    assertThat(made.json().getString("url")).isEqualTo("wss://calls.example.com/hear");
    assertThat(made.json().getBoolean("has_token")).isTrue();
    assertThat(made.json().getBoolean("unredacted")).isFalse();
    assertThat(boss.get(PATH).is(200).data()).hasSize(1);
    assertThat(boss.get(PATH).text() + boss.get("/v1/audit_events?limit=100").text())
        .doesNotContain("s3cret-token");
    boss.post(PATH, destination()).refused(409, "name_taken");
    TestOrganisation.make().boss().get(PATH + "/" + made.id()).refused(404, "not_found");
    boss.delete(PATH + "/" + made.id()).is(204);
    boss.get(PATH + "/" + made.id()).refused(404, "not_found");
    assertThat(actions()).contains("stream_destination.created", "stream_destination.deleted");
  }

  @Test
  void noOrganisationSeesThoseOfAnotherWhateverItAsksTheDatabase() {
    boss.post(PATH, destination()).is(201);
    var other = new OrganisationId(TestOrganisation.make().id());

    assertThat(rows(new OrganisationId(organisation.id()))).isEqualTo(1);
    assertThat(rows(other)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ws://calls.example.com",
        "ws://127.0.0.1:8080/",
        "https://calls.example.com",
        "wss://user:word@calls.example.com",
        "wss://calls.example.com/?token=x",
        "wss://calls.example.com/#x",
        "wss:///hear",
        "wss://calls.example.com/hear@here",
        "wss://calls example.com",
        "calls.example.com"
      })
  void onlyAWebSocketOverTlsIsListed(String url) {
    boss.post(PATH, destination().put("url", url))
        .refused(422, "invalid_request")
        .names("/url", "invalid_url");
  }

  @Test
  void aCallIsSentWhereItMayBeAndThatIsAudited() {
    var destination = boss.post(PATH, destination()).is(201).id();
    var call = organisation.calling(agent.id(), LiveCall.State.ANSWERED, RecordingState.RUNNING);
    var path = "/v1/calls/" + call + "/stream";

    agent.client().put(path, asked(destination).put("tracks", "caller")).is(202);
    assertThat(TestServer.ASKED.get(new CallId(call)))
        .isEqualTo(new CallCommand.Stream(destination, StreamTracks.CALLER));
    agent.client().delete(path).is(202);
    assertThat(TestServer.ASKED.get(new CallId(call))).isEqualTo(new CallCommand.EndStream());

    assertThat(actions()).contains("call.stream_asked", "call.stream_end_asked");
    organisation.person("agent").client().put(path, asked(destination)).refused(404, "not_found");
    agent
        .client()
        .put(path, asked(Id.next("dst")))
        .refused(422, "invalid_request")
        .names("/destination_id", "not_found");
    var foreign = TestOrganisation.make().boss().post(PATH, destination()).is(201).id();
    agent.client().put(path, asked(foreign)).refused(422, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, not_recorded",
    "EXCLUDED, excluded_line",
    "PLANNED, not_recording",
    "ENDED, recording_ended"
  })
  void whatIsNotRecordedIsNotSent(RecordingState recording, String refusal) {
    var destination = boss.post(PATH, destination()).is(201).id();
    var call = organisation.calling(agent.id(), LiveCall.State.ANSWERED, recording);

    agent.client().put("/v1/calls/" + call + "/stream", asked(destination)).refused(409, refusal);

    assertThat(TestServer.ASKED).doesNotContainKey(new CallId(call));
  }

  @Test
  void aCallWithWhoeverHasHadTheirDataRestrictedIsNotSent() {
    var destination = boss.post(PATH, destination()).is(201).id();
    var call = organisation.calling(agent.id(), LiveCall.State.ANSWERED, RecordingState.RUNNING);
    var request =
        boss.post(
                "/v1/subject_requests",
                SubjectRequestsTest.request("restriction").put("subject", "+33612345678"))
            .is(201)
            .id();
    SubjectRequestsTest.instruct(boss, request, "restrict").is(200);

    boss.put("/v1/calls/" + call + "/stream", asked(destination)).refused(423, "restricted");
  }

  private static JsonObject destination() {
    return new JsonObject().put("name", "Analysis").put("url", "wss://calls.example.com/hear");
  }

  private static JsonObject asked(String destination) {
    return new JsonObject().put("destination_id", destination);
  }

  private static int rows(OrganisationId as) {
    return Ground.database()
        .in(as, tx -> tx.query("select id from stream_destination where name = 'Analysis'"))
        .size();
  }

  private List<String> actions() {
    return boss.get("/v1/audit_events?limit=100").is(200).data().stream()
        .map(event -> event.getString("action"))
        .toList();
  }
}
