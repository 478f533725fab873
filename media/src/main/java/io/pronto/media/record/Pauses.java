package io.pronto.media.record;

import java.util.ArrayDeque;
import java.util.Deque;

/** When nothing was to be kept, in samples from the start. */
final class Pauses {
  /** Is told which part of a chunk must not be kept. */
  interface Blank {
    void blank(int at, int length);
  }

  private record Pause(long from, long to) {}

  private final Deque<Pause> pauses = new ArrayDeque<>();

  /** Begins one at {@code at}, unless one has begun already. */
  void begin(long at) {
    if (pauses.isEmpty() || pauses.getLast().to < Long.MAX_VALUE) {
      pauses.addLast(new Pause(at, Long.MAX_VALUE));
    }
  }

  /** Ends the one that has begun, if there is one. */
  void end(long at) {
    if (!pauses.isEmpty() && pauses.getLast().to == Long.MAX_VALUE) {
      pauses.addLast(new Pause(pauses.removeLast().from, at));
    }
  }

  /** Blanks what falls into the chunk of {@code length} at {@code start}, the oldest there is. */
  void apply(long start, int length, Blank chunk) {
    while (!pauses.isEmpty() && pauses.getFirst().to <= start) {
      pauses.removeFirst();
    }
    for (var pause : pauses) {
      long from = Math.max(pause.from, start);
      long to = Math.min(pause.to, start + length);
      if (to > from) {
        chunk.blank((int) (from - start), (int) (to - from));
      }
    }
  }
}
