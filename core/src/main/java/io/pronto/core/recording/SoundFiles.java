package io.pronto.core.recording;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Makes files of sound in formats that need an encoder: the door to whoever has encoders. All that
 * is written goes to the stream as it comes, and nowhere else.
 */
public interface SoundFiles {
  /** Whether files of {@code format} can be made here. */
  boolean makes(SoundFormat format);

  /**
   * Begins a file at {@code out}, which stays open.
   *
   * @param rate samples per second of each channel
   * @param channels 1 or 2
   * @param frames how many samples of each channel there will be
   * @param name of the copy, which the file says to whoever looks; printable ASCII
   */
  Writing begin(
      SoundFormat format, OutputStream out, int rate, int channels, long frames, String name)
      throws IOException;

  /** A file that is being written. For one thread at a time. */
  interface Writing extends AutoCloseable {
    /** Adds {@code frames} samples of each channel, in turn. */
    void add(short[] samples, int frames) throws IOException;

    /** Writes what is left. */
    @Override
    void close() throws IOException;
  }
}
