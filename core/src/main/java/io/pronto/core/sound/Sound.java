package io.pronto.core.sound;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Sound as it is kept: linear, one channel, 16,000 samples a second of 16 bits.
 *
 * @param samples not copied: whoever has it must not write to it
 */
public record Sound(short[] samples) {
  /** Samples a second. */
  public static final int RATE = 16_000;

  /** The sound whose {@link #bytes} are {@code bytes}. */
  public static Sound of(byte[] bytes) {
    var samples = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return new Sound(samples);
  }

  /** Its samples, the lower byte of each first. */
  public byte[] bytes() {
    var bytes = new byte[2 * samples.length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples);
    return bytes;
  }

  /** How long it lasts. */
  public Duration length() {
    return Duration.ofMillis(1_000L * samples.length / RATE);
  }

  /** The SHA-256 of {@link #bytes}, in hexadecimal: what was played is known by it. */
  public String fingerprint() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sound sound && java.util.Arrays.equals(samples, sound.samples);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(samples);
  }

  @Override
  public String toString() {
    return "Sound of " + length();
  }
}
