package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.codec.Codec;
import io.pronto.media.relay.Settled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who wants packets of another length than the other sends gets them, without a codec between. */
class RepacketisingTest {
  /** So many are passed as they are before it is believed that they are not as wanted. */
  private static final int PASSED = 2;

  private static final int SAID = 40;

  private final List<byte[]> said = new ArrayList<>();
  private Relay relay;
  private Talker alice;
  private Talker bob;
  private Endpoint a;
  private Endpoint b;

  @BeforeEach
  void start() {
    relay = new Relay("127.0.0.1", 40_200, 40_299, Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    relay.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PCMA, 30, 20",
    "PCMA, 20, 30",
    "PCMU, 10, 20",
    "PCMU, 60, 10",
    "G722, 20, 60",
    "G722, 40, 20"
  })
  void packetsAreAsLongAsTheirReceiverWants(Codec codec, int millis, int wanted)
      throws IOException {
    call(codec, PacketTime.of(wanted));
    alice.millis = millis;

    say(SAID);
    bob.listen();

    assertThat(bob.heard.subList(PASSED, bob.heard.size() - 1))
        .allMatch(packet -> packet.limit() == 12 + 8 * wanted);
    assertGoesOn(bob.heard);
    assertThat(payloads(bob.heard)).isEqualTo(saidPayload());
    assertThat(a.statistics().transcoded()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"20, 20, ", "30, 30, 40", "10, , 20", "20, , 20", "30, , "})
  void packetsThatAreAsWantedPassAsTheyAre(int millis, Integer wanted, Integer most)
      throws IOException {
    call(Codec.PCMA, new PacketTime(optional(wanted), optional(most)));
    alice.millis = millis;

    say(SAID);
    bob.hear(SAID);

    for (int i = 0; i < SAID; i++) {
      assertThat(bob.heard.get(i).array()).isEqualTo(said.get(i));
    }
  }

  @Test
  void nobodyIsSentMoreThanItCanTake() throws IOException {
    call(Codec.PCMA, new PacketTime(OptionalInt.of(60), OptionalInt.of(30)));
    alice.millis = 60;

    say(SAID);
    bob.listen();

    assertThat(bob.heard.subList(PASSED, bob.heard.size()))
        .allMatch(packet -> packet.limit() == 12 + 8 * 30);
    assertThat(payloads(bob.heard)).isEqualTo(saidPayload());
  }

  @Test
  void whatIsLostIsMissedByTheReceiverToo() throws IOException {
    call(Codec.PCMA, PacketTime.of(20));
    alice.millis = 60;
    say(10);
    alice.speech();
    say(10);
    bob.listen();

    int last = 0;
    int missing = 0;
    for (var packet : bob.heard) {
      int number = packet.getShort(2) & 0xFFFF;
      if (last != 0 && number != (last + 1 & 0xFFFF)) {
        missing += (number - last & 0xFFFF) - 1;
      }
      last = number;
    }
    assertThat(missing).as("packets of 20 ms for the one of 60").isEqualTo(3);
    assertThat(payloads(bob.heard)).isEqualTo(saidPayload());
  }

  /** That packets overtake others at all is learned from the first that does. */
  @Test
  void packetsThatOvertookOthersAreCutInOrder() throws IOException {
    call(Codec.PCMU, PacketTime.of(30));
    for (int i = 0; i < 5; i++) {
      say(10);
      var first = alice.speech();
      var second = alice.speech();
      said.addAll(List.of(first, second));
      alice.send(a, second);
      alice.send(a, first);
    }
    say(10);
    bob.listen();

    assertThat(payloads(bob.heard)).hasSize(saidPayload().length - 160);
    var times = bob.heard.stream().map(packet -> packet.getInt(4)).toList();
    assertThat(times).isSorted();
  }

  /** Keys keep the time of the sound beside them, and their place among its numbers. */
  @Test
  void keysGoAlong() throws IOException {
    call(Codec.PCMA, PacketTime.of(30));
    say(9);
    int pressed = alice.timestamp;
    for (int i = 1; i <= 4; i++) {
      var key = ByteBuffer.allocate(4).put((byte) 5).put((byte) (i == 4 ? 0x8A : 0x0A));
      alice.send(a, alice.packet(101, key.putShort((short) (160 * i)).array()));
    }
    alice.timestamp += 640;
    say(9);
    bob.listen();

    var keys = bob.heard.stream().filter(p -> (p.get(1) & 0x7F) == 101).toList();
    assertThat(keys).hasSize(4).allMatch(p -> p.getInt(4) == pressed);
    assertThat(keys.getLast().getInt(12)).isEqualTo(5 << 24 | 0x8A << 16 | 640);
    assertNumbersGoOn(bob.heard);
    assertThat(payloads(bob.heardSpeech())).isEqualTo(saidPayload());
  }

  @Test
  void numbersGoOnWhenItIsNotWantedAnyMore() throws IOException {
    call(Codec.PCMA, PacketTime.of(10));
    say(10);
    bob.listen();
    b.expect(bob.remote());
    Settled.await(b.forwarder());
    say(10);
    bob.listen();

    assertGoesOn(bob.heard);
    assertThat(bob.heard.getLast().limit()).isEqualTo(172);
    assertThat(payloads(bob.heard)).isEqualTo(saidPayload());
  }

