package io.pronto.media.codec;

import io.pronto.media.RtpFormat;
import java.util.Arrays;
import java.util.Optional;

/**
 * The two laws of ITU-T G.711: 8,000 samples a second, one byte each. Both directions are table
 * look-ups.
 */
public enum G711 {
  /** A-law: Europe and international trunks. */
  PCMA(8) {
    @Override
    int expand(int code) {
      int inverted = code ^ 0x55;
      int exponent = (inverted >> 4) & 7;
      int mantissa = ((inverted & 15) << 4) + 8;
      int magnitude = exponent == 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
      return inverted >= 128 ? magnitude : -magnitude;
    }
  },
  /** µ-law: North America and Japan. */
  PCMU(0) {
    @Override
    int expand(int code) {
      int inverted = ~code & 0xFF;
      int exponent = (inverted >> 4) & 7;
      int magnitude = ((((inverted & 15) << 3) + 0x84) << exponent) - 0x84;
      return inverted >= 128 ? -magnitude : magnitude;
    }
  };

  /** Samples in one second of sound. */
  public static final int RATE = 8000;

  /** Samples in one packet of 20 ms. */
  public static final int FRAME = 160;

  private static final int STEP_BITS = 2;

  private final int payloadType;
  private final short[] decoded = new short[256];
  private final byte[] encoded = new byte[1 << (16 - STEP_BITS)];

  G711(int payloadType) {
    this.payloadType = payloadType;
    for (int code = 0; code < 256; code++) {
      decoded[code] = (short) expand(code);
    }
    for (int step = 0; step < encoded.length; step++) {
      int middle = (short) (step << STEP_BITS) + (1 << (STEP_BITS - 1));
      encoded[step] = (byte) nearest(middle);
    }
  }

  /** The law that {@code format} names, if it names one. */
  public static Optional<G711> of(RtpFormat format) {
    return Arrays.stream(values())
        .filter(law -> format.sameEncoding(new RtpFormat(law.payloadType, law.name(), RATE)))
        .findFirst();
  }

  /** The static RTP payload type (RFC 3551): 8 or 0. */
  public int payloadType() {
    return payloadType;
  }

  /** The byte that stands for silence. */
  public byte silence() {
    return encode((short) 0);
  }

  /** The 16-bit linear sample that {@code code} stands for. */
  public short decode(byte code) {
    return decoded[code & 0xFF];
  }

  /** The code whose sample is nearest to {@code sample}. */
  public byte encode(short sample) {
    return encoded[(sample & 0xFFFF) >> STEP_BITS];
  }

  /** Encodes a whole stretch of sound. */
  public byte[] encode(short[] samples) {
    var codes = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      codes[i] = encode(samples[i]);
    }
    return codes;
  }

  /** The 16-bit linear sample of a code from 0 to 255, as the recommendation's tables give it. */
  abstract int expand(int code);

  private int nearest(int sample) {
    int best = 0;
    for (int code = 1; code < 256; code++) {
      int distance = Math.abs(decoded[code] - sample);
      int bestDistance = Math.abs(decoded[best] - sample);
      if (distance <= bestDistance) {
        best = code;
      }
    }
    return best;
  }
}
