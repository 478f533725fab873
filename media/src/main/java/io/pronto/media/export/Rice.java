package io.pronto.media.export;

/**
 * What a predictor of FLAC has not foreseen, coded by Rice's method (RFC 9639, section 9.2.7): in
 * 2^n partitions of one block, each with the parameter that suits it.
 */
final class Rice {
  private static final int MOST_ORDER = 4;

  /** Four bits have it, and the last of their values means something else. */
  private static final int MOST_PARAMETER = 14;

  private final int[] best = new int[1 << MOST_ORDER];
  private final int[] tried = new int[1 << MOST_ORDER];
  private int order;
  private long bits;

  /**
   * Finds partitions and parameters for {@code residual}, of which the first {@code skipped} are
   * not coded, and returns how many bits they take.
   */
  long plan(int[] residual, int length, int skipped) {
    bits = Long.MAX_VALUE;
    for (int tryOrder = 0; tryOrder <= MOST_ORDER; tryOrder++) {
      int size = length >> tryOrder;
      if (length % (1 << tryOrder) != 0 || size <= skipped) {
        break;
      }
      long cost = 6;
      for (int part = 0; part < 1 << tryOrder; part++) {
        int from = Math.max(part * size, skipped);
        tried[part] = parameter(residual, from, (part + 1) * size);
        cost += 4 + cost(residual, from, (part + 1) * size, tried[part]);
      }
      if (cost < bits) {
        bits = cost;
        order = tryOrder;
        System.arraycopy(tried, 0, best, 0, 1 << tryOrder);
      }
    }
    return bits;
  }

  /** Writes it as planned. */
  void write(int[] residual, int length, int skipped, BitWriter out) {
    out.put(0, 2);
    out.put(order, 4);
    int size = length >> order;
    for (int part = 0; part < 1 << order; part++) {
      int parameter = best[part];
      out.put(parameter, 4);
      for (int i = Math.max(part * size, skipped); i < (part + 1) * size; i++) {
        int folded = fold(residual[i]);
        out.unary(folded >>> parameter);
        out.put(folded, parameter);
      }
    }
  }

  private static int parameter(int[] residual, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += fold(residual[i]);
    }
    long mean = sum / (to - from);
    int parameter = mean == 0 ? 0 : 63 - Long.numberOfLeadingZeros(mean);
    return Math.min(MOST_PARAMETER, parameter);
  }

  private static long cost(int[] residual, int from, int to, int parameter) {
    long cost = (long) (to - from) * (1 + parameter);
    for (int i = from; i < to; i++) {
      cost += fold(residual[i]) >>> parameter;
    }
    return cost;
  }

  /** Negative numbers take turns with the others: 0, −1, 1, −2, 2, … */
  private static int fold(int value) {
    return value << 1 ^ value >> 31;
  }
}