  /** 200 ms of G.711 are 1,600 bytes. */
  @Test
  void packetsThatAreTooLongToBeCutPassAsTheyAre() throws IOException {
    call(Codec.PCMA, PacketTime.of(20));

    for (int i = 0; i < 10; i++) {
      var packet = alice.packet(8, new byte[1_600]);
      alice.timestamp += 1_600;
      said.add(packet);
      alice.send(a, packet);
    }
    bob.hear(10);

    for (int i = 0; i < 10; i++) {
      assertThat(bob.heard.get(i).array()).isEqualTo(said.get(i));
    }
  }

  @Test
  void packetsThatAreTooLongToBeCutAreCountedOnceOthersAre() throws IOException {
    call(Codec.PCMA, PacketTime.of(20));
    alice.millis = 30;
    say(10);

    alice.send(a, alice.packet(8, new byte[1_600]));
    alice.timestamp += 1_600;
    say(10);
    bob.listen();

    assertThat(a.statistics().refused()).isEqualTo(1);
    assertThat(payloads(bob.heard)).isEqualTo(saidPayload());
  }

  /** Any 32 bits are a source's name, none at all as well (RFC 3550, section 8). */
  @Test
  void aSourceNamedZeroKeepsItsNumbers() throws IOException {
    call(Codec.PCMA, PacketTime.of(20));
    alice.source = 0;
    alice.millis = 60;

    say(10);
    bob.listen();

    assertNumbersGoOn(bob.heard.subList(PASSED, bob.heard.size()));
    assertThat(bob.heard.get(PASSED).getShort(2))
        .isEqualTo((short) (bob.heard.get(PASSED - 1).getShort(2) + 1));
  }

  @Test
  void theNumbersOfASourceThatComesBackNeverGoBack() throws IOException {
    call(Codec.PCMA, PacketTime.of(20));
    alice.millis = 60;
    say(10);
    alice.source = 78;
    alice.sequence = 100;
    say(5);
    alice.source = 77;
    alice.sequence = 65_510;
    say(5);
    bob.listen();

    var ofFirst = bob.heard.stream().filter(packet -> packet.getInt(8) == 77).toList();
    assertNumbersGoOn(ofFirst);
    assertThat(payloads(bob.heard)).isEqualTo(saidPayload());
  }

  /** As at the answer after early media. */
  @Test
  void numbersGoOnWhenTheSamePairIsBridgedAgain() throws IOException {
    call(Codec.PCMA, PacketTime.of(20));
    alice.millis = 30;
    say(10);
    bob.listen();
    relay.service.bridge(b, a);
    Settled.await(a.forwarder());
    say(10);
    bob.listen();

    assertGoesOn(bob.heard);
    assertThat(payloads(bob.heard)).isEqualTo(saidPayload());
  }

  private void call(Codec codec, PacketTime wanted) throws IOException {
    int number = codec.format().payloadType();
    alice = new Talker(codec, number, 440);
    bob = new Talker(codec, number, 620);
    a = relay.open(alice.remote());
    b = relay.open(bob.remote().with(wanted));
    relay.service.bridge(a, b);
    Settled.await(a.forwarder());
  }

  private void say(int packets) throws IOException {
    for (int i = 0; i < packets; i++) {
      var packet = alice.speech();
      said.add(packet);
      alice.send(a, packet);
    }
  }

  private void assertGoesOn(List<ByteBuffer> packets) {
    assertNumbersGoOn(packets);
    assertGoesOnInTime(packets);
  }

  private static void assertNumbersGoOn(List<ByteBuffer> packets) {
    for (int i = 1; i < packets.size(); i++) {
      int step = packets.get(i).getShort(2) - packets.get(i - 1).getShort(2) & 0xFFFF;
      assertThat(step).as("number of packet " + i).isEqualTo(1);
    }
  }

  private void assertGoesOnInTime(List<ByteBuffer> packets) {
    for (int i = 1; i < packets.size(); i++) {
      var before = packets.get(i - 1);
      assertThat(packets.get(i).getInt(4))
          .as("time of packet " + i)
          .isEqualTo(before.getInt(4) + before.limit() - 12);
      assertThat(packets.get(i).getInt(8)).isEqualTo(alice.source);
    }
  }

  private byte[] saidPayload() {
    return payloads(said.stream().map(ByteBuffer::wrap).toList());
  }

  private static byte[] payloads(List<ByteBuffer> packets) {
    var all = new ByteArrayOutputStream();
    packets.forEach(packet -> all.writeBytes(payload(packet.array())));
    return all.toByteArray();
  }

  private static byte[] payload(byte[] packet) {
    return Arrays.copyOfRange(packet, 12, packet.length);
  }

  private static OptionalInt optional(Integer millis) {
    return millis == null ? OptionalInt.empty() : OptionalInt.of(millis);
  }
}
