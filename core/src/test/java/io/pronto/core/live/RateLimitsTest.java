package io.pronto.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.live.RateLimits.Rates;
import io.pronto.core.live.RateLimits.Standing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final Redis REDIS = new Redis(Ground.redisUrl());

  private final String token = Id.next("token");
  private final String address = address();

  @AfterAll
  static void close() {
    REDIS.close();
  }

  @Test
  void asManyPassAtOnceAsTheLimitOfAMinuteAndNoMore() {
    var limits = new RateLimits(REDIS, new Rates(5, 0, 0));

    var five = IntStream.range(0, 5).mapToObj(_ -> session(limits)).toList();
    var sixth = session(limits);

    assertThat(five).allMatch(Standing::passes);
    assertThat(five).extracting(Standing::remaining).containsExactly(4, 3, 2, 1, 0);
    assertThat(five.getLast().whole()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
    assertThat(sixth.passes()).isFalse();
    assertThat(sixth.limit()).isEqualTo(5);
    assertThat(sixth.retry()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(12));
  }

  @Test
  void onePassesAgainWhenItsShareOfAMinuteIsOver() {
    var limits = new RateLimits(REDIS, new Rates(600, 0, 0));
    for (int i = 0; i < 600; i++) {
      session(limits);
    }

    Waiting.until("a tenth of a second is over", () -> session(limits).passes());

    assertThat(session(limits).remaining()).isLessThan(10);
  }

  @Test
  void twoSessionsFromOneAddressCountEachForItselfAndTogetherForTheAddress() {
    var limits = new RateLimits(REDIS, new Rates(2, 2, 3));

    assertThat(limits.session(address, token).orElseThrow().remaining()).isEqualTo(1);
    assertThat(limits.key(address, token).orElseThrow().remaining()).isEqualTo(1);
    assertThat(limits.session(address, token).orElseThrow().remaining()).isZero();
    var third = limits.key(address, token).orElseThrow();

    assertThat(third.passes()).isFalse();
    assertThat(third.limit()).isEqualTo(3);
  }

  @Test
  void whatOneLimitRefusesCostsTheOtherNothing() {
    var limits = new RateLimits(REDIS, new Rates(1, 0, 3));
    limits.session(address, token);
    limits.session(address, token);
    limits.session(address, token);

    assertThat(limits.stranger(address).orElseThrow().remaining()).isEqualTo(1);
  }

  @Test
  void sixtyFourBitsOfIpv6AreOneAddress() {
    var limits = new RateLimits(REDIS, new Rates(0, 0, 1));
    var network = "2001:db8:%x:%x".formatted(random(), random());

    assertThat(limits.stranger(network + "::1").orElseThrow().passes()).isTrue();
    assertThat(limits.stranger(network + ":ffff::2%eth0").orElseThrow().passes()).isFalse();
  }

  @Test
  void manyAtOnceAreNoMoreThanTheLimit() throws Exception {
    var limits = new RateLimits(REDIS, new Rates(50, 0, 0));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> one = () -> session(limits).passes();
      var answers = threads.invokeAll(IntStream.range(0, 80).mapToObj(_ -> one).toList());
      assertThat(answers.stream().filter(RateLimitsTest::passed).count()).isBetween(50L, 52L);
    }
  }

  @Test
  void theLargestLimitThatCanBeSetIsCountedExactly() {
    var limits = new RateLimits(REDIS, new Rates(1_000_000, 0, 0));

    assertThat(session(limits).remaining()).isEqualTo(999_999);
  }

  @Test
  void nothingIsLimitedWhereTheLimitsAreNought() {
    assertThat(new RateLimits(REDIS, Rates.NONE).session(address, token)).isEmpty();
  }

  @Test
  void noKeyOutlivesTheMinuteForWhichItCounts() {
    new RateLimits(REDIS, new Rates(5, 0, 1000)).session(address, token);

    var keys = REDIS.ask(redis -> redis.keys("limit:*"));

    assertThat(keys).isNotEmpty();
    assertThat(keys)
        .allSatisfy(key -> assertThat(lifeMillis(key)).isBetween(-2L, 60_000L))
        .noneMatch(key -> key.contains(token));
  }

  @Test
  void whileRedisIsAwayEverybodyPasses() {
    var own = OwnRedis.start();
    try (var redis = new Redis(own.url())) {
      var limits = new RateLimits(redis, new Rates(1, 1, 1));
      assertThat(session(limits).passes()).isTrue();
      assertThat(session(limits).passes()).isFalse();

      own.stop();

      for (var i : List.of(1, 2, 3)) {
        assertThat(limits.session(address, token)).as("request %d", i).isEmpty();
      }
    } finally {
      own.stop();
    }
  }

  private static long lifeMillis(String key) {
    return REDIS.ask(redis -> redis.pttl(key));
  }

  private Standing session(RateLimits limits) {
    return limits.session(address, token).orElseThrow();
  }

  private static boolean passed(Future<Boolean> answer) {
    return answer.resultNow();
  }

  private static String address() {
    return "10.%d.%d.%d".formatted(random() % 256, random() % 256, random() % 256);
  }

  private static int random() {
    return ThreadLocalRandom.current().nextInt(0x10000);
  }
}
