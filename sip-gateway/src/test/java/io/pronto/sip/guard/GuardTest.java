package io.pronto.sip.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.live.Bans;
import io.pronto.core.live.Redis;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Who is heard, and who is not. */
class GuardTest {
  private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.9");

  private final Guard guard = new Guard(new SimpleMeterRegistry());

  @Test
  void aChallengeIsNoFailure() {
    for (int i = 0; i < 500; i++) {
      guard.challenged(STRANGER, "phone" + i % 20);
      guard.proven(STRANGER, "phone" + i % 20);
      guard.challenged(STRANGER, "wrong password 1");
    }

    assertThat(guard.admits(STRANGER)).isTrue();
  }

  @Test
  void whoAnswersNoChallengeOfHundredsOfNamesIsBanned() {
    for (int i = 0; i < 700; i++) {
      guard.challenged(STRANGER, "name" + i);
    }

    assertThat(guard.admits(STRANGER)).isFalse();
  }

  @Test
  void aScannerThatSaysSoIsDroppedAndSoonBanned() {
    assertThat(guard.isScanner(STRANGER, "friendly-scanner")).isTrue();
    assertThat(guard.admits(STRANGER)).isTrue();
    for (int i = 0; i < 9; i++) {
      guard.isScanner(STRANGER, "sipcli/v1.8");
    }

    assertThat(guard.admits(STRANGER)).isFalse();
    assertThat(guard.isScanner(STRANGER, "Yealink SIP-T54W 96.86.0.20")).isFalse();
    assertThat(guard.isScanner(STRANGER, "")).isFalse();
  }

  @Test
  void aFloodIsDroppedBeforeItIsParsedAndAFriendIsHeardAllTheSame() {
    var friend = InetAddress.ofLiteral("203.0.113.10");
    guard.spare(friend::equals);
    int heard = 0;
    int heardOfFriend = 0;
    for (int i = 0; i < 20_000; i++) {
      heard += guard.admits(STRANGER) ? 1 : 0;
      heardOfFriend += guard.admits(friend) ? 1 : 0;
    }

    assertThat(heard).isBetween(5_000, 10_000);
    assertThat(heardOfFriend).isEqualTo(20_000);
  }

  @Test
  void whoComesBackIsBannedForLonger() {
    var bans = new ArrayList<Guard.Banned>();
    guard.announce(bans::add);

    for (int time = 0; time < 6; time++) {
      for (int i = 0; i < 100; i++) {
        guard.failed(STRANGER, "A wrong password");
      }
    }

    assertThat(bans)
        .extracting(Guard.Banned::length)
        .containsExactly(
            Duration.ofMinutes(5),
            Duration.ofMinutes(20),
            Duration.ofMinutes(80),
            Duration.ofMinutes(320),
            Duration.ofMinutes(1_280),
            Duration.ofDays(1));
    guard.lift(STRANGER);
    assertThat(guard.admits(STRANGER)).isTrue();
  }

  @Test
  void aBanHoldsOnAllNodesUntilItIsLiftedAndNeverForAFriend() {
    var source = InetAddress.ofLiteral("203.0.113.77");
    var other = new Guard(new SimpleMeterRegistry());
    var friend = new Guard(new SimpleMeterRegistry());
    friend.spare(source::equals);
    try (var redis = new Redis(Ground.redisUrl())) {
      var bans = new Bans(redis);
      new SharedBans(guard, bans, "one").start();
      new SharedBans(other, bans, "two").start();
      new SharedBans(friend, bans, "three").start();

      for (int i = 0; i < 100; i++) {
        guard.failed(source, "A wrong password");
      }

      Waiting.until("it is banned elsewhere", () -> !other.admits(source));
      assertThat(friend.admits(source)).isTrue();
      assertThat(bans.find(source).orElseThrow().reason()).isEqualTo("A wrong password");
      var late = new Guard(new SimpleMeterRegistry());
      new SharedBans(late, bans, "four").start();
      Waiting.until("who starts later knows", () -> !late.admits(source));

      assertThat(bans.lift(source)).isTrue();
      Waiting.until("it is heard again", () -> other.admits(source) && guard.admits(source));
    }
  }
}
