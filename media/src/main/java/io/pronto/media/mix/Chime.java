package io.pronto.media.mix;

import io.pronto.media.codec.Resampler;
import java.util.Arrays;

/** A sound of ours that all in a room hear beside the others, once. For the mixing thread. */
final class Chime {
  final Voice voice = new Voice();
  private final Resampler up = new Resampler(8_000, 16_000, voice.narrow.length);
  private short[] sound = new short[0];
  private int at;

  /** Starts {@code samples} of 8 kHz, in place of what sounds still. */
  void start(short[] samples) {
    sound = samples;
    at = 0;
  }

  boolean sounds() {
    return at < sound.length;
  }

  /** Gets its next 20 ms ready. */
  void render() {
    int some = Math.min(voice.narrow.length, sound.length - at);
    System.arraycopy(sound, at, voice.narrow, 0, some);
    Arrays.fill(voice.narrow, some, voice.narrow.length, (short) 0);
    up.resample(voice.narrow, voice.narrow.length, voice.wide);
    at += some;
  }
}
