package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may take the place of a peer that was locked behind its NAT and is missed. */
class LatchTest {
  private static final InetSocketAddress ANNOUNCED = at("192.168.1.7", 4_000);
  private static final InetSocketAddress NAT = at("192.0.2.1", 20_000);
  private static final InetSocketAddress SCANNER = at("203.0.113.66", 9_999);
  private static final long NOW = 1_000_000_000L;

  private final Latch latch = new Latch();

  @BeforeEach
  void lockBehindItsNat() {
    latch.announce(ANNOUNCED);
    for (int i = 0; i < Latch.WINDOW; i++) {
      assertThat(latch.admits(NAT)).isTrue();
      latch.admit(NAT);
    }
    assertThat(latch.admits(SCANNER)).isFalse();
  }

  @Test
  void onlyItsOwnHostsMayShowIt() {
    latch.reopen(false);

    assertThat(latch.admits(at("192.0.2.1", 20_002))).isTrue();
    assertThat(latch.admits(at("192.168.1.7", 4_002))).isTrue();
    assertThat(latch.admits(SCANNER)).isFalse();
  }

  @Test
  void theHostThatSignallingCameFromMayForThreeSecondsAndNobodyElse() {
    var moved = at("198.51.100.9", 30_000);
    latch.reopen(false);
    latch.vouch(moved.getAddress(), NOW);

    latch.tick(NOW + Duration.ofMillis(2_900).toNanos());
    assertThat(latch.admits(moved)).isTrue();
    assertThat(latch.admits(SCANNER)).isFalse();

    latch.tick(NOW + Duration.ofSeconds(3).toNanos());
    assertThat(latch.admits(moved)).isFalse();
    assertThat(latch.admits(NAT)).isTrue();
  }

  @Test
  void whereItWasLockedIsKnownStillWhenItNamesAnotherAddress() {
    latch.announce(at("192.168.1.7", 4_010));
    latch.reopen(false);

    assertThat(latch.admits(at("192.0.2.1", 20_004))).isTrue();
    assertThat(latch.admits(SCANNER)).isFalse();
  }

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(host, port);
  }
}
