package io.pronto.media.codec;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A tone of the telephone network, which is repeated (ITU-T E.180): pieces one after the other.
 *
 * @param pieces one period of it
 */
public record Cadence(List<Piece> pieces) {
  /** Peak of a sine for −13 dBm0, where 0 dBm0 lies 3.14 dB under a full-scale sine. */
  private static final double PEAK = 32767 * Math.pow(10, -(13 + 3.14) / 20);

  /**
   * One piece.
   *
   * @param hertz what sounds at once, added up to −13 dBm0; nothing where it pauses
   */
  public record Piece(Duration length, List<Integer> hertz) {
    /** Copies the list. */
    public Piece {
      hertz = List.copyOf(hertz);
    }
  }

  /** Copies the list. */
  public Cadence {
    pieces = List.copyOf(pieces);
  }

  /**
   * Sounds and pauses in turn.
   *
   * @param millis how long it sounds, pauses, sounds again, …
   */
  public static Cadence of(List<Integer> hertz, int... millis) {
    var pieces = new Piece[millis.length];
    for (int i = 0; i < millis.length; i++) {
      pieces[i] = new Piece(Duration.ofMillis(millis[i]), i % 2 == 0 ? hertz : List.of());
    }
    return new Cadence(Arrays.asList(pieces));
  }

  /** The period as 16-bit samples at 8 kHz. */
  public short[] samples() {
    var samples = new short[pieces.stream().mapToInt(piece -> count(piece.length())).sum()];
    int at = 0;
    for (var piece : pieces) {
      int count = count(piece.length());
      double peak = PEAK / Math.sqrt(Math.max(1, piece.hertz().size()));
      for (int i = 0; i < count; i++) {
        double value = 0;
        for (int hertz : piece.hertz()) {
          value += Math.sin(2 * Math.PI * hertz * i / G711.RATE);
        }
        samples[at + i] = (short) (peak * value);
      }
      at += count;
    }
    return samples;
  }

  private static int count(Duration span) {
    return (int) (span.toMillis() * G711.RATE / 1000);
  }
}
