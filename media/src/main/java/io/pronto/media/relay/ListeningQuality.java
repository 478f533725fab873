package io.pronto.media.relay;

import io.pronto.media.RtpFormat;
import java.util.List;

/**
 * Estimates how well a listener is served, after ITU-T G.107 (the E-model) with its defaults for
 * everything that the network does not tell. Wideband codecs are judged on the same scale, by what
 * the network takes from them.
 */
final class ListeningQuality {
  private static final double BEST_RATING = 93.2;
  private static final double PACKET_MILLIS = 20;

  /** Beyond it G.107 knows no more (BurstR, table 3). */
  private static final double MOST_BURSTY = 2;

  /**
   * What a codec costs and bears (G.113, appendix I).
   *
   * @param impairment its equipment impairment factor, Ie
   * @param robustness its packet-loss robustness factor, Bpl
   */
  record Coding(double impairment, double robustness) {
    /** G.711 with loss concealment, and what stands in for codecs that G.113 does not list. */
    static final Coding USUAL = new Coding(0, 25.1);

    private static final Coding G729 = new Coding(11, 19);

    /** What is spoken first of {@code formats}. */
    static Coding of(List<RtpFormat> formats) {
      var speech = formats.stream().filter(format -> !format.isTelephoneEvent()).findFirst();
      return speech.filter(f -> f.encoding().equalsIgnoreCase("G729")).isPresent() ? G729 : USUAL;
    }
  }

  private ListeningQuality() {}

  /**
   * The mean opinion score, 1.0 to 4.5.
   *
   * @param lossPercent packets lost of those expected, 0 to 100
   * @param burst packets lost in a row on average; 0 when that is not known
   * @param oneWayMillis network delay one way
   * @param jitterMillis interarrival jitter, of which a jitter buffer holds twice as much
   */
  static double score(
      Coding coding, double lossPercent, double burst, double oneWayMillis, double jitterMillis) {
    double delay = oneWayMillis + 2 * jitterMillis + PACKET_MILLIS;
    double lateness = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3);
    double loss =
        coding.impairment()
            + (95 - coding.impairment())
                * lossPercent
                / (lossPercent / burstiness(lossPercent, burst) + coding.robustness());
    double rating = Math.clamp(BEST_RATING - lateness - loss, 0, 100);
    double score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
    return Math.clamp(score, 1.0, 4.5);
  }

  /** Packets lost in a row, to those of a loss by chance of the same share: BurstR of G.107. */
  private static double burstiness(double lossPercent, double burst) {
    return Math.clamp(burst * (1 - lossPercent / 100), 1, MOST_BURSTY);
  }
}
