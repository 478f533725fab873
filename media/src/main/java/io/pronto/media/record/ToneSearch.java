package io.pronto.media.record;

import io.pronto.media.codec.KeyTones;

/** Finds where one channel holds the tones of keys, so that they are not kept. */
final class ToneSearch {
  /** A tone may begin and end within a block, and fade: so much around it goes as well, 25 ms. */
  private static final int MARGIN = 2 * KeyTones.BLOCK;

  private final KeyTones tones = new KeyTones();
  private final Pauses found = new Pauses();
  private final Pauses told = new Pauses();
  private long at;

  /** Listens to the next sample; the key that has been recognised by it, or NONE. */
  char hear(short sample) {
    char key = tones.hear(sample);
    at++;
    if (at % KeyTones.BLOCK == 0 && tones.holds()) {
      found.cover(at - KeyTones.BLOCK - MARGIN, at + MARGIN, "");
    }
    return key;
  }

  /** Has what lies from {@code from} to {@code to} taken for tones, whatever it is. */
  void cover(long from, long to) {
    told.cover(from, to, "");
  }

  /** The sound from {@code from} on is {@code by} before what it was when it was told of. */
  void pull(long from, long by) {
    told.pull(from, by);
  }

  /** Says where there are tones in the chunk of {@code length} at {@code start}. */
  void apply(long start, int length, Pauses.Blank chunk) {
    found.apply(start, length, chunk);
    told.apply(start, length, chunk);
  }
}
