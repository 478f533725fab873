package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.media.MediaEvent.FirstPacket;
import io.pronto.media.relay.Settled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeTest {
  private static final RtpFormat OPUS_96 =
      new RtpFormat(96, "opus", 48000, 2, "minptime=10;useinbandfec=1");
  private static final RtpFormat OPUS_111 = new RtpFormat(111, "OPUS", 48000, 2, "");
  private static final RtpFormat G722 = new RtpFormat(9, "G722", 8000);
  private static final RtpFormat G729 = new RtpFormat(18, "G729", 8000);
  private static final RtpFormat KEYS_101 = new RtpFormat(101, "telephone-event", 8000);
  private static final RtpFormat KEYS_97 = new RtpFormat(97, "telephone-event", 8000);

  private Relay relay;
  private Peer alice;
  private Peer bob;

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

  @Test
  void whatOneSaysTheOtherHearsByteForByte() throws IOException {
    var a = relay.open(alice);
    var b = relay.open(bob);
    relay.service.bridge(a, b);

    for (int i = 0; i < 20; i++) {
      alice.reaches(a, bob);
      bob.reaches(b, alice);
    }

    Relay.await("all counted", () -> a.statistics().packetsSent() == 20);
    assertThat(b.statistics().packetsReceived()).isEqualTo(20);
    assertThat(b.statistics().bytesReceived()).isEqualTo(20 * 172);
    assertThat(a.statistics().bytesSent()).isEqualTo(20 * 172);
    assertThat(a.statistics().lost()).isZero();
    assertThat(a.statistics().mos().orElseThrow()).isBetween(4.0, 4.5);
  }

  @Test
  void payloadTypesAreRenumberedAndNothingElseChanges() throws IOException {
    var a = relay.open(alice.remote(Direction.SENDRECV, OPUS_96, G722, KEYS_101));
    var b = relay.open(bob.remote(Direction.SENDRECV, KEYS_97, OPUS_111, G722));
    relay.service.bridge(a, b);

    assertThat(translated(alice, a, 96, bob)).isEqualTo(111);
    assertThat(translated(alice, a, 0x80 | 101, bob)).isEqualTo(0x80 | 97);
    assertThat(translated(alice, a, 9, bob)).isEqualTo(9);
    assertThat(translated(bob, b, 111, alice)).isEqualTo(96);
    assertThat(translated(bob, b, 0x80 | 97, alice)).isEqualTo(0x80 | 101);
  }

  @Test
  void aPeerMaySendTheNumbersThatWeAnnouncedOrItsOwn() throws IOException {
    var a = relay.open(alice.remote(Direction.SENDRECV, OPUS_96));
    var b =
        relay.open(
            new Remote(
                bob.address(),
                bob.controlAddress(),
                List.of(OPUS_111),
                List.of(OPUS_96),
                Direction.SENDRECV));
    relay.service.bridge(a, b);

    assertThat(translated(bob, b, 96, alice)).isEqualTo(96);
    assertThat(translated(bob, b, 111, alice)).isEqualTo(96);
    assertThat(translated(alice, a, 96, bob)).isEqualTo(111);
  }

  @Test
  void aFormatThatTheOtherSideDoesNotKnowIsDroppedAndCounted() throws IOException {
    var a = relay.open(alice.remote(Direction.SENDRECV, Peer.PCMA, G729));
    var b = relay.open(bob);
    relay.service.bridge(a, b);

    alice.say(a, alice.speech(18));
    alice.reaches(a, bob);

    assertThat(a.statistics().refused()).isEqualTo(1);
  }

  @Test
  void controlPacketsAreRelayedAndMeasureTheRoundTrip() throws IOException {
    var a = relay.open(alice);
    var b = relay.open(bob);
    relay.service.bridge(a, b);

    var report = alice.control(a, senderReport(0x1234_5678, 0x9ABC_DEF0));
    assertThat(bob.hearControl()).isEqualTo(report);
    var answer = bob.control(b, receiverReport(0x5678_9ABC, 0));
    assertThat(alice.hearControl()).isEqualTo(answer);

    assertThat(b.statistics().roundTripMillis().orElseThrow()).isBetween(0.001, 2000.0);
    assertThat(a.statistics().roundTripMillis()).isEmpty();
  }

  @Test
  void theFirstPacketOfEachIsTold() throws Exception {
    var a = relay.open(alice);
    var b = relay.open(bob);
    relay.service.bridge(a, b);

    alice.reaches(a, bob);
    assertThat(relay.event(FirstPacket.class).endpoint()).isSameAs(a);
    bob.reaches(b, alice);
    assertThat(relay.event(FirstPacket.class).endpoint()).isSameAs(b);
  }

  @Test
  void whatIsNotRtpIsDroppedAndCounted() throws IOException {
    var a = relay.open(alice);
    var b = relay.open(bob);
    relay.service.bridge(a, b);
    alice.reaches(a, bob);

    alice.say(a, new byte[0]);
    alice.say(a, new byte[11]);
    alice.say(a, with(alice.speech(), 0, 0x00));
    alice.say(a, with(alice.speech(), 0, 0xC0));
    alice.say(a, with(new byte[16], 0, 0x81 + 1));
    alice.say(a, with(with(with(alice.speech(), 0, 0x90), 14, 0xFF), 15, 0xFF));
    alice.say(a, with(with(alice.speech(), 0, 0xA0), 171, 0));
    alice.say(a, with(with(alice.speech(), 0, 0xA0), 171, 161));
    alice.say(a, with(alice.speech(), 1, 200));
    alice.control(a, new byte[3]);
    alice.control(a, with(senderReport(1, 2), 3, 9));
    alice.reaches(a, bob);

    Relay.await("all counted", () -> a.statistics().malformed() == 10);
    assertThat(a.statistics().packetsReceived()).isEqualTo(2);
  }

  @Test
  void aLargePacketIsNotCut() throws IOException {
    var a = relay.open(alice);
    var b = relay.open(bob);
    relay.service.bridge(a, b);
    var large = Arrays.copyOf(alice.speech(), 9000);

    alice.say(a, large);

    assertThat(bob.hear()).isEqualTo(large);
  }

  @Test
  void afterPartingNeitherHearsTheOther() throws IOException {
    var a = relay.open(alice);
    var b = relay.open(bob);
    var carol = new Peer();
    var c = relay.open(carol);
    relay.service.bridge(a, b);
    alice.reaches(a, bob);

    relay.service.bridge(a, c);
    alice.reaches(a, carol);
    carol.reaches(c, alice);
    bob.say(b);
    Relay.await("Bob's packet taken", () -> b.statistics().packetsReceived() == 1);
    carol.reaches(c, alice);
    carol.close();
  }

  @Test
  void endpointsOfTwoLoopsAreNotBridged() throws IOException {
    var local = Relay.resolve("127.0.0.1");
    var settings = new MediaSettings(local, local, 42_000, 42_099, 2, Duration.ofSeconds(9));
    try (var service = new MediaService(settings, relay.leases, relay.meters)) {
      var a = service.open("a", relay.events::add);
      var b = service.open("b", relay.events::add);

      assertThatThrownBy(() -> service.bridge(a, b)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "::", "0.0.0.0"})
  void everyFamilyOfAddressesIsServed(String bind) throws IOException {
    try (var other = new Relay(bind, 42_100, 42_199, Duration.ofSeconds(9));
        var six = new Peer(Relay.resolve("::1"));
        var second = bind.equals("::1") ? new Peer(Relay.resolve("::1")) : new Peer()) {
      var a = other.service.open(Relay.CALL, false, Relay.resolve("::1"), other.events::add);
      var b =
          other.service.open(Relay.CALL, false, second.address().getAddress(), other.events::add);
      a.expect(six.remote());
      b.expect(second.remote());
      other.service.bridge(a, b);
      Settled.await(a.forwarder());

      six.reaches(a, second);
      second.reaches(b, six);
    }
  }

  private static int translated(Peer from, Endpoint via, int secondByte, Peer to)
      throws IOException {
    var said = from.say(via, from.speech(secondByte));
    var heard = to.hear();
    assertThat(with(heard, 1, 0)).isEqualTo(with(said, 1, 0));
    return heard[1] & 0xFF;
  }

  private static byte[] with(byte[] packet, int at, int value) {
    var changed = packet.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] senderReport(int seconds, int fraction) {
    return ByteBuffer.allocate(28)
        .put((byte) 0x80)
        .put((byte) 200)
        .putShort((short) 6)
        .putInt(7)
        .putInt(seconds)
        .putInt(fraction)
        .array();
  }

  private static byte[] receiverReport(int lastReport, int delay) {
    return ByteBuffer.allocate(32)
        .put((byte) 0x81)
        .put((byte) 201)
        .putShort((short) 7)
        .putInt(8)
        .putInt(7)
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .putInt(lastReport)
        .putInt(delay)
        .array();
  }
}
