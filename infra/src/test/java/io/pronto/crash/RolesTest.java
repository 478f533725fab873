package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.OwnPostgres;
import io.pronto.core.Waiting;
import io.pronto.core.live.OwnRedis;
import io.pronto.core.seal.MasterKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process has the calls, another answers over HTTP; they share the database and Redis. */
class RolesTest {
  @TempDir Path stores;
  @TempDir Path callsData;
  @TempDir Path apiData;

  @Test
  void aCallIsSeenAndHungUpThroughANodeThatHasNoCallsOfItsOwn() {
    var redis = OwnRedis.start();
    var key = MasterKey.generate();
    try (var postgres = OwnPostgres.start(stores);
        var calls = node(callsData, postgres, redis, key, "signalling,media").start();
        var api = node(apiData, postgres, redis, key, "api").start();
        var firm = Firm.at(calls, api, 1)) {
      var talk = firm.talk(firm.desks().getFirst()).begin().awaitHeard(500);
      var call = firm.await("/v1/calls", 1).getFirst().getString("id");

      firm.api().delete("/v1/calls/" + call);

      talk.caller().awaitEnded();
      talk.called().awaitEnded();
      assertThat(firm.await("/v1/cdrs", 1).getFirst().getString("cause"))
          .isEqualTo("ended_by_control");
      Waiting.until("no call is live", () -> firm.list("/v1/calls").isEmpty());
    } finally {
      redis.stop();
    }
  }

  private static Node node(
      Path data, OwnPostgres postgres, OwnRedis redis, String key, String roles) {
    return new Node(data)
        .with("PRONTO_DATABASE_URL", postgres.url())
        .with("PRONTO_REDIS_URL", redis.url())
        .with("PRONTO_SECRETS_KEY", key)
        .with("PRONTO_ROLES", roles);
  }
}
