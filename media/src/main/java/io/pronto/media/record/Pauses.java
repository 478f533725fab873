package io.pronto.media.record;

import io.pronto.core.manifest.Pause;
import io.pronto.media.codec.G711;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** When nothing was to be kept and why, in samples from the start; each begins after the last. */
final class Pauses {
  /** Is told which part of a chunk must not be kept. */
  interface Blank {
    void blank(int at, int length);
  }

  private static final long OPEN = Long.MAX_VALUE;
  private static final int PER_MILLI = G711.RATE / 1000;

  private record Span(long from, long to, String reason) {}

  private final List<Span> spans = new ArrayList<>();
  private int over;

  /** Begins one at {@code at}, unless one has begun already. */
  void begin(long at, String reason) {
    if (spans.isEmpty() || spans.getLast().to < OPEN) {
      spans.add(new Span(at, OPEN, reason));
    }
  }

  /** Ends the one that has begun, if there is one. */
  void end(long at) {
    if (!spans.isEmpty() && spans.getLast().to == OPEN) {
      var open = spans.removeLast();
      spans.add(new Span(open.from, at, open.reason));
    }
  }

  /** Adds one from {@code from} to {@code to}, or has the last go on until then. */
  void cover(long from, long to, String reason) {
    if (!spans.isEmpty() && spans.getLast().to >= from) {
      var last = spans.removeLast();
      spans.add(new Span(Math.min(last.from, from), Math.max(last.to, to), last.reason));
    } else {
      spans.add(new Span(from, to, reason));
    }
  }

  /** Moves what ends after {@code from} to {@code by} before. */
  void pull(long from, long by) {
    spans.replaceAll(s -> s.to > from ? new Span(s.from - by, s.to - by, s.reason) : s);
  }

  /** Whether the last one goes on at {@code at}. */
  boolean covers(long at) {
    return !spans.isEmpty() && spans.getLast().from <= at && at < spans.getLast().to;
  }

  /** Blanks what falls into the chunk of {@code length} at {@code start}, the oldest there is. */
  void apply(long start, int length, Blank chunk) {
    while (over < spans.size() && spans.get(over).to <= start) {
      over++;
    }
    for (var span : spans.subList(over, spans.size())) {
      long from = Math.max(span.from, start);
      long to = Math.min(span.to, start + length);
      if (to > from) {
        chunk.blank((int) (from - start), (int) (to - from));
      }
    }
  }

  /** As the manifest of a recording that ends at {@code end} has them. */
  Stream<Pause> until(long end) {
    return spans.stream()
        .map(s -> new Pause(s.from / PER_MILLI, Math.min(s.to, end) / PER_MILLI, s.reason))
        .filter(pause -> pause.toMillis() > pause.fromMillis());
  }
}
