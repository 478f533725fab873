package io.pronto.peer;

import io.pronto.bench.Figures;
import io.pronto.media.codec.Resampler;
import io.pronto.sip.phone.Sound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Reads what a peer has recorded: 16-bit WAV at a multiple of 8 kHz, of which the first channel.
 * The sizes in the header are not believed: a peer that still records has not filled them in.
 */
final class Heard {
  private static final int WINDOW = Sound.RATE / 10;
  private static final double SILENCE = -50;
  private static final int CHANNELS_AT = 22;
  private static final int RATE_AT = 24;
  private static final int HEADER = 44;

  private Heard() {}

  /** Returns the sound at 8 kHz; nothing is filtered, for what came by telephone has no more. */
  static Sound in(Path wav) {
    try {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
      if (bytes.limit() < HEADER) {
        return new Sound(new short[0]);
      }
      int step = bytes.getInt(RATE_AT) / Sound.RATE * bytes.getShort(CHANNELS_AT);
      var samples = bytes.position(HEADER).slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
      var heard = new short[samples.limit() / step];
      for (int i = 0; i < heard.length; i++) {
        heard[i] = samples.get(i * step);
      }
      return new Sound(heard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How much of what was heard is the tone {@code hertz}: the median over tenths of a second in
   * which there is sound. Over longer ones a peer that stretches sound to its clock spoils it.
   */
  static double share(Sound heard, double hertz) {
    var shares = new ArrayList<Double>();
    for (int at = 0; at + WINDOW <= heard.samples().length; at += WINDOW) {
      var part = new Sound(Arrays.copyOfRange(heard.samples(), at, at + WINDOW));
      if (part.level() > SILENCE) {
        shares.add(part.share(hertz));
      }
    }
    return shares.isEmpty() ? 0 : Figures.median(shares);
  }

  /** Writes {@code sound} as a WAV for a peer to speak. */
  static void write(Sound sound, Path wav) {
    write(sound, Sound.RATE, 1, wav);
  }

  /** The same at {@code rate}, a multiple of 8 kHz, with all channels alike. */
  static void write(Sound sound, int rate, int channels, Path wav) {
    var resampler = new Resampler(Sound.RATE, rate, sound.samples().length);
    var samples = new short[resampler.resampled(sound.samples().length)];
    resampler.resample(sound.samples(), sound.samples().length, samples);
    int frame = channels * Short.BYTES;
    int size = samples.length * frame;
    var out = ByteBuffer.allocate(HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes()).putInt(HEADER - 8 + size).put("WAVEfmt ".getBytes());
    out.putInt(16).putShort((short) 1).putShort((short) channels);
    out.putInt(rate).putInt(rate * frame);
    out.putShort((short) frame).putShort((short) Short.SIZE);
    out.put("data".getBytes()).putInt(size);
    for (short sample : samples) {
      for (int i = 0; i < channels; i++) {
        out.putShort(sample);
      }
    }
    try {
      Files.write(wav, out.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
