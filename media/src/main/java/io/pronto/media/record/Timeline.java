package io.pronto.media.record;

import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.Pause;
import io.pronto.core.manifest.Track;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.media.Side;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.KeyTones;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two channels of sound, side by side as they are written: 16 bits, little-endian, left and right
 * in turn. It holds the last moments only, in which packets may come in any order; chunk by chunk
 * the oldest is settled, searched for the tones of keys, and goes to its {@link Sink} and into the
 * manifest a moment later, without them. Positions are samples from the start.
 */
final class Timeline {
  /** Takes what will not change any more. */
  interface Sink {
    /** Takes {@code length} bytes from {@code offset} on; false when they cannot be kept. */
    boolean keep(byte[] sound, int offset, int length);
  }

  /** How it is known that a key was pressed; many a phone tells of one in several of these ways. */
  enum Told {
    /** By RFC 4733 events. */
    EVENT,
    /** By a message in the call's signalling, INFO. */
    MESSAGE,
    /** By its tones in the sound. */
    TONE
  }

  /** Samples that are written at once: 200 ms. */
  static final int CHUNK = 1600;

  /**
   * What can be placed ends at most so many samples after what is settled: as long as sound is
   * waited for at most, and some more.
   */
  static final int CAPACITY = 7 * CHUNK;

  /** Why nothing is kept while a card number or a code is keyed. */
  static final String CARD_DIGITS = "card_digits";

  /** Samples that are settled at once: 50 ms. */
  private static final int STEP = CHUNK / 4;

  /** What is settled is held for so long: a tone is known by what comes after its beginning. */
  private static final int HELD = 2 * STEP;

  private static final int RING = CAPACITY + 2 * CHUNK;

  /** Bytes of one sample of both channels. */
  static final int FRAME_BYTES = 4;

  /** A key that is both told of and heard in its tones is one, if it is so within a second. */
  private static final int APART = G711.RATE;

  /** Keys are letters of ASCII. */
  private static final int KEYS = 128;

  private static final long NEVER = Long.MIN_VALUE / 2;
  private static final VarHandle SAMPLE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte NOTHING = 0;
  private static final Content[] CONTENTS = Content.values();
  private static final byte SOUND = mark(Content.SOUND);
  private static final byte SILENT = mark(Content.SILENT);
  private static final byte KEYS_HEARD = mark(Content.KEYS);
  private static final byte UNDECODED = mark(Content.UNDECODED);
  private static final byte[] ALL_SOUND = new byte[STEP];

  static {
    Arrays.fill(ALL_SOUND, SOUND);
  }

  private final Sink sink;
  private final byte[] sound = new byte[RING * FRAME_BYTES];
  private final Channel[] channels = {new Channel(), new Channel()};
  private final Pauses asked = new Pauses();
  private final Pauses keyed = new Pauses();
  private final CardPause cards = new CardPause();
  private boolean watchful;
  private long settled;
  private long kept;

  Timeline(Sink sink) {
    this.sink = sink;
  }

  /** Where what can still be changed begins. */
  long settled() {
    return settled;
  }

  /** Places {@code samples} at {@code at}, as far as that can still be changed. */
  void place(Side side, long at, short[] samples, int length) {
    long from = Math.max(at, settled);
    long to = Math.min(at + length, settled + CAPACITY);
    for (long next = from; next < to; ) {
      int index = index(next);
      int run = (int) Math.min(to - next, RING - index);
      copy(samples, (int) (next - at), run, index * FRAME_BYTES + 2 * side.ordinal());
      Arrays.fill(channel(side).marks, index, index + run, SOUND);
      next += run;
    }
  }

  /**
   * Moves what lies from {@code from} to {@code to}, none of it settled, to {@code by} before, and
   * drops what would come to lie before what is settled.
   */
  void pull(Side side, long from, long to, long by) {
    var marks = channel(side).marks;
    int offset = 2 * side.ordinal();
    long end = Math.min(to, settled + CAPACITY);
    for (long at = Math.max(from, settled); at < end; at++) {
      int old = index(at);
      if (at - by >= settled) {
        int now = index(at - by);
        short sample = (short) SAMPLE.get(sound, old * FRAME_BYTES + offset);
        SAMPLE.set(sound, now * FRAME_BYTES + offset, sample);
        marks[now] = marks[old];
      }
      SAMPLE.set(sound, old * FRAME_BYTES + offset, (short) 0);
      marks[old] = NOTHING;
    }
    for (long at = Math.max(to - by, settled); at < from; at++) {
      forget(marks, index(at));
    }
    channel(side).tones.pull(from, by);
  }

