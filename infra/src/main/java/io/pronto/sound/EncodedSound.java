package io.pronto.sound;

import io.pronto.core.recording.SoundFiles;
import io.pronto.core.recording.SoundFormat;
import io.pronto.media.export.FlacFile;
import io.pronto.media.export.OggOpusFile;
import io.pronto.media.export.SoundFile;
import java.io.IOException;
import java.io.OutputStream;

/** Files of sound by the media module's encoders. */
public final class EncodedSound implements SoundFiles {
  @Override
  public boolean makes(SoundFormat format) {
    return switch (format) {
      case WAV -> false;
      case FLAC -> true;
      case OGG -> OggOpusFile.isAvailable();
    };
  }

  @Override
  public Writing begin(
      SoundFormat format, OutputStream out, int rate, int channels, long frames, String name)
      throws IOException {
    return switch (format) {
      case WAV -> throw new IllegalArgumentException("A WAV needs no encoder");
      case FLAC -> new Written(new FlacFile(out, rate, channels, frames, name));
      case OGG -> new Written(new OggOpusFile(out, rate, channels, name));
    };
  }

  private record Written(SoundFile file) implements Writing {
    @Override
    public void add(short[] samples, int frames) throws IOException {
      file.add(samples, frames);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
