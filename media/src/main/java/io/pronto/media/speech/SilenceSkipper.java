package io.pronto.media.speech;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;

/**
 * Leaves long silences out of a sound, since half of a call is one party listening, and decoding
 * that costs as much as speech. The first half second of a silence stays, so that a word can end,
 * and the last 0.3 s, so that the next can begin softly.
 */
final class SilenceSkipper {
  private static final int RATE = 8_000;

  /** Samples that are looked at together: 20 ms. */
  static final int BLOCK = RATE / 50;

  private static final int KEPT_AFTER_SPEECH = 25;
  private static final int KEPT_BEFORE_SPEECH = 15;

  /** Root mean square, about −55 dBFS: under the softest speech, over the noise of a still line. */
  private static final double QUIET = 60;

  /** Takes what is left. */
  interface Listener {
    /** Linear samples, 16 bits, little-endian: the first {@code length} bytes of {@code pcm}. */
    void sound(byte[] pcm, int length) throws IOException;

    /** Here {@code samples} of silence were left out. */
    void silence(long samples) throws IOException;

    /** It has been quiet for so long that a word has ended; what follows may be left out. */
    default void hush() throws IOException {}
  }

  private final Listener listener;
  private final ArrayDeque<byte[]> held = new ArrayDeque<>();
  private int quietBlocks;
  private long leftOut;

  SilenceSkipper(Listener listener) {
    this.listener = listener;
  }

  /** Passes on all of {@code pcm} but its long silences. */
  void pass(InputStream pcm) throws IOException {
    for (var block = pcm.readNBytes(BLOCK * 2);
        block.length > 1;
        block = pcm.readNBytes(BLOCK * 2)) {
      pass(block);
    }
  }

  /** Passes on a block of 20 ms, or less in the end; it must not be changed afterwards. */
  void pass(byte[] block) throws IOException {
    if (isQuiet(block)) {
      quiet(block);
    } else {
      loud(block);
    }
  }

  private void quiet(byte[] block) throws IOException {
    if (++quietBlocks <= KEPT_AFTER_SPEECH) {
      listener.sound(block, block.length & ~1);
      return;
    }
    if (quietBlocks == KEPT_AFTER_SPEECH + 1) {
      listener.hush();
    }
    held.addLast(block);
    if (held.size() > KEPT_BEFORE_SPEECH) {
      leftOut += held.removeFirst().length / 2;
    }
  }

  private void loud(byte[] block) throws IOException {
    quietBlocks = 0;
    if (leftOut > 0) {
      listener.silence(leftOut);
      leftOut = 0;
    }
    for (var soft : held) {
      listener.sound(soft, soft.length);
    }
    held.clear();
    listener.sound(block, block.length & ~1);
  }

  private static boolean isQuiet(byte[] block) {
    double sum = 0;
    for (int i = 0; i + 1 < block.length; i += 2) {
      int sample = (short) ((block[i] & 0xff) | block[i + 1] << 8);
      sum += (double) sample * sample;
    }
    return Math.sqrt(sum / (block.length / 2)) < QUIET;
  }
}
