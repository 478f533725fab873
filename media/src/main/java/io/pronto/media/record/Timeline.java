package io.pronto.media.record;

import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.Track;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.media.Side;
import io.pronto.media.codec.G711;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Two channels of sound, side by side as they are written: 16 bits, little-endian, left and right
 * in turn. It holds the last moments only, in which packets may come in any order; chunk by chunk
 * the oldest goes to its {@link Sink} and into the manifest. Positions are samples from the start.
 */
final class Timeline {
  /** Takes what will not change any more. */
  interface Sink {
    /** Takes {@code length} bytes from {@code offset} on; false when they cannot be kept. */
    boolean keep(byte[] sound, int offset, int length);
  }

  /** Samples that are written at once: 200 ms. */
  static final int CHUNK = 1600;

  /** Samples that are held at most: what can be placed ends so long after what was written. */
  static final int CAPACITY = 5 * CHUNK;

  /** Bytes of one sample of both channels. */
  static final int FRAME_BYTES = 4;

  private static final VarHandle SAMPLE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte NOTHING = 0;
  private static final Content[] CONTENTS = Content.values();
  private static final byte SOUND = mark(Content.SOUND);
  private static final byte[] ALL_SOUND = new byte[CHUNK];

  static {
    Arrays.fill(ALL_SOUND, SOUND);
  }

  private final Sink sink;
  private final byte[] sound = new byte[CAPACITY * FRAME_BYTES];
  private final Channel[] channels = {new Channel(), new Channel()};
  private final Pauses pauses = new Pauses();
  private long written;

  Timeline(Sink sink) {
    this.sink = sink;
  }

  /** Where what can still be changed begins. */
  long written() {
    return written;
  }

  /** Places {@code samples} at {@code at}, as far as that can still be changed. */
  void place(Side side, long at, short[] samples, int length) {
    long from = Math.max(at, written);
    long to = Math.min(at + length, written + CAPACITY);
    for (long next = from; next < to; ) {
      int index = index(next);
      int run = (int) Math.min(to - next, CAPACITY - index);
      copy(samples, (int) (next - at), run, index * FRAME_BYTES + 2 * side.ordinal());
      Arrays.fill(channel(side).marks, index, index + run, SOUND);
      next += run;
    }
  }

  /** Fills a hole of a few samples, from {@code from} to {@code to}, with the sample before it. */
  void bridge(Side side, long from, long to) {
    if (to > written + CAPACITY) {
      return;
    }
    var channel = channel(side);
    int offset = 2 * side.ordinal();
    short before =
        from > written
            ? (short) SAMPLE.get(sound, index(from - 1) * FRAME_BYTES + offset)
            : channel.lastWritten;
    for (long at = Math.max(from, written); at < to; at++) {
      SAMPLE.set(sound, index(at) * FRAME_BYTES + offset, before);
      channel.marks[index(at)] = SOUND;
    }
  }

  /** Whether there is sound at {@code at} already. */
  boolean sounds(Side side, long at) {
    return at >= written && at < written + CAPACITY && channel(side).marks[index(at)] == SOUND;
  }

  /** Says why there is no sound from {@code from} to {@code to}, where nothing is known yet. */
  void explain(Side side, long from, long to, Content content) {
    long end = Math.min(to, written + CAPACITY);
    var marks = channel(side).marks;
    byte mark = mark(content);
    for (long at = Math.max(from, written); at < end; at++) {
      int index = index(at);
      if (marks[index] == NOTHING) {
        marks[index] = mark;
      }
    }
  }

  /** Says that the silence which was written last was no silence of the party's. */
  void correct(Side side, Content content) {
    channel(side).track.correct(Content.SILENT, content);
  }

  /** Says what no sound means from {@code at} on, unless it is explained. */
  void background(Side side, long at, Content content) {
    var channel = channel(side);
    explain(side, channel.paintedTo, at, channel.background);
    channel.paintedTo = Math.max(channel.paintedTo, at);
    channel.background = content;
  }

  /** Keeps nothing from {@code at} on. */
  void pause(long at) {
    pauses.begin(at);
  }

  /** Keeps again what is from {@code at} on. */
  void resume(long at) {
    pauses.end(at);
  }

  /** Writes what lies whole before {@code until}. */
  void writeUntil(long until) {
    while (written + CHUNK <= until) {
      write(CHUNK);
    }
  }

  /** Writes what is left up to {@code end}, and nothing of what lies after. */
  void finish(long end) {
    writeUntil(end);
    if (end > written) {
      write((int) (end - written));
    }
  }

  /** What the channel holds as far as it is written. */
  Track track(Side side, Packets packets) {
    return channel(side).track.track(packets);
  }

  private void write(int frames) {
    int from = index(written);
    for (var side : Side.values()) {
      var channel = channel(side);
      if (Arrays.mismatch(channel.marks, from, from + frames, ALL_SOUND, 0, frames) >= 0) {
        explain(side, written, written + frames, channel.background);
      }
    }
    pauses.apply(written, frames, (at, length) -> blank(from + at, length));
    boolean kept = sink.keep(sound, from * FRAME_BYTES, frames * FRAME_BYTES);
    for (var side : Side.values()) {
      var channel = channel(side);
      account(channel, from, frames, kept);
      Arrays.fill(channel.marks, from, from + frames, NOTHING);
      int last = (from + frames - 1) * FRAME_BYTES + 2 * side.ordinal();
      channel.lastWritten = (short) SAMPLE.get(sound, last);
    }
    Arrays.fill(sound, from * FRAME_BYTES, (from + frames) * FRAME_BYTES, (byte) 0);
    written += frames;
  }

  private void blank(int index, int frames) {
    Arrays.fill(sound, index * FRAME_BYTES, (index + frames) * FRAME_BYTES, (byte) 0);
    for (var channel : channels) {
      Arrays.fill(channel.marks, index, index + frames, mark(Content.PAUSED));
    }
  }

  private static void account(Channel channel, int from, int frames, boolean kept) {
    if (!kept) {
      channel.track.add(Content.UNWRITTEN, frames);
      return;
    }
    int at = from;
    while (at < from + frames) {
      byte mark = channel.marks[at];
      int end = at + 1;
      while (end < from + frames && channel.marks[end] == mark) {
        end++;
      }
      channel.track.add(CONTENTS[mark - 1], end - at);
      at = end;
    }
  }

  private void copy(short[] samples, int first, int run, int into) {
    int at = into;
    for (int i = first; i < first + run; i++) {
      SAMPLE.set(sound, at, samples[i]);
      at += FRAME_BYTES;
    }
  }

  private Channel channel(Side side) {
    return channels[side.ordinal()];
  }

  private static int index(long position) {
    return (int) (position % CAPACITY);
  }

  private static byte mark(Content content) {
    return (byte) (content.ordinal() + 1);
  }

  /** What is known of the samples of one channel. */
  private static final class Channel {
    final byte[] marks = new byte[CAPACITY];
    final TrackBuilder track = new TrackBuilder(G711.RATE);
    Content background = Content.ABSENT;
    long paintedTo;
    short lastWritten;
  }
}
