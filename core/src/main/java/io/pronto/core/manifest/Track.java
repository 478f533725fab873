package io.pronto.core.manifest;

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
 */
public record Track(List<Stretch> stretches, Map<Content, Long> totals, Packets packets) {
  /** Refuses stretches with a hole between them, and totals that do not add up to them. */
  public Track {
    stretches = List.copyOf(stretches);
    totals = Map.copyOf(totals);
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
    this(stretches, sum(stretches), packets);
  }

  /** How long it is, in milliseconds. */
  public long millis() {
    return stretches.isEmpty() ? 0 : stretches.getLast().toMillis();
  }

  /** How much of it is {@code content}, in milliseconds. */
  public long total(Content content) {
    return totals.getOrDefault(content, 0L);
  }

  private static Map<Content, Long> sum(List<Stretch> stretches) {
    var totals = new EnumMap<Content, Long>(Content.class);
    stretches.forEach(each -> totals.merge(each.content(), each.millis(), Long::sum));
    return totals;
  }
}
