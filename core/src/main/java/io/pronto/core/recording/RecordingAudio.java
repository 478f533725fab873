package io.pronto.core.recording;

import io.pronto.core.seal.SealedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A recording as a WAV file that is nowhere but in what is read of it: linear, 16 bits, 8 kHz; left
 * the party that called, right the party that was called, or both in one channel. For one thread at
 * a time.
 */
public final class RecordingAudio implements AutoCloseable {
  /** Samples a second of each channel. */
  public static final int RATE = 8000;

  /** Bytes of one sample of both channels. */
  static final int FRAME = 4;

  private static final int HEADER = 44;
  private static final int NOTE_HEAD = 20;
  private static final int SAMPLE = 2;
  private static final int STEREO = 2;
  private static final int NOBODY = -1;
  private static final int BITS = 16;

  private final SealedReader reader;
  private final int channels;
  private final int silenced;
  private final ByteBuffer header;
  private final ByteBuffer note;
  private final long frames;
  private final long sound;

  RecordingAudio(SealedReader reader) {
    this(reader, STEREO, NOBODY, ByteBuffer.allocate(0));
  }

  private RecordingAudio(SealedReader reader, int channels, int silenced, ByteBuffer note) {
    this.reader = reader;
    this.channels = channels;
    this.silenced = silenced;
    this.note = note;
    this.frames = reader.length() / FRAME;
    this.sound = frames * channels * SAMPLE;
    this.header = header((int) sound, note.limit());
  }

  /**
   * The same for somebody who may take it away: a comment after the sound (RIFF's INFO list) says
   * which copy it is. Closing it closes this.
   *
   * @param name of the copy, printable ASCII
   */
  public RecordingAudio copy(String name) {
    return new RecordingAudio(reader, channels, silenced, note(name));
  }

  /** The same with both parties in one channel. Closing it closes this. */
  public RecordingAudio mixed() {
    return new RecordingAudio(reader, 1, silenced, note);
  }

  /**
   * The same of the party that called alone: as long, and digital silence on the right. Closing it
   * closes this.
   */
  public RecordingAudio leftAlone() {
    return new RecordingAudio(reader, channels, 1, note);
  }

  /** The same of the party that was called alone. Closing it closes this. */
  public RecordingAudio rightAlone() {
    return new RecordingAudio(reader, channels, 0, note);
  }

  /** 2, or 1 where both parties are in one. */
  public int channels() {
    return channels;
  }

  /** How many samples each channel has. */
  public long frames() {
    return frames;
  }

  /** Bytes of the WAV file. */
  public long length() {
    return HEADER + sound + note.limit();
  }

  /** How long it is, in milliseconds. */
  public long millis() {
    return frames * 1000 / RATE;
  }

  /** Whether the recording was ended; if not, a crash did, and its last second is missing. */
  public boolean ended() {
    return reader.closedCleanly();
  }

  /**
   * Fills {@code into} with the WAV file's bytes from {@code offset} on, as far as there are any,
   * and returns how many that were: 0 at the end.
   *
   * @throws io.pronto.core.seal.BrokenSeal when that part of the sealed file was changed
   */
  public int read(long offset, ByteBuffer into) throws IOException {
    int before = into.remaining();
    long at = offset;
    if (at < HEADER && into.hasRemaining()) {
      int taken = (int) Math.min(HEADER - at, into.remaining());
      into.put(header.slice((int) at, taken));
      at += taken;
    }
    if (at >= HEADER && at < HEADER + sound) {
      int limit = into.limit();
      into.limit((int) Math.min(limit, into.position() + HEADER + sound - at));
      at += channels == STEREO ? readSound(at - HEADER, into) : mix(at - HEADER, into);
      into.limit(limit);
    }
    if (at >= HEADER + sound && at < length() && into.hasRemaining()) {
      int from = (int) (at - HEADER - sound);
      into.put(note.slice(from, Math.min(note.limit() - from, into.remaining())));
    }
    return before - into.remaining();
  }

  /** One channel's samples, little-endian, without a header; closing it closes this. */
  public InputStream left() {
    return new ChannelStream(this, 0);
  }

  /** One channel's samples, little-endian, without a header; closing it closes this. */
  public InputStream right() {
    return new ChannelStream(this, 1);
  }

  /** Reads sound of both channels, from byte {@code offset} of it on. */
  int readSound(long offset, ByteBuffer into) throws IOException {
    int begin = into.position();
    int limit = into.limit();
    long left = Math.max(0, frames * FRAME - offset);
    into.limit((int) Math.min(limit, begin + left));
    int read = reader.read(offset, into);
    into.limit(limit);
    silence(offset, into, begin);
    return read;
  }

  /** Leaves nothing of a channel that is not to be heard in what begins at {@code begin}. */
  private void silence(long offset, ByteBuffer sound, int begin) {
    if (silenced == NOBODY) {
      return;
    }
    for (int at = begin; at < sound.position(); at++) {
      if ((offset + at - begin) % FRAME / SAMPLE == silenced) {
        sound.put(at, (byte) 0);
      }
    }
  }

  /** Reads sound, whole samples of each channel that this has, from {@code frame} on. */
  void readChannels(long frame, ByteBuffer into) throws IOException {
    read(HEADER + frame * channels * SAMPLE, into);
  }

  /** Fills {@code into}, which ends with the sound at the latest, from byte {@code offset} on. */
  private int mix(long offset, ByteBuffer into) throws IOException {
    int wanted = into.remaining();
    int skipped = (int) (offset % SAMPLE);
    int whole = (skipped + wanted + SAMPLE - 1) / SAMPLE;
    var both = ByteBuffer.allocate(whole * FRAME).order(ByteOrder.LITTLE_ENDIAN);
    readSound(offset / SAMPLE * FRAME, both);
    both.flip();
    var one = ByteBuffer.allocate(whole * SAMPLE).order(ByteOrder.LITTLE_ENDIAN);
    while (both.remaining() >= FRAME) {
      int sum = both.getShort() + both.getShort();
      one.putShort((short) Math.clamp(sum, Short.MIN_VALUE, Short.MAX_VALUE));
    }
    int made = Math.min(wanted, one.position() - skipped);
    into.put(one.slice(skipped, made));
    return made;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private static ByteBuffer note(String name) {
    var text = (name + '\0').getBytes(StandardCharsets.US_ASCII);
    int padded = text.length + text.length % 2;
    return ByteBuffer.allocate(NOTE_HEAD + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {'L', 'I', 'S', 'T'})
        .putInt(NOTE_HEAD - 8 + padded)
        .put(new byte[] {'I', 'N', 'F', 'O', 'I', 'C', 'M', 'T'})
        .putInt(text.length)
        .put(text)
        .position(0);
  }

  private ByteBuffer header(int sound, int note) {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {'R', 'I', 'F', 'F'})
        .putInt(HEADER - 8 + sound + note)
        .put(new byte[] {'W', 'A', 'V', 'E', 'f', 'm', 't', ' '})
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) channels)
        .putInt(RATE)
        .putInt(RATE * channels * SAMPLE)
        .putShort((short) (channels * SAMPLE))
        .putShort((short) BITS)
        .put(new byte[] {'d', 'a', 't', 'a'})
        .putInt(sound)
        .flip();
  }
}
