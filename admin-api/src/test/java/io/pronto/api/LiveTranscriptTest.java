package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingState;
import io.pronto.core.live.LiveCall;
import io.pronto.core.live.LiveTranscriptNews;
import io.pronto.core.live.LiveTranscripts;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.LiveParties;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subject.LiveGate;
import io.pronto.core.subject.SubjectSeal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveTranscriptTest {
  /** Whoever calls in {@link TestOrganisation#calling}. */
  private static final String CALLER = "+33612345678";

  private final TestOrganisation organisation = TestOrganisation.make();
  private final TestOrganisation.Person agent = organisation.person("agent");
  private final LiveTranscripts transcripts =
      new LiveTranscripts(
          TestServer.REDIS,
          new LiveGate(Ground.database(), new SubjectSeal(MasterKey.of(Ground.secretsKey()))));
  private final String call =
      organisation.calling(agent.id(), LiveCall.State.ANSWERED, RecordingState.RUNNING);
  private final Instant began = Instant.now();
  private long place;

  @Test
  void whoMayReadATranscriptFollowsItFromItsBeginningToItsEnd() throws Exception {
    tell("transcript.started", true, "");
    tell("transcript.words", true, "bonjour");
    tell("transcript.words", false, "je gu");

    try (var lines = follow(agent.client()).body()) {
      var told = lines.iterator();
      assertThat(next(told)).isEqualTo("event: transcript.started");
      assertThat(next(told)).isEqualTo("event: transcript.words");
      assertThat(told.next()).contains("bonjour");

      tell("transcript.words", false, "je vou");
      assertThat(next(told)).isEqualTo("event: transcript.words");
      assertThat(told.next()).contains("je vou");

      tell("transcript.completed", true, "");
      assertThat(next(told)).isEqualTo("event: transcript.completed");
      assertThat(rest(told)).noneMatch(line -> line.startsWith("event: "));
    }
    assertThat(organisation.boss().get("/v1/audit_events").is(200).data())
        .extracting(event -> event.getString("action"))
        .contains("transcript.followed");
  }

  @Test
  void whoComesBackIsToldWhatFollows() throws Exception {
    tell("transcript.words", true, "un");
    tell("transcript.words", true, "deux");
    tell("transcript.completed", true, "");

    try (var lines = follow(agent.client(), "1").body()) {
      var told = lines.iterator();
      assertThat(next(told)).isEqualTo("event: transcript.words");
      assertThat(told.next()).contains("deux");
      assertThat(next(told)).isEqualTo("event: transcript.completed");
    }
  }

  @Test
  void itEndsWithTheCall() throws Exception {
    tell("transcript.words", true, "bonjour");
    try (var lines = follow(agent.client()).body()) {
      var told = lines.iterator();
      next(told);
      TestServer.CALLS.remove(new OrganisationId(organisation.id()), new CallId(call));

      assertThat(rest(told)).noneMatch(line -> line.startsWith("event: "));
    }
  }

  @Test
  void byTierOneHearsOnesOwnThoseOfOnesTeamsOrAll() throws Exception {
    tell("transcript.completed", true, "");
    var colleague = organisation.person("agent");
    var supervisor = organisation.person("supervisor");

    refused(colleague.client());
    refused(supervisor.client());
    refused(TestOrganisation.make().boss());
    assertThat(open(Client.operator()).statusCode()).isEqualTo(403);
    organisation
        .boss()
        .post(
            "/v1/teams",
            new JsonObject().put("name", "A team").put("members", JsonArray.of(agent.id())))
        .is(201);
    for (var who : List.of(agent.client(), organisation.boss())) {
      follow(who).body().close();
    }
  }

  @Test
  void whoSignsOutIsToldNothingMore() throws Exception {
    tell("transcript.words", true, "bonjour");
    try (var lines = follow(agent.client()).body()) {
      var told = lines.iterator();
      next(told);
      agent.client().delete("/v1/sessions").is(204);

      assertThat(rest(told)).noneMatch(line -> line.contains("secret"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "restriction, restrict, +33612345678",
    "erasure, erase, +33612345678",
    "restriction, restrict, +33699887766",
    "erasure, erase, +33699887766"
  })
  void whoFollowsWhatSomebodySaysIsToldNothingMoreOnceThatIsRestrictedOrErased(
      String kind, String action, String subject) throws Exception {
    tell("transcript.words", true, "bonjour");
    try (var lines = follow(agent.client()).body()) {
      var told = lines.iterator();
      next(told);
      assertThat(told.next()).contains("bonjour");
      instruct(kind, action, subject);

      tell("transcript.words", true, "secret");
      tell("transcript.completed", true, "");

      assertThat(rest(told)).noneMatch(line -> line.startsWith("event: "));
    }
    var again = open(agent.client());
    if (subject.equals(CALLER)) {
      assertThat(again.statusCode()).isEqualTo(423);
    } else { // who diverted it is known by what is told alone
      assertThat(again.body()).noneMatch(line -> line.startsWith("event: "));
    }
  }

  private void instruct(String kind, String action, String subject) {
    var boss = organisation.boss();
    var asked = SubjectRequestsTest.request(kind).put("subject", subject);
    SubjectRequestsTest.instruct(
            boss, boss.post("/v1/subject_requests", asked).is(201).id(), action)
        .is(200);
  }

  private void tell(String type, boolean lasting, String text) {
    var about =
        new LiveParties(
            List.of(CALLER, "+33123456700", "+33699887766"), List.of(agent.id()), began);
    transcripts.tell(
        new LiveTranscriptNews(
            new OrganisationId(organisation.id()),
            new CallId(call),
            about,
            ++place,
            type,
            lasting,
            new JsonObject().put("call_id", call).put("text", text)));
  }

  private void refused(Client who) throws Exception {
    assertThat(open(who).statusCode()).isEqualTo(404);
  }

  private HttpResponse<Stream<String>> follow(Client who, String... last) throws Exception {
    var response = open(who, last);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    return response;
  }

  private HttpResponse<Stream<String>> open(Client who, String... last) throws Exception {
    var path = "/v1/calls/" + call + "/transcript/stream";
    var request =
        HttpRequest.newBuilder(URI.create(TestServer.url() + path))
            .header("Authorization", "Bearer " + who.token().orElseThrow());
    if (last.length > 0) {
      request.header("Last-Event-ID", last[0]);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofLines());
  }

  private static String next(Iterator<String> lines) {
    var line = lines.next();
    while (!line.startsWith("event: ")) {
      line = lines.next();
    }
    return line;
  }

  private static List<String> rest(Iterator<String> lines) {
    var rest = new ArrayList<String>();
    lines.forEachRemaining(rest::add);
    return rest;
  }
}
