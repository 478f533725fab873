package io.pronto.core.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Semaphore;

/**
 * A recording as a FLAC or Opus file that is nowhere but in what is sent of it, a second at a time.
 * Only so many are encoded at once that calls keep a core to themselves.
 */
public final class RecordingExport {
  private static final Semaphore TURNS =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  private final SoundFiles encoders;
  private final RecordingAudio audio;

  /** The sound of {@code audio}, in as many channels as that has. */
  public RecordingExport(SoundFiles encoders, RecordingAudio audio) {
    this.encoders = encoders;
    this.audio = audio;
  }

  /**
   * Writes all of it.
   *
   * @param name of the copy, printable ASCII
   */
  public void writeTo(OutputStream out, SoundFormat format, String name) throws IOException {
    int channels = audio.channels();
    var second = ByteBuffer.allocate(2 * channels * RecordingAudio.RATE);
    var samples = new short[channels * RecordingAudio.RATE];
    var made = new ByteArrayOutputStream();
    long frames = audio.frames();
    try (var file = encoders.begin(format, made, RecordingAudio.RATE, channels, frames, name)) {
      for (long at = 0; at < frames; ) {
        audio.readChannels(at, second.clear());
        int read = second.flip().remaining() / 2 / channels;
        if (read == 0) {
          throw new IOException("The recording ends early");
        }
        second.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples, 0, read * channels);
        encode(file, samples, read);
        send(made, out);
        at += read;
      }
    }
    send(made, out);
  }

  /** A peer that is slow to read keeps nobody else waiting. */
  private static void encode(SoundFiles.Writing file, short[] samples, int frames)
      throws IOException {
    try {
      TURNS.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    try {
      file.add(samples, frames);
    } finally {
      TURNS.release();
    }
    Thread.yield();
  }

  private static void send(ByteArrayOutputStream made, OutputStream out) throws IOException {
    made.writeTo(out);
    made.reset();
  }
}
