package io.pronto.core.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The samples of one channel of a recording. */
final class ChannelStream extends InputStream {
  private static final int FRAMES = 4096;
  private static final int SAMPLE = 2;

  private final RecordingAudio audio;
  private final int channel;
  private final ByteBuffer frames = ByteBuffer.allocate(FRAMES * RecordingAudio.FRAME).limit(0);
  private final byte[] samples = new byte[FRAMES * SAMPLE];
  private long offset;
  private int at;
  private int end;

  ChannelStream(RecordingAudio audio, int channel) {
    this.audio = audio;
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    return fill() ? samples[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int taken = Math.min(length, end - at);
    System.arraycopy(samples, at, into, from, taken);
    at += taken;
    return taken;
  }

  @Override
  public void close() throws IOException {
    audio.close();
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    offset += audio.readSound(offset, frames.clear());
    frames.flip();
    at = 0;
    end = 0;
    for (int frame = channel * SAMPLE; frame < frames.limit(); frame += RecordingAudio.FRAME) {
      samples[end++] = frames.get(frame);
      samples[end++] = frames.get(frame + 1);
    }
    return end > 0;
  }
}
