package io.pronto.media.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Mutants;
import io.pronto.media.Direction;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import io.pronto.media.secure.SrtpReceiver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A fuzz target: the packets of one party on the way through the relay, where they are counted,
 * listened to for keys, decoded, put in order and encoded anew. The first byte says in which
 * codecs.
 */
class RtpFuzzTest {
  private static final RtpFormat KEYS = new RtpFormat(101, "telephone-event", 8000);
  private static final RtpFormat NOISE = new RtpFormat(13, "CN", 8000);
  private static final Codec[] CODECS = Codec.values();
  private static final long PACKET = 20_000_000;
  private static final SrtpReceiver PROTECTED =
      new SrtpReceiver(SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80), 0);

  @Test
  void packetsWhateverTheyHoldHarmNothing() {
    Mutants.feed(seeds(), 3_000, RtpFuzzTest::fuzzerTestOneInput);
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    var from = remote(CODECS[(input[0] & 0x0F) % CODECS.length]);
    var to = remote(CODECS[(input[0] >> 4 & 0x0F) % CODECS.length]);
    var passed = PayloadMap.between(from, to);
    var keys = new KeyWatch(null, _ -> {});
    keys.tune((input[0] & 0x80) == 0 ? from : to);
    keys.hearTones(true);
    var statistics = new ReceiveStatistics();
    var conversion = Conversion.between(from, to);
    if (conversion.isEmpty()) {
      take(input, statistics, keys, passed, null);
      return;
    }
    try (var transcoder = Transcoder.of(conversion.get(), RtpFuzzTest::isSound)) {
      take(input, statistics, keys, passed, transcoder);
    }
  }

  private static void take(
      byte[] input,
      ReceiveStatistics statistics,
      KeyWatch keys,
      PayloadMap passed,
      Transcoder transcoder) {
    long now = 1;
    for (var piece : Mutants.pieces(input, 1)) {
      now += PACKET;
      PROTECTED.open(roomy(piece));
      var packet = roomy(piece);
      RtpHeader.isControl(packet);
      if (!RtpHeader.wellFormed(packet)) {
        now += 50 * PACKET;
        continue;
      }
      assertThat(RtpHeader.mayBeProtected(packet)).isTrue();
      int payloadType = RtpHeader.payloadType(packet);
      statistics.count(packet, now, 125_000);
      keys.packet(payloadType, packet, now);
      passed.translate(payloadType);
      if (transcoder != null && transcoder.takes(payloadType)) {
        transcoder.take(packet, now);
        if (transcoder.isNoisy()) {
          transcoder.beat(now);
        }
      }
    }
    if (transcoder != null) {
      transcoder.tick(now + 10 * PACKET);
    }
    assertThat(statistics.lost()).isNotNegative();
  }

  /** What is made of it, whatever it was, is one well-formed packet. */
  private static boolean isSound(ByteBuffer packet) {
    assertThat(RtpHeader.wellFormed(packet)).isTrue();
    return true;
  }

  private static Remote remote(Codec codec) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_000);
    return new Remote(address, List.of(codec.format(), KEYS, NOISE), Direction.SENDRECV);
  }

  private static ByteBuffer roomy(byte[] packet) {
    return ByteBuffer.allocate(packet.length + SrtpProfile.MOST_ADDED).put(packet).flip();
  }

  static List<byte[]> seeds() {
    return List.of(
        Mutants.joined(new byte[] {0x30}, List.of(speech(8, 1), speech(8, 2), speech(8, 4))),
        Mutants.joined(new byte[] {0x31}, List.of(speech(0, 65_535), speech(0, 0), key(1))),
        Mutants.joined(new byte[] {0x02}, List.of(speech(9, 7), speech(9, 6), speech(9, 8))),
        Mutants.joined(new byte[] {0x03}, List.of(opus(1), opus(2), opus(2))),
        Mutants.joined(new byte[] {0x30}, List.of(speech(8, 1), noise(2), speech(8, 3))),
        Mutants.joined(new byte[] {(byte) 0xB0}, List.of(key(1), key(2), speech(8, 3))),
        Mutants.joined(new byte[] {0x30}, List.of(extended(), padded())));
  }

  private static byte[] speech(int payloadType, int sequence) {
    var packet = header(0x80, payloadType, sequence, 160);
    for (int i = 12; i < packet.capacity(); i++) {
      packet.put(i, (byte) (i * 37));
    }
    return packet.array();
  }

  /** 20 ms of silence of the code 3: two frames of it, of a length each. */
  private static byte[] opus(int sequence) {
    var packet = header(0x80, Codec.OPUS.format().payloadType(), sequence, 8);
    return packet.put(12, (byte) 0xFB).put(13, (byte) 0x82).put(14, (byte) 2).array();
  }

  private static byte[] noise(int sequence) {
    return header(0x80, 13, sequence, 1).put(12, (byte) 50).array();
  }

  private static byte[] key(int sequence) {
    return header(0x80, 0x80 | 101, sequence, 4).putInt(12, 0x050A_00A0).array();
  }

  private static byte[] extended() {
    return header(0x92, 8, 1, 32).putShort(22, (short) 1).put(24, (byte) 7).array();
  }

  private static byte[] padded() {
    var packet = header(0xA0, 8, 2, 32);
    return packet.put(packet.capacity() - 1, (byte) 4).array();
  }

  private static ByteBuffer header(int first, int second, int sequence, int payload) {
    return ByteBuffer.allocate(12 + payload)
        .put(0, (byte) first)
        .put(1, (byte) second)
        .putShort(2, (short) sequence)
        .putInt(4, sequence * 160)
        .putInt(8, 77);
  }
}
