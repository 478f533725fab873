package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.relay.Settled;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alice speaks SRTP, Bob plain RTP. */
class ProtectedTest {
  private static final byte[] REPORT = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 7};

  private final SrtpKey alices = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
  private final SrtpKey ours = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
  private final Cipherer cipherer = new Cipherer(alices, ours);

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
    a = relay.open(alice.remote().with(new SrtpKeys(ours, alices)));
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
  void eachHearsTheOther() throws IOException {
    for (int i = 0; i < 50; i++) {
      aliceReachesBob();
      bobReachesAlice();
    }

    assertThat(a.statistics().packetsReceived()).isEqualTo(50);
    assertThat(a.statistics().forged()).isZero();
  }

  @Test
  void twoWhoBothSpeakSrtpHearEachOtherUnderTheirOwnKeys() throws IOException {
    var bobs = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_32);
    var oursForBob = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_32);
    expect(b, bob.remote().with(new SrtpKeys(oursForBob, bobs)));
    var bobsCipherer = new Cipherer(bobs, oursForBob);

    var said = alice.speech();
    alice.say(a, cipherer.protect(said));
    same(bobsCipherer.open(bob.hear()), said);
    var answer = bob.speech();
    bob.say(b, bobsCipherer.protect(answer));
    same(cipherer.open(alice.hear()), answer);
  }

  @Test
  void whatIsNotProtectedIsNotHeard() throws IOException {
    alice.say(a);
    Relay.await("counted", () -> a.statistics().forged() == 1);

    aliceReachesBob();
  }

  @Test
  void whatIsProtectedWithAnotherKeyIsNotHeard() throws IOException {
    var other = new Cipherer(SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80), ours);
    alice.say(a, other.protect(alice.speech()));
    Relay.await("counted", () -> a.statistics().forged() == 1);

    aliceReachesBob();
  }

  @Test
  void aPacketIsHeardOnce() throws IOException {
    var packet = cipherer.protect(alice.speech());
    alice.say(a, packet);
    bob.hear();

    alice.say(a, packet);
    Relay.await("counted", () -> a.statistics().forged() == 1);

    aliceReachesBob();
  }

  @Test
  void whoComesBackToAKeyGoesOnWithItWhereItWas() throws IOException {
    var heard = cipherer.protect(alice.speech());
    alice.say(a, heard);
    bob.hear();
    bobReachesAlice();
    expect(a, alice.remote());
    expect(a, alice.remote().with(new SrtpKeys(ours, alices)));

    alice.say(a, heard);
    Relay.await("it was heard before", () -> a.statistics().forged() == 1);

    aliceReachesBob();
    bobReachesAlice();
  }

  @Test
  void aStrangerWithoutTheKeyNeverMovesThePeer() throws IOException {
    behindNat();
    for (int i = 0; i < 50; i++) {
      mallory.say(a);
    }
    Relay.await("all counted", () -> a.statistics().forged() == 50);

    aliceReachesBob();
    bobReachesAlice();
  }

  @Test
  void aPacketThatAStrangerSendsAgainIsNotTakenFromThePeer() throws IOException {
    aliceReachesBob();
    var said = alice.speech();
    var packet = cipherer.protect(said);

    mallory.say(a, packet);
    Relay.await("counted", () -> a.statistics().strangers() == 1);

    alice.say(a, packet);
    same(bob.hear(), said);
  }

  @Test
  void aNewKeyHoldsFromWhenItIsAgreed() throws IOException {
    aliceReachesBob();
    var next = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    expect(a, alice.remote().with(new SrtpKeys(ours, next)));

    alice.say(a, cipherer.protect(alice.speech()));
    Relay.await("counted", () -> a.statistics().forged() == 1);
    var said = alice.speech();
    alice.say(a, new Cipherer(next, ours).protect(said));

    same(bob.hear(), said);
    bobReachesAlice();
  }

  @Test
  void theSameKeyAgreedAgainGoesOnWhereItWas() throws IOException {
    for (int i = 0; i < 3; i++) {
      aliceReachesBob();
      bobReachesAlice();
      expect(a, alice.remote().with(new SrtpKeys(ours, alices)));
    }
  }

  @Test
  void plainRtpIsSpokenAgainWhenThatIsAgreed() throws IOException {
    aliceReachesBob();
    expect(a, alice.remote());
    alice.reaches(a, bob);
    bob.reaches(b, alice);
  }

  @Test
  void reportsAreProtectedTooBothWays() throws IOException {
    alice.control(a, cipherer.protectControl(REPORT));
    assertThat(bob.hearControl()).isEqualTo(REPORT);
    bob.control(b, REPORT);
    assertThat(cipherer.openControl(alice.hearControl())).isEqualTo(REPORT);

    alice.control(a, REPORT);
    Relay.await("counted", () -> a.statistics().forged() == 1);
  }

  @Test
  void aPromptIsProtectedToo() throws IOException {
    a.play(Prompt.ringback("FR"), false);

    assertThat(cipherer.open(alice.hear())).hasSize(172);
  }

  @Test
  void packetsOfAnySizeDoNoHarm() throws IOException {
    for (int size : new int[] {0, 1, 11, 12, 13, 22, 1_500, 60_000}) {
      alice.say(a, new byte[size]);
    }
    Relay.await("all counted", () -> a.statistics().forged() + a.statistics().malformed() >= 7);

    var large = new byte[1_500];
    System.arraycopy(alice.speech(), 0, large, 0, 12);
    alice.say(a, cipherer.protect(large));
    same(bob.hear(), large);
  }

  private void aliceReachesBob() throws IOException {
    var said = alice.speech();
    alice.say(a, cipherer.protect(said));
    same(bob.hear(), said);
  }

  private void bobReachesAlice() throws IOException {
    var said = bob.say(b);
    same(cipherer.open(alice.hear()), said);
  }

  /** Who protects may give packets other numbers. */
  private static void same(byte[] heard, byte[] said) {
    assertThat(Arrays.copyOfRange(heard, 4, heard.length))
        .isEqualTo(Arrays.copyOfRange(said, 4, said.length));
  }

  private void behindNat() {
    var nowhere = new InetSocketAddress(Relay.resolve("127.0.0.1"), 9);
    expect(
        a,
        new Remote(nowhere, List.of(Peer.PCMA), Direction.SENDRECV)
            .with(new SrtpKeys(ours, alices)));
  }

  private static void expect(Endpoint endpoint, Remote remote) {
    endpoint.expect(remote);
    Settled.await(endpoint.forwarder());
  }
}
