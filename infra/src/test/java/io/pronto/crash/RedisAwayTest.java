package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import io.pronto.core.live.OwnRedis;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis is gone for a minute in the middle of calls, and comes back with what it kept. */
class RedisAwayTest {
  private static final int A_MINUTE = 60_000;
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path data;
  @TempDir Path stores;

  @Test
  void callsGoOnKnownBindingsRingAndRegistrationsArePutOffUntilItIsBack() {
    var redis = OwnRedis.keeping(stores);
    try (var node = new Node(data).with("PRONTO_REDIS_URL", redis.url()).start();
        var firm = Firm.at(node, 2)) {
      var here = firm.desks().get(0);
      var there = firm.desks().get(1);
      var unknown = firm.employ();
      var running = firm.talk(here).begin().awaitHeard(500);
      assertThat(data.resolve("redis")).doesNotExist();

      redis.stop();

      running.awaitMore(A_MINUTE);
      var begunMeanwhile = firm.talk(there).begin().awaitHeard(500);
      var refusal = firm.carrier().call(unknown.number()).awaitRefused();
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.find("Retry-After")).isPresent();
      var putOff = there.phone().tryToRegister(HOUR);
      assertThat(putOff.status()).isEqualTo(503);
      assertThat(putOff.find("Retry-After")).isPresent();
      running.end();
      firm.await("/v1/cdrs", 2);

      redis.startAgain();

      Waiting.until("a phone registers", () -> there.phone().tryToRegister(HOUR).status() == 200);
      firm.await("/v1/calls", 1);
      begunMeanwhile.end();
      firm.talk(here).begin().awaitHeard(500).end();
      Waiting.until("no call is live", () -> firm.list("/v1/calls").isEmpty());
      assertThat(firm.list("/v1/registrations")).hasSize(2);
      assertThat(firm.await("/v1/cdrs", 4)).hasSize(4);
      assertThat(firm.await("/v1/recordings", 3)).hasSize(3).allSatisfy(firm::opens);
      assertThat(node.log()).doesNotContain("ERROR");
    } finally {
      redis.stop();
    }
  }
}
