package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.pronto.core.lease.Leases;
import io.pronto.media.dtls.DtlsIdentity;
import io.pronto.media.dtls.DtlsPeer;
import io.pronto.media.ice.Asker;
import io.pronto.media.ice.IceCredentials;
import io.pronto.media.relay.Settled;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice's keys come from a handshake, Bob speaks plain RTP. */
class HandshakeTest {
  private static final int SUCCESS = 0x0101;
  private static final int ERROR = 0x0111;
  private static final byte[] REPORT = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 7};

  @TempDir Path folder;
  private int dumps;
  private Relay relay;
  private BrowserPeer alice;
  private Peer bob;
  private Endpoint a;
  private Endpoint b;

  @BeforeEach
  void call() throws IOException {
    relay = new Relay();
    alice = new BrowserPeer();
    bob = new Peer();
    a = relay.open();
    b = relay.open(bob);
    relay.service.bridge(a, b);
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    relay.close();
  }

  @ParameterizedTest
  @CsvSource({
    "true, AES_CM_128_HMAC_SHA1_80",
    "false, AES_CM_128_HMAC_SHA1_80",
    "true, AES_CM_128_HMAC_SHA1_32",
    "false, AES_CM_128_HMAC_SHA1_32"
  })
  void eachHearsTheOtherWhoeverBegins(boolean weBegin, SrtpProfile profile) throws Exception {
    expect(a, alice.remote(weBegin));

    assertThat(alice.ask(a, true)).isEqualTo(SUCCESS);
    var met = shakeHands(weBegin, alice.identity, profile);

    assertThat(met.shown()).isEqualTo(alice.shownToIt.fingerprint());
    aliceReachesBob();
    bobReachesAlice();
    assertThat(meter("pronto.media.handshakes", "secured")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTelephoneThatKnowsNoIceShakesHandsToo(boolean weBegin) throws Exception {
    expect(a, alice.remoteWithoutIce(weBegin));

    shakeHands(weBegin);

    aliceReachesBob();
    bobReachesAlice();
  }

  @Test
  void addressesOfTheNewKindWorkToo() throws Exception {
    try (var newer = new Relay("::1", 41_000, 41_099, Duration.ofSeconds(30));
        var carol = new BrowserPeer("::1")) {
      var c = newer.open();
      expect(c, carol.remote(true));

      assertThat(carol.ask(c, true)).isEqualTo(SUCCESS);
      carol.shakeHands(c, true, carol.identity, SrtpProfile.AES_CM_128_HMAC_SHA1_80);
      c.play(Prompt.ringback("FR"), false);

      assertThat(carol.hear()).hasSize(172);
    }
  }

  @Test
  void reportsGoTheSameWay() throws Exception {
    connect();

    alice.sayControl(a, REPORT);
    assertThat(bob.hearControl()).isEqualTo(REPORT);
    bob.control(b, REPORT);
    assertThat(alice.hearControl()).isEqualTo(REPORT);
  }

  @Test
  void oneSourceIsHeardBeforeDuringAndAfterAHold() throws Exception {
    connect();
    bob.say(b);
    var before = ByteBuffer.wrap(alice.hear());
    a.startMusic(Prompt.ringback("FR"));
    var music = ByteBuffer.wrap(alice.hear());
    a.stopMusic();
    Settled.await(a.forwarder());
    var said = bob.say(b);

    var heard = ByteBuffer.wrap(alice.hear());
    int next = music.getShort(2) + 1;
    while (!heard.slice(12, 160).equals(ByteBuffer.wrap(said, 12, 160))) {
      assertThat(heard.getShort(2)).isEqualTo((short) next++);
      heard = ByteBuffer.wrap(alice.hear());
    }
    assertThat(heard.getShort(2)).isEqualTo((short) next);
    assertThat(music.getShort(2)).isEqualTo((short) (before.getShort(2) + 1));
    assertThat(music.getInt(4) - before.getInt(4)).isPositive();
    assertThat(heard.getInt(4) - music.getInt(4)).isPositive();
    assertThat(heard.getInt(8))
        .isEqualTo(music.getInt(8))
        .isEqualTo(before.getInt(8))
        .isEqualTo(BrowserPeer.HEARD);
  }

  @Test
  void nothingIsHeardOrSaidBeforeTheHandshake() throws Exception {
    expect(a, alice.remote(true));
    alice.ask(a, true);

    bob.say(b);
    alice.send(a, bob.speech());
    Relay.await("dropped", () -> a.statistics().forged() == 1);

    assertThat(alice.hasHeardNothing()).isTrue();
    shakeHands(true);
    aliceReachesBob();
    bobReachesAlice();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoShowsAnotherCertificateIsNeverHeard(boolean weBegin) throws Exception {
    expect(a, alice.remote(weBegin));
    alice.ask(a, true);

    assertThatThrownBy(
            () ->
                alice.shakeHands(
                    a, weBegin, DtlsIdentity.next(), SrtpProfile.AES_CM_128_HMAC_SHA1_80))
        .hasStackTraceContaining("bad_certificate");

    var failed = relay.event(MediaEvent.HandshakeFailed.class);
    assertThat(failed.endpoint()).isSameAs(a);
    assertThat(failed.why()).contains("its certificate is not that of its description");
    bob.say(b);
    Relay.await("not sent", () -> meter("pronto.media.packets", "unsent") == 1);
    assertThat(alice.hasHeardNothing()).isTrue();
    assertThat(meter("pronto.media.handshakes", "failed")).isEqualTo(1);
  }

  @Test
  void aHandshakeThatNeverEndsIsGivenUp() throws Exception {
    expect(a, alice.remote(true));
    long begun = System.nanoTime();
    alice.ask(a, true);

    var failed = relay.event(MediaEvent.HandshakeFailed.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(seconds(9), seconds(14));
    assertThat(failed.why()).contains("within 10 s");
  }

  @Test
  void aBrowserThatNeverAsksIsGivenUpAsSoon() throws Exception {
    long begun = System.nanoTime();
    expect(a, alice.remote(true));

    var failed = relay.event(MediaEvent.HandshakeFailed.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(seconds(9), seconds(14));
    assertThat(failed.endpoint()).isSameAs(a);
    assertThat(failed.why()).contains("within 10 s");
    assertThat(meter("pronto.media.handshakes", "failed")).isEqualTo(1);
  }

  @Test
  void whoAsksAgainTakesNobodysPlace() throws Exception {
    connect();
    var places = new ArrayList<BrowserPeer>();
    try {
      for (int i = 1; i < 16; i++) {
        var place = new BrowserPeer();
        places.add(place);
        place.as(alice);
        assertThat(place.ask(a, false)).isEqualTo(SUCCESS);
      }
      for (int i = 0; i < 16; i++) {
        places.getLast().ask(a, false);
      }

      var said = bob.speech();
      places.getFirst().say(a, said);
      same(bob.hear(), said);
    } finally {
      places.forEach(BrowserPeer::close);
    }
  }

  @Test
  void rubbishDuringAndAfterTheHandshakeDoesNoHarm() throws Exception {
    var random = new Random(7983);
    expect(a, alice.remote(false));
    alice.ask(a, true);
    rubbish(random);

    shakeHands(false);
    rubbish(random);

    aliceReachesBob();
    bobReachesAlice();
  }

  @Test
  void aStrangerWithAWrongPasswordIsToldSoAndMovesNothing() throws Exception {
    connect();
    try (var mallory = new BrowserPeer()) {
      var wrong = new IceCredentials(alice.others.fragment(), IceCredentials.next().password());

      assertThat(mallory.ask(a, Asker.request(wrong, alice.own, true, true))).isEqualTo(ERROR);
      mallory.send(a, new byte[] {22, 1, 2, 3});
      mallory.send(a, bob.speech());

      Relay.await("both dropped", () -> a.statistics().strangers() == 2);
      bobReachesAlice();
      assertThat(mallory.hasHeardNothing()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStrangerWhoPretendsToShakeHandsFirstKeepsNobodyOut(boolean weBegin) throws Exception {
    try (var mallory = new BrowserPeer()) {
      expect(a, alice.remoteWithoutIce(weBegin));
      mallory.send(a, new byte[] {22, 1, 2, 3});
      Relay.await("taken", () -> meter("pronto.media.packets", "dtls") == 1);

      shakeHands(weBegin);

      aliceReachesBob();
      bobReachesAlice();
      mallory.send(a, new byte[] {22, 1, 2, 3});
      Relay.await("dropped", () -> a.statistics().strangers() == 1);
      assertThat(mallory.hasHeardNothing()).isTrue();
    }
  }

  @Test
  void whoIsElsewhereThanItSaysIsFoundByItsHandshake() throws Exception {
    try (var home = new BrowserPeer();
        var mallory = new BrowserPeer()) {
      var said = alice.remoteWithoutIce(false);
      expect(
          a,
          new Remote(
                  home.address(),
                  home.address(),
                  said.formats(),
                  said.announced(),
                  said.direction())
              .with(said.secured().orElseThrow()));

      mallory.send(a, new byte[] {22, 1, 2, 3});
      Relay.await("taken", () -> meter("pronto.media.packets", "dtls") == 1);
      shakeHands(false);

      bobReachesAlice();
      aliceReachesBob();
      assertThat(home.hasHeardNothing() && mallory.hasHeardNothing()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void soundThatWasPlainMayBecomeSecureWhereItIs(boolean weBegin) throws Exception {
    var agreed = alice.remoteWithoutIce(weBegin);
    expect(
        a,
        new Remote(
            agreed.rtp(), agreed.rtcp(), agreed.formats(), agreed.announced(), agreed.direction()));
    alice.send(a, bob.speech());
    bob.hear();

    expect(a, agreed);
    shakeHands(weBegin);

    aliceReachesBob();
    bobReachesAlice();
  }

  @Test
  void whatWasHeardOnceIsNotHeardAgain() throws Exception {
    connect();
    aliceReachesBob();

    var packet = alice.protect(bob.speech());
    alice.send(a, packet);
    bob.hear();
    alice.send(a, packet);

    Relay.await("dropped", () -> a.statistics().forged() == 1);
    aliceReachesBob();
  }

  @Test
  void soundGoesWhereThePeerNominatesLast() throws Exception {
    connect();
    try (var elsewhere = new BrowserPeer()) {
      elsewhere.as(alice);
      assertThat(elsewhere.ask(a, false)).isEqualTo(SUCCESS);
      bobReachesAlice();

      assertThat(elsewhere.ask(a, true)).isEqualTo(SUCCESS);
      bob.say(b);

      assertThat(elsewhere.hear()).hasSize(172);
      var said = bob.speech();
      elsewhere.say(a, said);
      same(bob.hear(), said);
    }
  }

  @Test
  void aRestartKeepsTheKeysAndForgetsTheOldPassword() throws Exception {
    connect();
    var before = alice.others;
    alice.own = IceCredentials.next();
    alice.others = IceCredentials.next();
    expect(a, alice.remote(true));
    bobReachesAlice();

    assertThat(alice.ask(a, Asker.request(before, alice.own, true, true))).isEqualTo(ERROR);
    assertThat(alice.ask(a, true)).isEqualTo(SUCCESS);

    aliceReachesBob();
    bobReachesAlice();
    assertThat(alice.isAskedToShakeHands()).isFalse();
  }

  @Test
  void anotherCertificateAsksForAnotherHandshake() throws Exception {
    connect();
    var other = DtlsIdentity.next();
    expect(a, alice.remote(true, other.fingerprint()));

    shakeHands(true, other, SrtpProfile.AES_CM_128_HMAC_SHA1_80);

    aliceReachesBob();
    bobReachesAlice();
  }

  @Test
  void theSameAgreedAgainChangesNothing() throws Exception {
    connect();
    for (int i = 0; i < 3; i++) {
      expect(a, alice.remote(true));
      aliceReachesBob();
      bobReachesAlice();
    }
    assertThat(alice.isAskedToShakeHands()).isFalse();
  }

  @Test
  void aCallThatEndsInTheMiddleOfAHandshakeLeavesNothing() throws Exception {
    expect(a, alice.remote(true));
    alice.ask(a, true);
    Relay.await("it has begun", () -> threads().contains("dtls-" + Relay.CALL));
    a.close();
    b.close();

    Relay.await("given back", () -> relay.leases.held(Leases.Kind.ENDPOINT) == 0);
    Relay.await("no thread is left", () -> !threads().contains("dtls-" + Relay.CALL));
  }

  /** Virtual ones are shown by nothing else. */
  private String threads() {
    try {
      var dump = folder.resolve(dumps++ + ".txt");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      return Files.readString(dump);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void connect() throws Exception {
    expect(a, alice.remote(true));
    alice.ask(a, true);
    shakeHands(true);
    aliceReachesBob();
  }

  private DtlsPeer.Met shakeHands(boolean weBegin) throws Exception {
    return shakeHands(weBegin, alice.identity, SrtpProfile.AES_CM_128_HMAC_SHA1_80);
  }

  /** One side is always done before the other. */
  private DtlsPeer.Met shakeHands(boolean weBegin, DtlsIdentity shown, SrtpProfile profile)
      throws Exception {
    double before = meter("pronto.media.handshakes", "secured");
    var met = alice.shakeHands(a, weBegin, shown, profile);
    Relay.await("secured", () -> meter("pronto.media.handshakes", "secured") > before);
    return met;
  }

  private void rubbish(Random random) throws IOException {
    for (int i = 0; i < 500; i++) {
      var noise = new byte[random.nextInt(1_400)];
      random.nextBytes(noise);
      if (noise.length > 0) {
        noise[0] = (byte) (random.nextBoolean() ? 20 + random.nextInt(44) : random.nextInt(4));
      }
      alice.send(a, noise);
      if (i % 10 == 9) { // no more than a socket holds
        Settled.await(a.forwarder());
      }
    }
  }

  private void aliceReachesBob() throws IOException {
    var said = bob.speech();
    alice.say(a, said);
    same(bob.hear(), said);
  }

  private void bobReachesAlice() throws IOException {
    var said = bob.say(b);
    var heard = ByteBuffer.wrap(alice.hear());
    assertThat(heard.getInt(8)).isEqualTo(BrowserPeer.HEARD);
    assertThat(heard.slice(12, heard.limit() - 12)).isEqualTo(ByteBuffer.wrap(said, 12, 160));
  }

  /** Who protects may give packets other numbers. */
  private static void same(byte[] heard, byte[] said) {
    assertThat(Arrays.copyOfRange(heard, 4, heard.length))
        .isEqualTo(Arrays.copyOfRange(said, 4, said.length));
  }

  private double meter(String name, String result) {
    return relay.meters.get(name).tag("result", result).functionCounter().count();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static void expect(Endpoint endpoint, Remote remote) {
    endpoint.expect(remote);
    Settled.await(endpoint.forwarder());
  }
}
