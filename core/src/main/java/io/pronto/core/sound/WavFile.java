package io.pronto.core.sound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * RIFF WAVE files: linear of 8, 16 or 24 bits, or G.711, at 8 to 48 kHz, of one or two channels.
 * What is read is made into what is kept: both channels mixed, at {@link Sound#RATE}, as loud as
 * prompts are.
 */
public final class WavFile {
  /** The longest sound that is taken. */
  public static final Duration LONGEST = Duration.ofMinutes(5);

  /** What is taken, for whoever has sent something else. */
  public static final String TAKEN =
      "WAV, linear of 8, 16 or 24 bits or G.711, 8 to 48 kHz, one or two channels";

  private static final int RIFF = 0x46464952;
  private static final int WAVE = 0x45564157;
  private static final int FORMAT = 0x20746d66;
  private static final int DATA = 0x61746164;
  private static final int HEADER = 44;
  private static final int LINEAR = 1;
  private static final int FLOAT = 3;
  private static final int G711_ALAW = 6;
  private static final int G711_MULAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;

  private WavFile() {}

  private record Format(SampleForm form, int channels, int rate) {
    int frame() {
      return form.bytes() * channels;
    }
  }

  /**
   * The sound of {@code file}.
   *
   * @throws NotSound saying what is wrong with it
   */
  public static Sound sound(byte[] file) throws NotSound {
    return sound(file, false);
  }

  /**
   * The same of a file that was written as it was made: how long it is was not known when its
   * header was, so that what the header says of lengths is not believed.
   */
  public static Sound streamed(byte[] file) throws NotSound {
    return sound(file, true);
  }

  /** A file of {@code sound}: linear, 16 bits. */
  public static byte[] of(Sound sound) {
    int length = 2 * sound.samples().length;
    var file = ByteBuffer.allocate(HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(RIFF).putInt(HEADER - 8 + length).putInt(WAVE);
    file.putInt(FORMAT).putInt(16).putShort((short) LINEAR).putShort((short) 1);
    file.putInt(Sound.RATE).putInt(2 * Sound.RATE).putShort((short) 2).putShort((short) 16);
    file.putInt(DATA).putInt(length).put(sound.bytes());
    return file.array();
  }

  private static Sound sound(byte[] file, boolean streamed) throws NotSound {
    var bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 12 || bytes.getInt(0) != RIFF || bytes.getInt(8) != WAVE) {
      throw notWav(file);
    }
    var format = format(chunk(bytes, FORMAT, false));
    var data = chunk(bytes, DATA, streamed);
    int frames = data.remaining() / format.frame();
    if (frames == 0) {
      throw new NotSound("empty", "The file holds no sound");
    }
    if (frames > LONGEST.toSeconds() * format.rate()) {
      throw new NotSound(
          "too_long",
          "It lasts %d s; %d s is the most".formatted(frames / format.rate(), LONGEST.toSeconds()));
    }
    var samples = Resampling.of(format.rate(), Sound.RATE).apply(mixed(data, format, frames));
    return new Sound(Loudness.levelled(samples));
  }

  private static float[] mixed(ByteBuffer data, Format format, int frames) {
    var samples = new float[frames];
    int size = format.form().bytes();
    for (int i = 0; i < frames; i++) {
      float sum = 0;
      for (int channel = 0; channel < format.channels(); channel++) {
        sum += format.form().read(data, i * format.frame() + channel * size);
      }
      samples[i] = sum / format.channels();
    }
    return samples;
  }

  private static ByteBuffer chunk(ByteBuffer file, int name, boolean streamed) throws NotSound {
    long at = 12;
    while (at + 8 <= file.limit()) {
      long length = Integer.toUnsignedLong(file.getInt((int) at + 4));
      boolean found = file.getInt((int) at) == name;
      long left = file.limit() - at - 8;
      if (length > left && found && !streamed) {
        throw new NotSound(
            "truncated",
            "The file is cut short: %d bytes are announced where %d are left"
                .formatted(length, left));
      }
      if (found) {
        return file.slice((int) at + 8, (int) Math.min(length, left))
            .order(ByteOrder.LITTLE_ENDIAN);
      }
      at += 8 + length + (length & 1);
    }
    throw new NotSound("truncated", "The file is cut short: its format or its sound is not in it");
  }

  private static Format format(ByteBuffer chunk) throws NotSound {
    if (chunk.remaining() < 16) {
      throw new NotSound("truncated", "The file is cut short within its format");
    }
    int tag = chunk.getShort(0) & 0xFFFF;
    if (tag == EXTENSIBLE && chunk.remaining() >= 26) {
      tag = chunk.getShort(24) & 0xFFFF;
    }
    int channels = chunk.getShort(2) & 0xFFFF;
    int rate = chunk.getInt(4);
    int bits = chunk.getShort(14) & 0xFFFF;
    var form = form(tag, bits);
    if (channels < 1 || channels > 2) {
      throw new NotSound(
          "unsupported_channels", "It has " + channels + " channels; send one or two");
    }
    if (rate < 8_000 || rate > 48_000) {
      throw new NotSound(
          "unsupported_rate",
          "It has %d samples a second; send 8000 to 48000".formatted(Integer.toUnsignedLong(rate)));
    }
    return new Format(form, channels, rate);
  }

  private static SampleForm form(int tag, int bits) throws NotSound {
    return switch (tag) {
      case LINEAR ->
          switch (bits) {
            case 8 -> SampleForm.UNSIGNED_8;
            case 16 -> SampleForm.SIGNED_16;
            case 24 -> SampleForm.SIGNED_24;
            default -> throw unsupported("linear samples of " + bits + " bits");
          };
      case G711_ALAW -> companded(SampleForm.ALAW, bits);
      case G711_MULAW -> companded(SampleForm.MULAW, bits);
      case FLOAT -> throw unsupported("floating-point samples");
      default -> throw unsupported("an encoding of the number " + tag);
    };
  }

  private static SampleForm companded(SampleForm form, int bits) throws NotSound {
    if (bits != 8) {
      throw unsupported("G.711 of " + bits + " bits");
    }
    return form;
  }

  private static NotSound unsupported(String what) {
    return new NotSound("unsupported_encoding", "It has " + what + "; what is taken: " + TAKEN);
  }

  /** What it seems to be is said, since people send what their telephones and editors make. */
  private static NotSound notWav(byte[] file) {
    var begin = new String(file, 0, Math.min(12, file.length), ISO_8859_1);
    var seems =
        begin.startsWith("ID3") || begin.matches("(?s)\u00ff[\u00e2-\u00fb].*")
            ? "an MP3"
            : begin.startsWith("OggS")
                ? "an Ogg"
                : begin.startsWith("fLaC")
                    ? "a FLAC"
                    : begin.startsWith("ftyp", 4)
                        ? "an MP4"
                        : begin.startsWith("RF64") || begin.startsWith("RIFX") ? "an RF64" : "";
    return seems.isEmpty()
        ? new NotSound("not_audio", "It is no audio file; what is taken: " + TAKEN)
        : new NotSound(
            "unsupported_encoding",
            "It seems to be " + seems + " file; convert it: what is taken is " + TAKEN);
  }
}
