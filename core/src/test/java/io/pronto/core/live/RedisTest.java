package io.pronto.core.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisTest {
  private final OwnRedis server = OwnRedis.start();
  private final Redis redis = new Redis(server.url());

  @AfterEach
  void close() {
    redis.close();
    server.stop();
  }

  @Test
  void whoAsksWhileItIsAwayIsToldAtOnce() {
    assertThat(redis.reachable()).isTrue();

    server.stop();

    assertThat(redis.reachable()).isFalse();
    assertThatThrownBy(() -> redis.ask(commands -> commands.get("a")))
        .isInstanceOf(RedisUnavailable.class);
  }

  @Test
  void itIsMendedByItselfAndLearnsItsScriptsAgain() {
    var script = new Script("return redis.call('INCRBY', KEYS[1], ARGV[1])");
    assertThat(this.<Long>run(script)).isEqualTo(2);

    server.stop();
    server.startAgain();

    await(redis::reachable);
    assertThat(this.<Long>run(script)).isPositive();
  }

  @Test
  void nobodyAtTheAddressIsSaidAtTheStart() {
    server.stop();

    assertThatThrownBy(() -> new Redis(server.url())).isInstanceOf(RedisUnavailable.class);
  }

  @Test
  void whoAsksOneThatHangsIsToldAtOnceWhenSomebodyHasWaited() throws Exception {
    var info = redis.<String>ask(commands -> commands.info("server"));
    var pid = info.lines().filter(line -> line.startsWith("process_id:")).findFirst().orElseThrow();
    signal("STOP", pid.substring("process_id:".length()));
    try {
      var waited = timeInVain();
      assertThat(timeInVain()).isLessThan(waited.dividedBy(4));
    } finally {
      signal("CONT", pid.substring("process_id:".length()));
    }

    await(redis::reachable);
    assertThat(redis.<String>ask(commands -> commands.set("a", "b"))).isEqualTo("OK");
  }

  private Duration timeInVain() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> redis.ask(commands -> commands.get("a")))
        .isInstanceOf(RedisUnavailable.class);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void signal(String signal, String pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  private <T> T run(Script script) {
    return redis.run(script, ScriptOutputType.INTEGER, List.of("counter"), "2");
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 30 s").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
