package io.pronto.api;

import io.pronto.core.recording.SoundFiles;
import io.pronto.core.recording.SoundFormat;
import java.io.OutputStream;

/** A machine for which there are no encoders. */
final class NoEncoders implements SoundFiles {
  @Override
  public boolean makes(SoundFormat format) {
    return false;
  }

  @Override
  public Writing begin(
      SoundFormat format, OutputStream out, int rate, int channels, long frames, String name) {
    throw new AssertionError("Nobody asks for what cannot be made");
  }
}