  /** Why nobody spoke there was a guess; that no sound was in what came is none. */
  private static void forget(byte[] marks, int index) {
    if (marks[index] != KEYS_HEARD && marks[index] != UNDECODED) {
      marks[index] = NOTHING;
    }
  }

  /** Fills a hole of a few samples, from {@code from} to {@code to}, with the sample before it. */
  void bridge(Side side, long from, long to) {
    if (to > settled + CAPACITY) {
      return;
    }
    var channel = channel(side);
    int offset = 2 * side.ordinal();
    long first = Math.max(from, settled);
    short before =
        first > kept ? (short) SAMPLE.get(sound, index(first - 1) * FRAME_BYTES + offset) : 0;
    for (long at = first; at < to; at++) {
      SAMPLE.set(sound, index(at) * FRAME_BYTES + offset, before);
      channel.marks[index(at)] = SOUND;
    }
  }

  /** Whether there is sound at {@code at} already. */
  boolean sounds(Side side, long at) {
    return at >= settled && at < settled + CAPACITY && channel(side).marks[index(at)] == SOUND;
  }

  /** Says why there is no sound from {@code from} to {@code to}, where nothing is known yet. */
  void explain(Side side, long from, long to, Content content) {
    long end = Math.min(to, settled + CAPACITY);
    var marks = channel(side).marks;
    byte mark = mark(content);
    for (long at = Math.max(from, settled); at < end; at++) {
      int index = index(at);
      if (marks[index] == NOTHING) {
        marks[index] = mark;
      }
    }
  }

  /** Says that the silence which was settled last was no silence of the party's. */
  void correct(Side side, Content content) {
    var channel = channel(side);
    long at = settled;
    while (at > kept && channel.marks[index(at - 1)] == SILENT) {
      at--;
      channel.marks[index(at)] = mark(content);
    }
    if (at == kept) {
      channel.track.correct(Content.SILENT, content);
    }
  }

  /** Says what no sound means from {@code at} on, unless it is explained. */
  void background(Side side, long at, Content content) {
    var channel = channel(side);
    explain(side, channel.paintedTo, at, channel.background);
    channel.paintedTo = Math.max(channel.paintedTo, at);
    channel.background = content;
  }

  /** Keeps nothing from {@code at} on, for {@code reason}. */
  void pause(long at, String reason) {
    asked.begin(at, reason);
  }

  /** Keeps again what is from {@code at} on. */
  void resume(long at) {
    asked.end(at);
  }

  /** Keeps nothing, from now on, while a card number or a code is keyed. */
  void watchForCards() {
    watchful = true;
  }

  /** Whether nothing is kept at {@code at} since somebody keys in a card number or a code. */
  boolean keyedAt(long at) {
    return keyed.covers(at);
  }

  /** A key was told of at {@code at}: what its party's channel holds from {@code from} on goes. */
  void keyEvent(Side side, long from, long to) {
    var channel = channel(side);
    channel.lastEvent = to;
    channel.tones.cover(Math.max(from, kept), to);
  }

  /** A party has pressed {@code key} at {@code at}; it counts once, in how many ways it is told. */
  void pressed(Side side, char key, long at, Told told) {
    if (channel(side).isNews(key, at, told) && watchful && cards.pressed(side, key, at)) {
      keyed.cover(at, at + CardPause.AFTER, CARD_DIGITS);
    }
  }

  /** Why nothing was kept, and when, in order. */
  List<Pause> pauses() {
    return Stream.concat(asked.until(kept), keyed.until(kept))
        .sorted(Comparator.comparingLong(Pause::fromMillis))
        .toList();
  }

