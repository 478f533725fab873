package io.pronto.crash;

import io.pronto.sip.phone.Sound;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** The two channels of a recording as any player opens it: the caller's and the called party's. */
record Playback(Sound caller, Sound called) {
  private static final int WINDOW = Sound.RATE / 50;

  /** Opens a WAV. */
  static Playback of(byte[] wav) {
    try (var in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
      var format = in.getFormat();
      if (format.getChannels() != 2 || format.getSampleRate() != Sound.RATE) {
        throw new AssertionError("Not two channels at 8 kHz: " + format);
      }
      var samples = new short[Math.toIntExact(in.getFrameLength()) * 2];
      ByteBuffer.wrap(in.readAllBytes())
          .order(ByteOrder.LITTLE_ENDIAN)
          .asShortBuffer()
          .get(samples);
      return new Playback(channel(samples, 0), channel(samples, 1));
    } catch (IOException | UnsupportedAudioFileException e) {
      throw new AssertionError("No player opens it", e);
    }
  }

  /** For how long a tone sounds in {@code sound}, in milliseconds, by packets of 20 ms. */
  static int millisOf(double tone, Sound sound) {
    int heard = 0;
    for (int from = 0; from + WINDOW <= sound.samples().length; from += WINDOW) {
      var window = new Sound(Arrays.copyOfRange(sound.samples(), from, from + WINDOW));
      if (window.share(tone) > 0.5) {
        heard += window.millis();
      }
    }
    return heard;
  }

  private static Sound channel(short[] samples, int which) {
    var channel = new short[samples.length / 2];
    for (int i = 0; i < channel.length; i++) {
      channel[i] = samples[2 * i + which];
    }
    return new Sound(channel);
  }
}
