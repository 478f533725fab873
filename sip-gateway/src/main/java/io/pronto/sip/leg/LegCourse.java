package io.pronto.sip.leg;

import io.pronto.core.call.Course;
import io.pronto.core.call.LegQuality;
import io.pronto.core.call.LegRecord;
import io.pronto.core.call.Listening;
import io.pronto.media.EndpointStatistics;
import io.pronto.media.Quality;
import io.pronto.media.Reception;
import java.util.Optional;
import java.util.OptionalDouble;

/** How the quality of one leg went, for its record. */
final class LegCourse {
  private Optional<Course> received = Optional.empty();
  private Optional<Course> reported = Optional.empty();
  private LegQuality last =
      new LegQuality(Optional.empty(), Optional.empty(), OptionalDouble.empty());

  /** 5 s more have been measured. */
  void measured(Quality quality) {
    last =
        new LegQuality(
            quality.received().map(LegCourse::listening),
            quality.reported().map(LegCourse::listening),
            quality.silent(),
            quality.roundTripMillis());
    received = with(received, last.received());
    reported = with(reported, last.reported());
  }

  /** The last 5 s. */
  LegQuality last() {
    return last;
  }

  /** All of it. */
  LegRecord.Quality quality(EndpointStatistics statistics) {
    return new LegRecord.Quality(
        statistics.packetsReceived(),
        statistics.packetsSent(),
        statistics.lost(),
        statistics.jitterMillis(),
        statistics.mos(),
        statistics.roundTripMillis(),
        received,
        reported);
  }

  private static Optional<Course> with(Optional<Course> course, Optional<Listening> next) {
    return next.map(heard -> course.map(so -> so.then(heard)).orElseGet(() -> Course.of(heard)))
        .or(() -> course);
  }

  private static Listening listening(Reception reception) {
    return new Listening(reception.mos(), reception.lossPercent(), reception.jitterMillis());
  }
}
