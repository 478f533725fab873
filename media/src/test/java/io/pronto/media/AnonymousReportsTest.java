package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.relay.Settled;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What telephones say of who speaks goes no further. */
class AnonymousReportsTest {
  private static final int SOURCE = 7;
  private static final int OTHER_SOURCE = 8;
  private static final byte[] BYE = {(byte) 0x81, (byte) 203, 0, 1, 0, 0, 0, SOURCE};

  private Relay relay;
  private Peer alice;
  private Peer bob;

  /** How one party's reports are protected. */
  private record Way(Optional<SrtpKeys> ours, Optional<Cipherer> theirs) {
    static Way of(boolean secured) {
      if (!secured) {
        return new Way(Optional.empty(), Optional.empty());
      }
      var own = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
      var others = SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
      return new Way(
          Optional.of(new SrtpKeys(others, own)), Optional.of(new Cipherer(own, others)));
    }

    Remote remote(Peer peer) {
      return ours.map(keys -> peer.remote().with(keys)).orElse(peer.remote());
    }

    byte[] protect(byte[] packet) {
      return theirs.map(cipherer -> cipherer.protectControl(packet)).orElse(packet);
    }

    byte[] open(byte[] packet) {
      return theirs.map(cipherer -> cipherer.openControl(packet)).orElse(packet);
    }
  }

  @BeforeEach
  void start() throws IOException {
    relay = new Relay();
    alice = new Peer();
    bob = new Peer();
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    relay.close();
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void nobodyHearsWhoTheOtherIs(boolean aliceIsSecured, boolean bobIsSecured) throws IOException {
    var alices = Way.of(aliceIsSecured);
    var bobs = Way.of(bobIsSecured);
    var a = relay.open(alices.remote(alice));
    var b = relay.open(bobs.remote(bob));
    relay.service.bridge(a, b);

    alice.control(a, alices.protect(compound(everything(SOURCE))));
    var first = bobs.open(bob.hearControl());
    alice.control(a, alices.protect(compound(everything(SOURCE))));
    var second = bobs.open(bob.hearControl());
    bob.control(b, bobs.protect(compound(everything(SOURCE))));
    var back = alices.open(alice.hearControl());

    assertThat(first).hasSize(28 + 28 + BYE.length).isEqualTo(second);
    assertThat(ByteBuffer.wrap(first, 0, 28)).isEqualTo(ByteBuffer.wrap(report()));
    assertThat(name(first, 28, 1, SOURCE)).hasSize(16).isNotEqualTo(name(back, 28, 1, SOURCE));
    assertThat(ByteBuffer.wrap(first, 56, 8)).isEqualTo(ByteBuffer.wrap(BYE));
    for (var heard : new byte[][] {first, back}) {
      assertThat(new String(heard, StandardCharsets.ISO_8859_1))
          .doesNotContain("alice", "192.168", "Martin", "+33");
    }
  }

  @Test
  void aShorterNameGrowsAndEverySourceHasIt() throws IOException {
    var a = relay.open(alice);
    var b = relay.open(bob);
    relay.service.bridge(a, b);
    var two =
        ByteBuffer.allocate(4 + 8 + 8)
            .put((byte) 0x82)
            .put((byte) 202)
            .putShort((short) 4)
            .putInt(SOURCE)
            .put(item(1, "x"))
            .put((byte) 0)
            .putInt(OTHER_SOURCE)
            .array();

    alice.control(a, compound(two));
    var heard = bob.hearControl();

    assertThat(heard).hasSize(28 + 4 + 2 * 24 + BYE.length);
    var name = name(heard, 28, 2, SOURCE);
    assertThat(new String(heard, 28 + 4 + 24 + 6, 16, StandardCharsets.US_ASCII)).isEqualTo(name);
    assertThat(ByteBuffer.wrap(heard).getInt(28 + 4 + 24)).isEqualTo(OTHER_SOURCE);
    assertThat(ByteBuffer.wrap(heard, heard.length - 8, 8)).isEqualTo(ByteBuffer.wrap(BYE));
  }

  @Test
  void whatDescribesNobodyIsLeftOutAndAloneNotSent() throws IOException {
    var a = relay.open(alice);
    var b = relay.open(bob);
    relay.service.bridge(a, b);
    byte[] nobody = {(byte) 0x80, (byte) 202, 0, 1, 'b', 'o', 'b', 0};

    alice.control(a, nobody);
    alice.control(a, compound(nobody));

    assertThat(bob.hearControl()).hasSize(28 + BYE.length).startsWith(report());
  }

  @Test
  void aBrowserIsToldTheNameThatItsDescriptionSays() throws Exception {
    try (var browser = new BrowserPeer()) {
      var a = relay.open();
      a.expect(browser.remote(true));
      var b = relay.open(bob);
      relay.service.bridge(a, b);
      Settled.await(a.forwarder());
      browser.ask(a, true);
      browser.shakeHands(a, true, browser.identity, SrtpProfile.AES_CM_128_HMAC_SHA1_80);
      var secured =
          relay.meters.get("pronto.media.handshakes").tag("result", "secured").functionCounter();
      Relay.await("secured", () -> secured.count() == 1);

      bob.control(b, compound(everything(SOURCE)));
      var heard = browser.hearControl();
      browser.sayControl(a, compound(everything(SOURCE)));
      var back = bob.hearControl();

      assertThat(name(heard, 28, 1, SOURCE)).isEqualTo(Integer.toHexString(BrowserPeer.HEARD));
      assertThat(name(back, 28, 1, SOURCE)).hasSize(16);
    }
  }

  /** The name of the first source of the description at {@code at}. */
  private static String name(byte[] packet, int at, int sources, int source) {
    var read = ByteBuffer.wrap(packet);
    assertThat(read.get(at)).isEqualTo((byte) (0x80 | sources));
    assertThat(read.get(at + 1)).isEqualTo((byte) 202);
    assertThat(read.getInt(at + 4)).isEqualTo(source);
    assertThat(read.get(at + 8)).as("CNAME").isEqualTo((byte) 1);
    int length = read.get(at + 9);
    assertThat(read.get(at + 10 + length)).as("nothing follows it").isZero();
    return new String(packet, at + 10, length, StandardCharsets.US_ASCII);
  }

  private static byte[] compound(byte[] description) {
    return ByteBuffer.allocate(28 + description.length + BYE.length)
        .put(report())
        .put(description)
        .put(BYE)
        .array();
  }

  private static byte[] report() {
    return ByteBuffer.allocate(28)
        .put((byte) 0x80)
        .put((byte) 200)
        .putShort((short) 6)
        .putInt(SOURCE)
        .array();
  }

  /** CNAME, NAME, EMAIL, PHONE and LOC. */
  private static byte[] everything(int source) {
    var items =
        ByteBuffer.allocate(200)
            .put(item(1, "alice@192.168.1.7"))
            .put(item(2, "Alice Martin"))
            .put(item(3, "alice@example.org"))
            .put(item(4, "+33 1 23 45 67 89"))
            .put(item(5, "Rue alice 1"))
            .put((byte) 0);
    int length = (items.position() + 3) / 4 * 4;
    return ByteBuffer.allocate(8 + length)
        .put((byte) 0x81)
        .put((byte) 202)
        .putShort((short) (1 + length / 4))
        .putInt(source)
        .put(items.array(), 0, length)
        .array();
  }

  private static byte[] item(int type, String text) {
    return ByteBuffer.allocate(2 + text.length())
        .put((byte) type)
        .put((byte) text.length())
        .put(text.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
