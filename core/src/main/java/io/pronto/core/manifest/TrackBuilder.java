package io.pronto.core.manifest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** Adds up one channel's content in samples, in order, and makes a {@link Track} of it. */
public final class TrackBuilder {
  /** Stretches listed at most; what follows is one that is {@link Content#MIXED}. */
  public static final int LISTED = 5000;

  private final int samplesPerMilli;
  private final List<Stretch> stretches = new ArrayList<>();
  private final EnumMap<Content, Long> totals = new EnumMap<>(Content.class);
  private Content current = Content.ABSENT;
  private long currentFrom;
  private long listedUntil;
  private long samples;

  /** Starts at 0, of sound of {@code rate} samples a second. */
  public TrackBuilder(int rate) {
    samplesPerMilli = rate / 1000;
  }

  /** Adds {@code more} samples of {@code content}. */
  public void add(Content content, long more) {
    if (content != current) {
      endStretch();
      current = content;
    }
    samples += more;
  }

  /** Says that what was added last as {@code taken}, if it was, has turned out to be another. */
  public void correct(Content taken, Content other) {
    if (current == taken) {
      current = other;
    }
  }

  /**
   * Says what has been added, to the last whole millisecond.
   *
   * @param packets what came
   */
  public Track track(Packets packets) {
    endStretch();
    long end = millis();
    if (end > listedUntil) {
      stretches.add(new Stretch(listedUntil, end, Content.MIXED));
      listedUntil = end;
    }
    return new Track(stretches, totals, packets, List.of());
  }

  /** What lasts less than a millisecond, and begins and ends within one, leaves no stretch. */
  private void endStretch() {
    long from = currentFrom;
    long to = millis();
    if (to > from) {
      totals.merge(current, to - from, Long::sum);
      if (stretches.size() < LISTED - 1) {
        append(from, to);
      }
    }
    currentFrom = to;
  }

  private void append(long from, long to) {
    boolean goesOn = !stretches.isEmpty() && stretches.getLast().content() == current;
    var begin = goesOn ? stretches.removeLast().fromMillis() : from;
    stretches.add(new Stretch(begin, to, current));
    listedUntil = to;
  }

  private long millis() {
    return samples / samplesPerMilli;
  }
}
