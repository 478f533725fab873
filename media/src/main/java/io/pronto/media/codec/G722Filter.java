package io.pronto.media.codec;

/** The pair of quadrature mirror filters of G.722 (clauses 3.1 and 4.4), 24 taps. */
final class G722Filter {
  private static final int[] TAPS = {
    3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11,
  };
  private static final int LENGTH = 24;

  private final int[] line = new int[LENGTH];
  private int low;
  private int high;

  /** Takes two samples of 16 kHz and splits them into one of each band, at 8 kHz. */
  void split(short first, short second) {
    push(first, second);
    int even = 0;
    int odd = 0;
    for (int i = 0; i < LENGTH / 2; i++) {
      odd += line[2 * i] * TAPS[i];
      even += line[2 * i + 1] * TAPS[LENGTH / 2 - 1 - i];
    }
    low = even + odd >> 14;
    high = even - odd >> 14;
  }

  /** The lower band of what was split last. */
  int low() {
    return low;
  }

  /** The upper band of what was split last. */
  int high() {
    return high;
  }

  /** Joins a sample of each band into two of 16 kHz, at {@code at} of {@code into}. */
  void join(int lower, int upper, short[] into, int at) {
    push(lower + upper, lower - upper);
    int even = 0;
    int odd = 0;
    for (int i = 0; i < LENGTH / 2; i++) {
      odd += line[2 * i] * TAPS[i];
      even += line[2 * i + 1] * TAPS[LENGTH / 2 - 1 - i];
    }
    into[at] = (short) G722Band.saturate(even >> 11);
    into[at + 1] = (short) G722Band.saturate(odd >> 11);
  }

  private void push(int first, int second) {
    System.arraycopy(line, 2, line, 0, LENGTH - 2);
    line[LENGTH - 2] = first;
    line[LENGTH - 1] = second;
  }
}
