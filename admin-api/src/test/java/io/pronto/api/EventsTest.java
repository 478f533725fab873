package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final Client boss = organisation.boss();

  @Test
  void whoeverAsksAgainFromTheLastOneMissesNone() {
    for (int i = 1; i <= 5; i++) {
      happens(i);
    }

    var first = boss.get("/v1/events?after=0&limit=3").is(200).json();
    assertThat(first.getJsonArray("data")).hasSize(3);
    assertThat(first.getJsonObject("page").getBoolean("has_more")).isTrue();
    var rest = boss.get("/v1/events?after=" + next(first)).is(200).json();
    assertThat(rest.getJsonArray("data")).hasSize(2);
    assertThat(next(rest)).isEqualTo("5");
    var nothing = boss.get("/v1/events?after=5").is(200).json();
    assertThat(nothing.getJsonArray("data")).isEmpty();
    assertThat(next(nothing)).isEqualTo("5");
  }

  @Test
  void whoFollowsIsToldAsItHappensAndOnlyOfTheOwnOrganisation() throws Exception {
    happens(1);
    try (var lines = follow("Last-Event-ID", "0").body()) {
      var told = lines.iterator();
      assertThat(next(told)).contains("\"number\":1");

      tell(TestOrganisation.make(), 99);
      happens(2);

      assertThat(next(told)).contains("\"number\":2").contains("\"sequence\":2");
    }
  }

  @Test
  void whoSaysNothingIsToldWhatHappensNext() throws Exception {
    happens(1);
    try (var lines = follow("Accept", "text/event-stream").body()) {
      happens(2);

      assertThat(next(lines.iterator())).contains("\"number\":2");
    }
  }

  @Test
  void whoSignsOutIsToldNothingMore() throws Exception {
    try (var lines = follow("Last-Event-ID", "0").body()) {
      var told = lines.iterator();
      boss.delete("/v1/sessions").is(204);

      assertThat(
              Stream.generate(told::hasNext).peek(more -> skip(told, more)).anyMatch(more -> !more))
          .isTrue();
    }
  }

  @Test
  void aSequenceThatIsNoneIsNamed() {
    boss.get("/v1/events?after=evt_1")
        .refused(400, "invalid_parameter")
        .names("/query/after", "malformed");
    boss.get("/v1/events/stream", "Last-Event-ID", "x")
        .refused(400, "invalid_parameter")
        .names("/header/Last-Event-ID", "malformed");
  }

  private HttpResponse<Stream<String>> follow(String header, String value) throws Exception {
    return follow(boss, header, value);
  }

  static HttpResponse<Stream<String>> follow(Client who, String header, String value)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(TestServer.url() + "/v1/events/stream"))
            .header("Authorization", "Bearer " + who.token().orElseThrow())
            .header(header, value)
            .build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    return response;
  }

  private static void skip(Iterator<String> lines, boolean more) {
    if (more) {
      lines.next();
    }
  }

  private static String next(Iterator<String> lines) {
    var line = lines.next();
    while (!line.startsWith("data: ")) {
      line = lines.next();
    }
    return line;
  }

  private static String next(JsonObject answer) {
    return answer.getJsonObject("page").getString("next");
  }

  private void happens(int number) {
    tell(organisation, number);
  }

  private static void tell(TestOrganisation organisation, int number) {
    TestServer.OUTBOX.publish(
        new OrganisationId(organisation.id()),
        "test.happened",
        new JsonObject().put("number", number));
    TestServer.OUTBOX.flush();
  }
}
