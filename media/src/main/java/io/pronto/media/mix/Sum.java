package io.pronto.media.mix;

import io.pronto.media.codec.G711;
import java.util.Arrays;
import java.util.List;

/**
 * What some of the parties hear in one tick: the sum of the same voices at one rate, and its codes
 * in G.711, each made once however many are sent it.
 */
final class Sum {
  /** Up to here a sum is left as it is; above, it approaches the limit ever more slowly. */
  private static final int KNEE = 24_000;

  private static final int ROOM = Short.MAX_VALUE - KNEE;

  final short[] sound = new short[320];

  /** Whose voices: a bit for each of the tick's. */
  int voices;

  boolean wide;

  private final int[] total = new int[320];
  private final byte[][] codes = new byte[G711.values().length][G711.FRAME];
  private final boolean[] coded = new boolean[G711.values().length];

  int samples() {
    return wide ? sound.length : G711.FRAME;
  }

  /** Adds up those of {@code all} whose bits are in {@code wanted}. */
  void add(List<Voice> all, int wanted, boolean atHighRate) {
    voices = wanted;
    wide = atHighRate;
    int samples = samples();
    Arrays.fill(total, 0, samples, 0);
    for (int s = 0; s < all.size(); s++) {
      if ((wanted >> s & 1) != 0) {
        var voice = atHighRate ? all.get(s).wide : all.get(s).narrow;
        for (int i = 0; i < samples; i++) {
          total[i] += voice[i];
        }
      }
    }
    for (int i = 0; i < samples; i++) {
      sound[i] = limited(total[i]);
    }
    Arrays.fill(coded, false);
  }

  /** Its code in {@code law}; for a sum at 8 kHz. */
  byte[] code(G711 law) {
    var code = codes[law.ordinal()];
    if (!coded[law.ordinal()]) {
      coded[law.ordinal()] = true;
      for (int i = 0; i < code.length; i++) {
        code[i] = law.encode(sound[i]);
      }
    }
    return code;
  }

  /** Loud sums are bent, not cut: no crackling where several speak up at once. */
  static short limited(int value) {
    int size = Math.abs(value);
    if (size <= KNEE) {
      return (short) value;
    }
    int above = size - KNEE;
    int bent = KNEE + (int) ((long) ROOM * above / (ROOM + above));
    return (short) (value < 0 ? -bent : bent);
  }
}
