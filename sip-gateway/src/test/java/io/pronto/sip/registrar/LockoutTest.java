package io.pronto.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.device.AddressOfRecord;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LockoutTest {
  private final Lockout lockout = new Lockout(3, Duration.ofMinutes(1), Duration.ofMinutes(1));
  private final AddressOfRecord alice = new AddressOfRecord("alice", "one.example");
  private final AddressOfRecord bob = new AddressOfRecord("bob", "one.example");

  @Test
  void whoGuessesIsLockedOutAndNobodyElseIs() {
    for (int i = 0; i < 3; i++) {
      lockout.failed(alice, source(1));
    }

    assertThat(lockout.isLocked(alice, source(1))).isTrue();
    assertThat(lockout.isLocked(alice, source(2))).isFalse();
    assertThat(lockout.isLocked(bob, source(1))).isFalse();
  }

  @Test
  void anAccountGuessedAtFromManyPlacesIsOpenOnlyToWhereItWasUsed() {
    lockout.passed(alice, source(200));
    for (int i = 0; i < 30; i++) {
      lockout.failed(alice, source(i));
    }

    assertThat(lockout.isLocked(alice, source(200))).isFalse();
    assertThat(lockout.isLocked(alice, source(201))).isTrue();
    assertThat(lockout.isLocked(bob, source(201))).isFalse();
  }

  private static InetAddress source(int n) {
    return InetAddress.ofLiteral("192.0.2." + n);
  }
}
