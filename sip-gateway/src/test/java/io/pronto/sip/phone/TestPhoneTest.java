package io.pronto.sip.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two phones without a server between them: what is wrong here is the phone, not Pronto. */
class TestPhoneTest {
  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final TestPhone bob = TestPhone.carrier(new InetSocketAddress(loopback, 9), loopback);
  private final TestPhone alice = TestPhone.carrier(bob.address(), loopback);

  @AfterEach
  void close() {
    alice.close();
    bob.close();
  }

  @Test
  void twoPhonesHearEachOther() {
    var outgoing = alice.call("bob");
    var incoming = bob.awaitCall().ring().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    outgoing.say(Sound.tone(440, 1_000));
    incoming.say(Sound.tone(1_000, 1_000));

    assertThat(incoming.awaitHeard(900).share(440)).isGreaterThan(0.5);
    assertThat(outgoing.awaitHeard(900).share(1_000)).isGreaterThan(0.5);
    outgoing.hangUp();
    incoming.awaitEnded();
  }

  @Test
  void aPhoneOnHoldHearsNothing() {
    var outgoing = alice.call("bob");
    var incoming = bob.awaitCall().answer();
    outgoing.awaitAnswered();
    outgoing.awaitHeard(100);

    outgoing.hold();
    incoming.forget();
    incoming.hold();
    incoming.resume();

    assertThat(incoming.packetsHeard()).isZero();
    outgoing.resume();
    incoming.awaitHeard(100);
    incoming.hangUp();
    outgoing.awaitEnded();
  }

  @Test
  void aCallGivenUpIsTerminated() {
    var outgoing = alice.call("bob");
    var incoming = bob.awaitCall().ring();
    outgoing.awaitStatus(180);

    outgoing.cancel();

    assertThat(incoming.awaitEnded().method()).isEqualTo("CANCEL");
    assertThat(outgoing.awaitRefused().status()).isEqualTo(487);
  }

  @Test
  void aLateOfferIsAnsweredInTheAck() {
    var outgoing = alice.call(Invite.to("bob").withoutOffer());
    var incoming = bob.awaitCall().answer();
    outgoing.awaitAnswered();
    incoming.awaitAnswered();

    outgoing.say(Sound.tone(440, 500));

    assertThat(incoming.awaitHeard(400).share(440)).isGreaterThan(0.5);
  }
}
