package io.pronto.core.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final Redis REDIS = new Redis(Ground.redisUrl());

  private final String at = Id.next("test");
  private final Attempts attempts = new Attempts(REDIS, at);
  private final String account = Id.next("usr");
  private String network;

  @AfterAll
  static void close() {
    REDIS.close();
  }

  @BeforeEach
  void chooseANetwork() {
    network = "2001:db8:0:%x".formatted(ThreadLocalRandom.current().nextInt(0x10000));
  }

  @Test
  void tenForOneAccountShutItsPlaceOutOnEveryNodeAndNobodyElsewhere() {
    var another = new Attempts(REDIS, at);
    for (int i = 0; i < Attempts.MOST_FOR_ACCOUNT; i++) {
      assertThat((i % 2 == 0 ? attempts : another).begin(network + "::" + i, account)).isTrue();
    }

    assertThat(attempts.begin(network + "::1", account)).isFalse();
    assertThat(another.begin(network + ":abcd::1", account.toLowerCase())).isFalse();
    assertThat(attempts.begin("192.0.2.1", account)).isTrue();
    assertThat(attempts.begin(network + "::1", Id.next("usr"))).isTrue();
  }

  @Test
  void aHundredForManyAccountsShutTheirPlaceOut() {
    for (int i = 0; i < Attempts.MOST_FROM_PLACE; i++) {
      assertThat(attempts.begin(network + "::1", Id.next("usr"))).isTrue();
    }

    assertThat(attempts.begin(network + "::1", account)).isFalse();
  }

  @Test
  void oneThatSucceededDoesAwayWithThoseForItsAccountBeforeIt() {
    for (int i = 0; i < Attempts.MOST_FOR_ACCOUNT; i++) {
      attempts.begin(network + "::1", account);
    }

    attempts.succeeded(network + "::1", account);

    for (int i = 0; i < Attempts.MOST_FOR_ACCOUNT; i++) {
      assertThat(attempts.begin(network + "::1", account)).isTrue();
    }
  }

  @Test
  void oneThatIsTakenBackDoesNotCount() {
    for (int i = 0; i < 3 * Attempts.MOST_FROM_PLACE; i++) {
      assertThat(attempts.begin(network + "::1", account)).isTrue();
      attempts.takeBack(network + "::1", account);
    }
  }

  @Test
  void whileRedisIsAwayTheyAreCountedAllTheSame() {
    var own = OwnRedis.start();
    try (var redis = new Redis(own.url())) {
      var alone = new Attempts(redis, at);
      own.stop();
      for (int i = 0; i < Attempts.MOST_FOR_ACCOUNT; i++) {
        assertThat(alone.begin(network + "::1", account)).isTrue();
      }

      assertThat(alone.begin(network + "::2", account)).isFalse();
      alone.succeeded(network + "::1", account);
      assertThat(alone.begin(network + "::2", account)).isTrue();
    } finally {
      own.stop();
    }
  }

  @Test
  void aPlaceThatIsEverybodysShutsNobodyOut() {
    var shared = Attempts.fromSharedPlaces(REDIS, at + "-shared");
    for (int i = 0; i < 2 * Attempts.MOST_FROM_PLACE; i++) {
      assertThat(shared.begin("192.0.2.1", "account " + i)).isTrue();
    }
    for (int i = 0; i < Attempts.MOST_FOR_ACCOUNT; i++) {
      assertThat(shared.begin("192.0.2.1", "one account")).isTrue();
    }
    assertThat(shared.begin("192.0.2.1", "one account")).isFalse();
  }
}
