package io.pronto.media.codec;

import java.util.Arrays;

/**
 * Makes up lost sound after the manner of ITU-T G.711 Appendix I: repeats the last pitch period,
 * fades it out from the second 10 ms on, and blends what comes after the loss into it.
 */
final class Concealment {
  private static final int LONGEST_PITCH_MILLIS = 15;
  private static final int SHORTEST_PITCH_MILLIS = 5;
  private static final int COMPARED_MILLIS = 20;
  private static final int FADING_MILLIS = 50;

  private final int millisecond;
  private final short[] history;
  private int pitch;
  private int phase;
  private int concealed;

  Concealment(int rate) {
    millisecond = rate / 1000;
    history = new short[(LONGEST_PITCH_MILLIS + COMPARED_MILLIS) * millisecond];
  }

  /** Remembers {@code length} samples that were heard; after a loss, their beginning is blended. */
  void heard(short[] sound, int length) {
    if (concealed > 0) {
      int blend = Math.min(length, 4 * millisecond);
      for (int i = 0; i < blend; i++) {
        int made = Math.round(repeated() * gain());
        sound[i] = (short) ((made * (blend - i) + sound[i] * i) / blend);
        concealed++;
      }
      concealed = 0;
    }
    int kept = Math.min(length, history.length);
    System.arraycopy(history, kept, history, 0, history.length - kept);
    System.arraycopy(sound, length - kept, history, history.length - kept, kept);
  }

  /** Makes up {@code length} samples at the start of {@code into}. */
  void conceal(short[] into, int length) {
    if (concealed == 0) {
      pitch = pitch();
      phase = 0;
    }
    for (int i = 0; i < length; i++) {
      if (gain() == 0) {
        Arrays.fill(into, i, length, (short) 0);
        concealed += length - i;
        return;
      }
      into[i] = (short) Math.round(repeated() * gain());
      concealed++;
    }
  }

  /** The next sample of the period that is repeated; its end flows into its beginning. */
  private int repeated() {
    int start = history.length - pitch;
    int lap = pitch / 4;
    int value = history[start + phase];
    int left = pitch - phase;
    if (left <= lap) {
      int before = history[start - left];
      value = (value * left + before * (lap - left)) / lap;
    }
    phase = (phase + 1) % pitch;
    return value;
  }

  private float gain() {
    int fading = concealed - 10 * millisecond;
    return Math.clamp(1 - (float) fading / (FADING_MILLIS * millisecond), 0, 1);
  }

  /** The lag at which the last 20 ms are most like themselves, 5 to 15 ms. */
  private int pitch() {
    int compared = COMPARED_MILLIS * millisecond;
    int start = history.length - compared;
    int step = Math.max(1, millisecond / 8);
    int best = LONGEST_PITCH_MILLIS * millisecond;
    double most = 0;
    for (int lag = SHORTEST_PITCH_MILLIS * millisecond;
        lag <= LONGEST_PITCH_MILLIS * millisecond;
        lag++) {
      double alike = 0;
      double energy = 1;
      for (int i = start; i < history.length; i += step) {
        alike += (double) history[i] * history[i - lag];
        energy += (double) history[i - lag] * history[i - lag];
      }
      double score = alike <= 0 ? 0 : alike * alike / energy;
      if (score > most) {
        most = score;
        best = lag;
      }
    }
    return best;
  }
}
