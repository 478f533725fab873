package io.pronto.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.api.sso.SingleSignOnSettings;
import io.pronto.core.Ground;
import io.pronto.core.db.Database;
import io.pronto.core.live.RateLimits;
import io.pronto.core.seal.MasterKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseAwayTest {
  @Test
  void whileTheDatabaseIsAwayARequestIsToBeTriedAgain() throws Exception {
    try (var away = new Database(Ground.vertx(), "postgresql://nobody:x@127.0.0.1:1/none");
        var api = new Api(Ground.vertx(), Conformity.CONTRACT, services(away), "127.0.0.1", 0)) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.start() + "/v1/me"))
              .header("Authorization", "Bearer x")
              .build();

      var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());

      var read = new Answer(answer.statusCode(), answer.headers(), answer.body());
      read.refused(503, "unavailable");
      assertThat(read.header("Retry-After")).isEqualTo("5");
    }
  }

  private static Services services(Database database) {
    return new Services(
        database,
        MasterKey.of(Ground.secretsKey()),
        TestRecordings.KEYS,
        TestServer.REDIS,
        new RateLimits(TestServer.REDIS, RateLimits.Rates.NONE),
        Optional.empty(),
        TestServer.DOMAIN,
        TestServer.REGISTRATIONS,
        TestServer.CALLS,
        (_, _, _) -> false,
        TestServer.OUTBOX,
        TestServer.RATES,
        TestServer.LEAST_COST,
        TestRecordings.STORE,
        TestServer.STREAM_DESTINATIONS,
        new NoEncoders(),
        Optional.empty(),
        new SingleSignOnSettings(
            () -> URI.create("http://127.0.0.1"), true, Optional.of(TestServer.DNS.address())),
        new SimpleMeterRegistry(),
        () -> "",
        List.of(),
        Map.of());
  }
}
