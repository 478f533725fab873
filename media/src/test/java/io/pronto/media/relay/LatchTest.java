package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.Origin;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may take the place of a peer behind its NAT, before it speaks and when it is missed. */
class LatchTest {
  private static final InetSocketAddress ANNOUNCED = at("192.168.1.7", 4_000);
  private static final InetSocketAddress NAT = at("192.0.2.1", 20_000);
  private static final InetSocketAddress SCANNER = at("203.0.113.66", 9_999);
  private static final InetSocketAddress POOL = at("192.0.2.200", 30_000);
  private static final long FRAME = Duration.ofMillis(20).toNanos();

  private final Latch latch = new Latch();
  private long now = 1_000_000_000L;

  @BeforeEach
  void announce() {
    latch.heed(Optional.of(new Origin(NAT.getAddress())), false);
    latch.announce(ANNOUNCED);
  }

  @Test
  void whoIsMissedIsSoughtAtItsOwnHostsAlone() {
    lockBehindItsNat();
    latch.reopen();

    assertThat(latch.admits(at("192.0.2.1", 20_002))).isTrue();
    assertThat(latch.admits(at("192.168.1.7", 4_002))).isTrue();
    assertThat(isAdmittedInTime(SCANNER, 500)).isFalse();
  }

  @Test
  void theHostThatSignallingCameFromMayForThreeSecondsAndNobodyElse() {
    lockBehindItsNat();
    var moved = at("198.51.100.9", 30_000);
    latch.reopen();
    latch.vouch(moved.getAddress(), now);

    latch.tick(now + Duration.ofMillis(2_900).toNanos());
    assertThat(latch.admits(moved)).isTrue();
    assertThat(latch.admits(SCANNER)).isFalse();

    latch.tick(now + Duration.ofSeconds(3).toNanos());
    assertThat(latch.admits(moved)).isFalse();
    assertThat(latch.admits(NAT)).isTrue();
  }

  @Test
  void whereItWasLockedIsKnownStillWhenItNamesAnotherAddress() {
    lockBehindItsNat();
    latch.heed(Optional.empty(), false);
    latch.announce(at("192.168.1.7", 4_010));
    latch.reopen();

    assertThat(latch.admits(at("192.0.2.1", 20_004))).isTrue();
    assertThat(latch.admits(SCANNER)).isFalse();
  }

  @Test
  void aBurstDoesNotProveAHost() {
    for (int i = 0; i < 10 * Latch.WINDOW; i++) {
      latch.admit(NAT, now);
    }
    latch.heed(Optional.empty(), false);
    latch.reopen();

    assertThat(latch.admits(at("192.0.2.1", 20_004))).isFalse();
  }

  @Test
  void whoStandsBetterDisplacesWhoStandsWorseAndNeverTheOtherWayRound() {
    assertThat(isAdmittedInTime(POOL, 500)).isTrue();
    speak(POOL);
    assertThat(latch.admits(SCANNER)).isFalse();
    assertThat(latch.admits(NAT)).isTrue();
    speak(NAT);
    assertThat(latch.admits(POOL)).isFalse();
    assertThat(latch.admits(at("192.0.2.1", 20_002))).isFalse();
    assertThat(latch.admits(ANNOUNCED)).isTrue();
    speak(ANNOUNCED);

    assertThat(latch.admits(NAT)).isFalse();
    assertThat(isAdmittedInTime(POOL, 500)).isFalse();
  }

  @Test
  void whoWasDisplacedIsNoHostOfThePeerAfterwards() {
    assertThat(isAdmittedInTime(SCANNER, 500)).isTrue();
    speak(SCANNER);
    latch.admit(NAT, now);
    latch.reopen();

    assertThat(latch.admits(SCANNER)).isFalse();
  }

  @Test
  void whoIsMissedFromTheBeginningMayStillBeElsewhere() {
    latch.reopen();

    assertThat(isAdmittedInTime(POOL, 500)).isTrue();
  }

  @Test
  void twoStrangersAtOnceAreBothRefused() {
    for (int i = 0; i < 500; i++, now += FRAME) {
      assertThat(latch.admits(SCANNER, now)).isFalse();
      assertThat(latch.admits(POOL, now)).isFalse();
    }
  }

  @Test
  void whoHasSeveralHostsIsHeardFromAnyOfThemInTimeAndGivesWayToTheOneItNames() {
    latch.heed(Optional.of(new Origin(ANNOUNCED.getAddress())), false);
    assertThat(latch.admits(POOL, now)).isFalse();
    assertThat(isAdmittedInTime(POOL, 500)).isTrue();
    speak(POOL);
    assertThat(latch.admits(ANNOUNCED)).isTrue();
  }

  @Test
  void packetsThatProveThemselvesMayComeFromAnywhereUntilTheyDo() {
    latch.heed(Optional.empty(), true);

    assertThat(latch.admits(SCANNER, now)).isTrue();
    speak(SCANNER);
    assertThat(latch.admits(ANNOUNCED)).isFalse();
    latch.reopen();
    assertThat(latch.admits(POOL)).isTrue();
  }

  private void lockBehindItsNat() {
    assertThat(latch.admits(NAT)).isTrue();
    speak(NAT);
    assertThat(latch.admits(SCANNER)).isFalse();
  }

  /** As much as shows that a host is the peer's. */
  private void speak(InetSocketAddress source) {
    for (int i = 0; i < Latch.WINDOW; i++, now += FRAME) {
      latch.admit(source, now);
    }
  }

  /** Whether {@code source} is heard when it has sent {@code packets} of 20 ms. */
  private boolean isAdmittedInTime(InetSocketAddress source, int packets) {
    long began = now;
    for (int i = 0; i < packets; i++, now += FRAME) {
      if (latch.admits(source, now)) {
        assertThat(now - began).isGreaterThanOrEqualTo(Latch.PATIENCE_NANOS);
        return true;
      }
    }
    return false;
  }

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(host, port);
  }
}
