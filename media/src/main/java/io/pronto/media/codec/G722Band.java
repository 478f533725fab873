package io.pronto.media.codec;

/**
 * One band of G.722: adaptive differential coding in the integer arithmetic of the recommendation,
 * whose block names (clause 6) the comments bear.
 */
final class G722Band {
  /** Samples in one second of both bands together. */
  static final int RATE = 16_000;

  private static final int[] DECISIONS = {
    0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023,
    1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
  };
  private static final int[] INVERSE_6 = {
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776,
    -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192,
    10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032,
    1688, 1360, 1040, 728, 432, 136, -432, -136,
  };
  private static final int[] INVERSE_4 = {
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
    1200, 0,
  };
  private static final int[] INVERSE_2 = {-7408, -1616, 7408, 1616};
  private static final int[] STEPS_LOW = {
    -60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60,
  };
  private static final int[] STEPS_HIGH = {798, -214, 798, -214};
  private static final int[] LOGARITHMS = {
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
  };
  private static final int HIGH_DECISION = 564;
  private static final int ZEROS = 6;

  private final int mostLog;
  private final int exponent;
  private final int[] zeros = new int[ZEROS + 1];
  private final int[] differences = new int[ZEROS + 1];
  private int pole1;
  private int pole2;
  private int rebuilt1;
  private int rebuilt2;
  private int partial1;
  private int partial2;
  private int zeroSum;
  private int predicted;
  private int log;
  private int scale;

  private G722Band(int mostLog, int exponent, int scale) {
    this.mostLog = mostLog;
    this.exponent = exponent;
    this.scale = scale;
  }

  static G722Band low() {
    return new G722Band(18_432, 8, 32);
  }

  static G722Band high() {
    return new G722Band(22_528, 10, 8);
  }

  /** Encodes a sample of the lower band into 6 bits. */
  int encodeLow(int sample) {
    int error = saturate(sample - predicted);
    int magnitude = error >= 0 ? error : -(error + 1);
    int level = 1;
    while (level < 30 && magnitude >= DECISIONS[level] * scale >> 12) { // QUANTL
      level++;
    }
    int code = error < 0 ? level < 3 ? 64 - level : 34 - level : 62 - level;
    adaptLow(code);
    return code;
  }

  /** Encodes a sample of the upper band into 2 bits. */
  int encodeHigh(int sample) {
    int error = saturate(sample - predicted);
    int magnitude = error >= 0 ? error : -(error + 1);
    boolean large = magnitude >= HIGH_DECISION * scale >> 12; // QUANTH
    int code = error < 0 ? large ? 0 : 1 : large ? 2 : 3;
    adaptHigh(code, INVERSE_2[code] * scale >> 15);
    return code;
  }

  /** Decodes the 6 bits of the lower band. */
  int decodeLow(int code) {
    int rebuilt = limit(predicted + (INVERSE_6[code] * scale >> 15)); // INVQBL, LIMIT
    adaptLow(code);
    return rebuilt;
  }

  /** Decodes the 2 bits of the upper band. */
  int decodeHigh(int code) {
    int difference = INVERSE_2[code] * scale >> 15; // INVQAH
    int rebuilt = limit(predicted + difference);
    adaptHigh(code, difference);
    return rebuilt;
  }

  static int saturate(int value) {
    return Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  private static int limit(int value) {
    return Math.clamp(value, -16_384, 16_383);
  }

  private void adaptLow(int code) {
    int difference = INVERSE_4[code >> 2] * scale >> 15; // INVQAL
    rescale(STEPS_LOW[code >> 2]);
    predict(difference);
  }

  private void adaptHigh(int code, int difference) {
    rescale(STEPS_HIGH[code]);
    predict(difference);
  }

  /** LOGSCL and SCALEL, LOGSCH and SCALEH. */
  private void rescale(int step) {
    log = Math.clamp((log * 127 >> 7) + step, 0, mostLog);
    int shift = exponent - (log >> 11);
    int root = LOGARITHMS[log >> 6 & 31];
    scale = (shift < 0 ? root << -shift : root >> shift) << 2;
  }

  /** Adapts the predictor to {@code difference} and predicts the next sample. */
  private void predict(int difference) {
    int rebuilt = saturate(predicted + difference); // RECONS
    int partial = saturate(zeroSum + difference); // PARREC
    adaptPoles(partial);
    adaptZeros(difference);
    rebuilt2 = rebuilt1;
    rebuilt1 = rebuilt;
    partial2 = partial1;
    partial1 = partial;
    int poles =
        saturate((pole1 * saturate(2 * rebuilt1) >> 15) + (pole2 * saturate(2 * rebuilt2) >> 15));
    predicted = saturate(poles + zeroSum);
  }

  /** UPPOL2 and UPPOL1. */
  private void adaptPoles(int partial) {
    int sign = partial >> 15;
    boolean same = sign == partial1 >> 15;
    int bent = saturate(pole1 << 2);
    int next2 = (same ? Math.min(-bent, Short.MAX_VALUE) : bent) >> 7;
    next2 += sign == partial2 >> 15 ? 128 : -128;
    next2 = Math.clamp(next2 + (pole2 * 32_512 >> 15), -12_288, 12_288);
    int most = saturate(15_360 - next2);
    int next1 = saturate((same ? 192 : -192) + (pole1 * 32_640 >> 15));
    pole1 = Math.clamp(next1, -most, most);
    pole2 = next2;
  }

  /** UPZERO, DELAYA and FILTEZ. */
  private void adaptZeros(int difference) {
    int step = difference == 0 ? 0 : 128;
    int sign = difference >> 15;
    for (int i = 1; i <= ZEROS; i++) {
      int turn = differences[i] >> 15 == sign ? step : -step;
      zeros[i] = saturate(turn + (zeros[i] * 32_640 >> 15));
    }
    System.arraycopy(differences, 1, differences, 2, ZEROS - 1);
    differences[1] = difference;
    int sum = 0;
    for (int i = ZEROS; i > 0; i--) {
      sum = saturate(sum + (zeros[i] * saturate(2 * differences[i]) >> 15));
    }
    zeroSum = sum;
  }
}
