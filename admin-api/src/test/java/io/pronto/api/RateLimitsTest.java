package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.live.OwnRedis;
import io.pronto.core.live.RateLimits.Rates;
import io.pronto.core.live.Redis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private final TestOrganisation organisation = TestOrganisation.make();
  private final String place = "198.51.100." + ThreadLocalRandom.current().nextInt(256);

  @Test
  void whoeverAsksMoreOftenThanTheLimitIsToldWhenToTryAgain() throws Exception {
    try (var api = TestServer.limited(0, TestServer.REDIS, new Rates(3, 0, 0))) {
      int port = api.start();
      for (int left = 2; left >= 0; left--) {
        var answer = get(port, "/v1/me", organisation.boss()).is(200);
        assertThat(answer.header("RateLimit-Limit")).isEqualTo("3");
        assertThat(answer.header("RateLimit-Remaining")).isEqualTo("" + left);
        assertThat(Integer.parseInt(answer.header("RateLimit-Reset"))).isBetween(1, 60);
      }

      var refused = get(port, "/v1/me", organisation.boss()).refused(429, "rate_limited");

      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
      assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
      get(port, "/v1/me", organisation.person("agent").client()).is(200);
    }
  }

  @Test
  void whoeverHasNotSignedInIsCountedByAddressBeforeTheTokenIsLookedUp() throws Exception {
    try (var api = TestServer.limited(0, TestServer.REDIS, new Rates(0, 0, 2))) {
      int port = api.start();

      get(port, "/v1/me", Client.stranger()).refused(401, "not_signed_in");
      get(port, "/v1/me", new Client(java.util.Optional.of("guess"))).refused(401, "session_ended");
      get(port, "/v1/me", Client.stranger()).refused(429, "rate_limited");
      get(port, "/health/live", Client.stranger()).is(200);
    }
  }

  @Test
  void whileRedisIsAwayNobodyIsRefused() throws Exception {
    var own = OwnRedis.start();
    try (var redis = new Redis(own.url());
        var api = TestServer.limited(0, redis, new Rates(1, 1, 1))) {
      int port = api.start();
      get(port, "/v1/me", organisation.boss()).is(200);
      get(port, "/v1/me", organisation.boss()).refused(429, "rate_limited");

      own.stop();

      var answer = get(port, "/v1/me", organisation.boss()).is(200);
      assertThat(answer.headers().firstValue("RateLimit-Limit")).isEmpty();
    } finally {
      own.stop();
    }
  }

  private Answer get(int port, String path, Client client)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("X-Forwarded-For", place);
    client.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(answer.statusCode(), answer.headers(), answer.body());
  }
}
