package io.pronto.media.export;

import java.io.IOException;

/** A file of sound that is being written. For one thread at a time. */
public sealed interface SoundFile extends AutoCloseable permits FlacFile, OggOpusFile {
  /**
   * Adds sound.
   *
   * @param samples 16 bits linear, a sample of each channel in turn
   * @param frames how many of each channel
   */
  void add(short[] samples, int frames) throws IOException;

  /** Writes what is left; closes nothing else. Closing twice is harmless. */
  @Override
  void close() throws IOException;
}
