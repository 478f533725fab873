package io.pronto.media.mix;

import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;

/**
 * What all voices of a room say together, in Opus as some of its parties want it: encoded once for
 * all of them who hear everybody, as those do who say nothing themselves. For the mixing thread.
 */
final class RoomStream {
  /** Samples per second of what it is made of. */
  static final int RATE = 16_000;

  private final AudioEncoder encoder;
  private final byte[] code = new byte[AudioEncoder.MOST_BYTES];
  private int length;
  private long madeFor = -1;

  /** How many parties may be sent it. */
  private int parties;

  /** One that keeps to {@code parameters}, of {@code a=fmtp}. */
  RoomStream(String parameters) {
    encoder = Codec.OPUS.encoder(RATE, parameters);
  }

  void enter() {
    parties++;
  }

  /** True where nobody is left: it is closed then. */
  boolean leave() {
    parties--;
    if (parties == 0) {
      encoder.close();
    }
    return parties == 0;
  }

  /** Has {@link #code} be that of {@code all}, in the tick {@code number}; returns its bytes. */
  int make(Sum all, long number) {
    if (madeFor != number) {
      madeFor = number;
      length = encoder.encode(all.sound, 0, all.samples(), code, 0);
    }
    return length;
  }

  byte[] code() {
    return code;
  }
}
