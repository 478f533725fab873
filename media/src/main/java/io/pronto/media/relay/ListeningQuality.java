package io.pronto.media.relay;

/**
 * Estimates how well a listener is served, after ITU-T G.107 (the E-model) with its defaults for
 * everything that the network does not tell: G.711 with loss concealment (G.113, appendix I).
 */
final class ListeningQuality {
  private static final double BEST_RATING = 93.2;
  private static final double LOSS_ROBUSTNESS = 25.1;
  private static final double PACKET_MILLIS = 20;

  private ListeningQuality() {}

  /**
   * The mean opinion score, 1.0 to 4.5.
   *
   * @param lossPercent packets lost of those expected, 0 to 100
   * @param oneWayMillis network delay one way
   * @param jitterMillis interarrival jitter, of which a jitter buffer holds twice as much
   */
  static double score(double lossPercent, double oneWayMillis, double jitterMillis) {
    double delay = oneWayMillis + 2 * jitterMillis + PACKET_MILLIS;
    double lateness = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3);
    double loss = 95 * lossPercent / (lossPercent + LOSS_ROBUSTNESS);
    double rating = Math.clamp(BEST_RATING - lateness - loss, 0, 100);
    double score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
    return Math.clamp(score, 1.0, 4.5);
  }
}
