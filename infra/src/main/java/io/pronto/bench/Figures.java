package io.pronto.bench;

import java.util.List;

/** Arithmetic over repeated measurements. */
public final class Figures {
  private Figures() {}

  /** The median; of an even number the mean of the middle two. */
  public static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("No median of nothing");
    }
    var sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