  /** Settles what lies whole before {@code until}. */
  void writeUntil(long until) {
    while (settled + STEP <= until) {
      settle(STEP);
    }
  }

  /** Writes what is left up to {@code end}, and nothing of what lies after. */
  void finish(long end) {
    writeUntil(end);
    if (end > settled) {
      settle((int) (end - settled));
    }
    while (kept < settled) {
      keep((int) Math.min(CHUNK, settled - kept));
    }
  }

  /** What the channel holds as far as it is written. */
  Track track(Side side, Packets packets) {
    return channel(side).track.track(packets);
  }

  private void settle(int frames) {
    int from = index(settled);
    for (var side : Side.values()) {
      var channel = channel(side);
      if (Arrays.mismatch(channel.marks, from, from + frames, ALL_SOUND, 0, frames) >= 0) {
        explain(side, settled, settled + frames, channel.background);
      }
      hear(side, channel, from, frames);
    }
    settled += frames;
    if (settled - kept >= CHUNK + HELD) {
      keep(CHUNK);
    }
  }

  /** Looks for keys by their tones. Whoever sends events as well has told of them already. */
  private void hear(Side side, Channel channel, int from, int frames) {
    int at = from * FRAME_BYTES + 2 * side.ordinal();
    for (int i = 0; i < frames; i++) {
      char key = channel.tones.hear((short) SAMPLE.get(sound, at));
      at += FRAME_BYTES;
      long now = settled + i;
      if (key != KeyTones.NONE && Math.abs(now - channel.lastEvent) > APART) {
        pressed(side, key, now, Told.TONE);
      }
    }
  }

  private void keep(int frames) {
    int from = index(kept);
    for (var side : Side.values()) {
      channel(side).tones.apply(kept, frames, (at, length) -> hush(side, from + at, length));
    }
    asked.apply(kept, frames, (at, length) -> blank(from + at, length));
    keyed.apply(kept, frames, (at, length) -> blank(from + at, length));
    boolean written = sink.keep(sound, from * FRAME_BYTES, frames * FRAME_BYTES);
    for (var channel : channels) {
      account(channel, from, frames, written);
      Arrays.fill(channel.marks, from, from + frames, NOTHING);
    }
    Arrays.fill(sound, from * FRAME_BYTES, (from + frames) * FRAME_BYTES, (byte) 0);
    kept += frames;
  }

  private void blank(int index, int frames) {
    Arrays.fill(sound, index * FRAME_BYTES, (index + frames) * FRAME_BYTES, (byte) 0);
    for (var channel : channels) {
      Arrays.fill(channel.marks, index, index + frames, mark(Content.PAUSED));
    }
  }

  private void hush(Side side, int index, int frames) {
    var marks = channel(side).marks;
    for (int at = index; at < index + frames; at++) {
      if (marks[at] == SOUND) {
        SAMPLE.set(sound, at * FRAME_BYTES + 2 * side.ordinal(), (short) 0);
        marks[at] = mark(Content.KEYS);
      }
    }
  }

  private static void account(Channel channel, int from, int frames, boolean written) {
    if (!written) {
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
    return (int) (position % RING);
  }

  private static byte mark(Content content) {
    return (byte) (content.ordinal() + 1);
  }

  /** What is known of the samples of one channel. */
  private static final class Channel {
    final byte[] marks = new byte[RING];
    final TrackBuilder track = new TrackBuilder(G711.RATE);
    Content background = Content.ABSENT;
    final ToneSearch tones = new ToneSearch();
    long paintedTo;
    long lastEvent = -APART;
    private final long[][] pressed = new long[Told.values().length][KEYS];

    Channel() {
      for (var keys : pressed) {
        Arrays.fill(keys, NEVER);
      }
    }

    /** Whether it was not told of in another way already. */
    boolean isNews(char key, long at, Told told) {
      int index = key % KEYS;
      boolean known = false;
      for (int way = 0; way < pressed.length; way++) {
        known |= way != told.ordinal() && Math.abs(at - pressed[way][index]) <= APART;
      }
      if (!known) {
        pressed[told.ordinal()][index] = at;
      }
      return !known;
    }
  }
}
