package io.pronto.core.manifest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One channel from beginning to end.
 *
 * @param stretches what it holds, one after the other without a hole; empty only for a recording
 *     that lasts no time
 * @param totals milliseconds per content, those in {@link Content#MIXED} stretches included
 * @param packets what came
 * @param legs by which legs of the call, in order; empty where nobody has said
 */
public record Track(
    List<Stretch> stretches, Map<Content, Long> totals, Packets packets, List<LegInterval> legs) {
  /** Refuses stretches with a hole between them, and totals that do not add up to them. */
  public Track {
    stretches = List.copyOf(stretches);
    totals = Map.copyOf(totals);
    legs = List.copyOf(legs);
    long at = 0;
    for (var stretch : stretches) {
      if (stretch.fromMillis() != at) {
        throw new IllegalArgumentException("Nothing accounts for what follows " + at + " ms");
      }
      at = stretch.toMillis();
    }
    if (totals.values().stream().mapToLong(Long::longValue).sum() != at) {
      throw new IllegalArgumentException("The totals do not add up to " + at + " ms");
    }
  }

  /** A channel whose totals are those of its stretches. */
  public Track(List<Stretch> stretches, Packets packets) {
    this(stretches, sum(stretches), packets, List.of());
  }

  /** The same, which came by {@code legs}. */
  public Track by(List<LegInterval> legs) {
    return new Track(stretches, totals, packets, legs);
  }

  /** How long it is, in milliseconds. */
  public long millis() {
    return stretches.isEmpty() ? 0 : stretches.getLast().toMillis();
  }

  /** How much of it is {@code content}, in milliseconds. */
  public long total(Content content) {
    return totals.getOrDefault(content, 0L);
  }

  /**
   * The same, which holds {@code content} from {@code from} to {@code to}, in milliseconds, as far
   * as it is listed what it holds there.
   */
  Track with(long from, long to, Content content) {
    var changed = new ArrayList<Stretch>();
    var sums = new EnumMap<Content, Long>(Content.class);
    sums.putAll(totals);
    for (var stretch : stretches) {
      long begin = Math.max(from, stretch.fromMillis());
      long end = Math.min(to, stretch.toMillis());
      if (stretch.content() == Content.MIXED || begin >= end) {
        append(stretch.fromMillis(), stretch.toMillis(), stretch.content(), changed);
      } else {
        append(stretch.fromMillis(), begin, stretch.content(), changed);
        append(begin, end, content, changed);
        append(end, stretch.toMillis(), stretch.content(), changed);
        sums.merge(stretch.content(), begin - end, Long::sum);
        sums.merge(content, end - begin, Long::sum);
      }
    }
    sums.values().removeIf(millis -> millis == 0);
    return new Track(changed, sums, packets, legs);
  }

  private static void append(long from, long to, Content content, List<Stretch> into) {
    if (from < to) {
      boolean goesOn = !into.isEmpty() && into.getLast().content() == content;
      long begin = goesOn ? into.removeLast().fromMillis() : from;
      into.add(new Stretch(begin, to, content));
    }
  }

  private static Map<Content, Long> sum(List<Stretch> stretches) {
    var totals = new EnumMap<Content, Long>(Content.class);
    stretches.forEach(each -> totals.merge(each.content(), each.millis(), Long::sum));
    return totals;
  }
}
