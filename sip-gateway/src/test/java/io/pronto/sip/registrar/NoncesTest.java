package io.pronto.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NoncesTest {
  private static final String REALM = "acme.pronto.local";

  private final Nonces nonces = new Nonces(Duration.ofMinutes(5));

  @Property(tries = 200)
  void noCountIsTakenTwice(
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 150) Integer> counts) {
    var nonce = nonces.next(REALM);
    var taken = new HashSet<Integer>();

    for (int count : counts) {
      if (nonces.take(nonce, REALM, count)) {
        assertThat(taken.add(count)).isTrue();
      }
    }
  }

  @Property(tries = 200)
  void whatIsOvertakenByLessThan64IsStillTaken(@ForAll @IntRange(min = 1, max = 63) int behind) {
    var nonce = nonces.next(REALM);

    assertThat(nonces.take(nonce, REALM, 1_000)).isTrue();
    assertThat(nonces.take(nonce, REALM, 1_000 - behind)).isTrue();
    assertThat(nonces.take(nonce, REALM, 1_000 - behind)).isFalse();
    assertThat(nonces.take(nonce, REALM, 1_000 - 64)).isFalse();
  }

  @Property(tries = 500)
  void whatWeDidNotMakeIsNotTaken(@ForAll String text) {
    assertThat(nonces.take(text, REALM, 1)).isFalse();
  }

  @Test
  void aNonceIsForOneRealmAndOneServer() {
    var nonce = nonces.next(REALM);

    assertThat(nonces.take(nonce, "other.pronto.local", 1)).isFalse();
    assertThat(new Nonces(Duration.ofMinutes(5)).take(nonce, REALM, 1)).isFalse();
    assertThat(nonces.take(nonce, REALM, 0)).isFalse();
    assertThat(nonces.take(nonce, REALM, 1)).isTrue();
  }
}
