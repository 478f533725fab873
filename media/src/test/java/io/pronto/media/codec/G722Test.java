package io.pronto.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Compared bit by bit with what spandsp 0.0.6, which passes the ITU's test sequences, makes. */
class G722Test {
  private static final int SAMPLES = 16_000;

  @Test
  void encodesWhatTheReferenceEncodes() {
    var packet = new byte[SAMPLES / 2];

    int bytes = new G722Encoder().encode(sweepNoiseAndClipping(), 0, SAMPLES, packet, 0);

    assertThat(bytes).isEqualTo(SAMPLES / 2);
    assertThat(digest(packet))
        .isEqualTo("669623e7d0245b4aeba0f15f9678799ed004a7e871d0ce6b78442ed6fb2045bd");
  }

  @Test
  void decodesWhatTheReferenceDecodes() {
    var quiet = Arrays.copyOf(sweepNoiseAndClipping(), SAMPLES / 2);
    for (int i = 0; i < quiet.length; i++) {
      quiet[i] = (short) Math.floorDiv((int) quiet[i], 3);
    }
    var packet = new byte[SAMPLES / 4];
    new G722Encoder().encode(quiet, 0, quiet.length, packet, 0);

    assertThat(digest(decoded(packet)))
        .isEqualTo("58c90943e65e6728b54fd66a13354742e095aaf4728259d193a0fc18cfdd310b");
  }

  @Test
  void whatIsTooLoudIsCutOffAndDoesNotTurnOver() {
    var loud = Wave.tone(500, 16_000, SAMPLES, 60_000);
    for (int i = 0; i < SAMPLES; i++) {
      loud[i] =
          (short) Math.clamp(Math.round(60_000 * Math.sin(Math.PI * i / 16)), -32_768, 32_767);
    }
    var packet = new byte[SAMPLES / 2];
    new G722Encoder().encode(loud, 0, SAMPLES, packet, 0);

    var heard = ByteBuffer.wrap(decoded(packet)).asShortBuffer();

    for (int i = 100; i < SAMPLES - 100; i++) {
      if (Math.abs(loud[i]) > 30_000) {
        assertThat((int) heard.get(Math.min(SAMPLES - 1, i + 22)) * loud[i]).isPositive();
      }
    }
  }

  private static byte[] decoded(byte[] packet) {
    var sound = ByteBuffer.allocate(4 * packet.length);
    var decoder = new G722Decoder();
    var samples = new short[decoder.capacity()];
    for (int at = 0; at < packet.length; at += 160) {
      int made = decoder.decode(packet, at, 160, samples);
      sound.asShortBuffer().put(samples, 0, made);
      sound.position(sound.position() + 2 * made);
    }
    return sound.array();
  }

  private static short[] sweepNoiseAndClipping() {
    var sound = new short[SAMPLES];
    int state = 1;
    for (int i = 0; i < SAMPLES; i++) {
      state = state * 1_103_515_245 + 12_345;
      int period = 20 + i / 800;
      int triangle = i % period * 24_000 / period - 12_000;
      int value = triangle + Math.floorDiv((int) (short) (state >> 16), 8);
      if (i >= 8000 && i < 8800) {
        value = i / 7 % 2 == 1 ? Short.MAX_VALUE : Short.MIN_VALUE;
      }
      sound[i] = (short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    Arrays.fill(sound, 12_000, 12_800, (short) 0);
    return sound;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
