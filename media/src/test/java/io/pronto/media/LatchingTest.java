package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.relay.Settled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatchingTest {
  private static final int WINDOW = 25;
  private static final byte[] BYE = {(byte) 0x80, (byte) 203, 0, 1, 0, 0, 0, 7};

  private Relay relay;
  private Peer alice;
  private Peer bob;
  private Peer mallory;
  private Endpoint a;
  private Endpoint b;

  @BeforeEach
  void call() throws IOException {
    relay = new Relay();
    alice = new Peer();
    bob = new Peer();
    mallory = new Peer();
    a = relay.open(alice);
    b = relay.open(bob);
    relay.service.bridge(a, b);
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    mallory.close();
    relay.close();
  }

  @Test
  void aPeerBehindANatIsHeardAndAnsweredWhereItsPacketsComeFrom() throws IOException {
    moveElsewhere();

    for (int i = 0; i < 2 * WINDOW; i++) {
      alice.reaches(a, bob);
      bob.reaches(b, alice);
    }

    assertThat(a.statistics().strangers()).isZero();
  }

  @Test
  void aStrangerIsDroppedAndCountedOnceThePeerHasSpoken() throws IOException {
    alice.reaches(a, bob);

    for (int i = 0; i < 2 * WINDOW; i++) {
      mallory.say(a);
    }
    Relay.await("all counted", () -> a.statistics().strangers() == 2 * WINDOW);

    alice.reaches(a, bob);
    bob.reaches(b, alice);
  }

  @Test
  void aStrangerIsDroppedOnceAPeerBehindANatHasSpoken() throws IOException {
    moveElsewhere();
    alice.reaches(a, bob);

    mallory.say(a);
    Relay.await("counted", () -> a.statistics().strangers() == 1);

    alice.reaches(a, bob);
    bob.reaches(b, alice);
  }

  @Test
  void thePeerWhereItsSdpSaysDisplacesWhoeverSpokeFirst() throws IOException {
    for (int i = 0; i < WINDOW - 1; i++) {
      mallory.reaches(a, bob);
    }

    alice.reaches(a, bob);
    bob.reaches(b, alice);
    mallory.say(a);
    Relay.await("counted", () -> a.statistics().strangers() == 1);
    alice.reaches(a, bob);
  }

  @Test
  void thePeerWhereItsSdpSaysDisplacesWhoeverSpokeFirstHoweverLong() throws Exception {
    for (int i = 0; i < 2 * WINDOW; i++) {
      mallory.reaches(a, bob);
      Thread.sleep(20);
    }

    alice.reaches(a, bob);
    bob.reaches(b, alice);
    mallory.say(a);
    Relay.await("counted", () -> a.statistics().strangers() == 1);
    alice.reaches(a, bob);
    bob.reaches(b, alice);
  }

  @Test
  void aStrangerOfAnotherHostIsNotHeardHoweverEarly() throws IOException {
    try (var far = new Peer(Relay.resolve("127.0.0.66"))) {
      for (int i = 0; i < 2 * WINDOW; i++) {
        far.say(a);
      }
      Relay.await("all counted", () -> a.statistics().strangers() == 2 * WINDOW);

      bob.reaches(b, alice);
      alice.reaches(a, bob);
    }
  }

  @Test
  void aPhoneBehindANatIsFoundAtTheHostOfItsSignallingWhoeverSpokeFirst() throws IOException {
    try (var phone = new Peer(Relay.resolve("127.0.0.2"));
        var far = new Peer(Relay.resolve("127.0.0.66"))) {
      expect(elsewhere().from(new Origin(phone.address().getAddress())));
      for (int i = 0; i < 2 * WINDOW; i++) {
        far.say(a);
      }
      Relay.await("all counted", () -> a.statistics().strangers() == 2 * WINDOW);

      phone.reaches(a, bob);
      bob.reaches(b, phone);
      far.say(a);
      Relay.await("counted", () -> a.statistics().strangers() == 2 * WINDOW + 1);
      bob.reaches(b, phone);
    }
  }

  @Test
  void aPhoneOfNeitherHostIsTakenWhenNobodyElseHasSpokenForThreeSecondsUntilOneOfThemDoes()
      throws Exception {
    try (var phone = new Peer(Relay.resolve("127.0.0.2"));
        var far = new Peer(Relay.resolve("127.0.0.3"))) {
      expect(elsewhere().from(new Origin(phone.address().getAddress())));
      long began = System.nanoTime();
      while (a.statistics().packetsReceived() == 0) {
        far.say(a);
        Thread.sleep(20);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(10));
      bob.hear();
      bob.reaches(b, far);

      phone.reaches(a, bob);
      bob.reaches(b, phone);
    }
  }

  @Test
  void whoCameFirstHearsNoReportsOnceThePeerHasSpoken() throws IOException {
    mallory.reaches(a, bob);
    mallory.control(a, BYE);
    assertThat(bob.hearControl()).isEqualTo(BYE);

    alice.reaches(a, bob);
    bob.reaches(b, alice);
    bob.control(b, BYE);

    assertThat(alice.hearControl()).isEqualTo(BYE);
    alice.control(a, BYE);
    assertThat(bob.hearControl()).isEqualTo(BYE);
    mallory.control(a, BYE);
    Relay.await("counted", () -> a.statistics().strangers() == 1);
  }

  @Test
  void whatIsNotRtpDoesNotMoveThePeer() throws IOException {
    mallory.say(a, new byte[40]);
    Relay.await("counted", () -> a.statistics().malformed() == 1);

    bob.reaches(b, alice);
  }

  @Test
  void aNewAddressInTheSdpMovesThePeer() throws IOException {
    alice.reaches(a, bob);
    try (var desk = new Peer()) {
      a.expect(desk.remote());

      bob.reaches(b, desk);
      desk.reaches(a, bob);
      alice.say(a);
      Relay.await("counted", () -> a.statistics().strangers() == 1);
      desk.reaches(a, bob);
    }
  }

  @Test
  void aNewAddressIsLatchedAnewWhenItIsBehindANatToo() throws IOException {
    alice.reaches(a, bob);
    moveElsewhere();

    mallory.reaches(a, bob);
    bob.reaches(b, mallory);
  }

  @Test
  void theSameAddressAgainLeavesAPeerBehindANatWhereItIs() throws IOException {
    moveElsewhere();
    alice.reaches(a, bob);

    a.expect(elsewhere());

    bob.reaches(b, alice);
  }

  @Test
  void controlPacketsOfAStrangerGoNowhere() throws IOException {
    alice.reaches(a, bob);
    alice.control(a, BYE);
    assertThat(bob.hearControl()).isEqualTo(BYE);

    mallory.control(a, BYE);

    Relay.await("counted", () -> a.statistics().strangers() == 1);
  }

  /** Tells the relay of Alice's new address, and waits until it knows: a packet later than that. */
  private void moveElsewhere() throws IOException {
    long before = b.statistics().packetsReceived();
    a.expect(elsewhere());
    bob.say(b);
    Relay.await("Bob's packet taken", () -> b.statistics().packetsReceived() > before);
  }

  private void expect(Remote remote) {
    a.expect(remote);
    Settled.await(a.forwarder());
  }

  /** What Alice's SDP would say behind a NAT: a place where nobody is. */
  private Remote elsewhere() {
    var nowhere = new InetSocketAddress(Relay.resolve("127.0.0.1"), 9);
    return new Remote(nowhere, List.of(Peer.PCMA), Direction.SENDRECV);
  }
}
