package io.pronto.media.relay;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.media.Quality;

/** How well parties were heard and heard, for the operator's graphs: {@code pronto.media.mos}. */
final class Scores {
  /**
   * From where on nearly all, many, some users are dissatisfied, all but some satisfied (G.107).
   */
  private static final double[] BOUNDS = {2.0, 2.6, 3.1, 3.6, 4.0, 4.3, 4.5};

  private final DistributionSummary received;
  private final DistributionSummary reported;

  Scores(MeterRegistry meters) {
    received = summary(meters, "received");
    reported = summary(meters, "reported");
  }

  void count(Quality quality) {
    if (quality.received().isPresent()) {
      received.record(quality.received().get().mos());
    }
    if (quality.reported().isPresent()) {
      reported.record(quality.reported().get().mos());
    }
  }

  private static DistributionSummary summary(MeterRegistry meters, String way) {
    return DistributionSummary.builder("pronto.media.mos")
        .tag("way", way)
        .description("Estimated opinion, 1.0 to 4.5, of 5 s of one party's sound")
        .serviceLevelObjectives(BOUNDS)
        .register(meters);
  }
}
