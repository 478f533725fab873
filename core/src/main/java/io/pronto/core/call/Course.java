package io.pronto.core.call;

/**
 * How one listener was served in the course of a call, from intervals of 5 s.
 *
 * @param intervals how many there were, 1 or more
 */
public record Course(int intervals, Figure mos, Figure lossPercent, Figure jitterMillis) {
  /**
   * One measure.
   *
   * @param worst of all intervals: the lowest score, the highest loss or jitter
   * @param mean of all intervals
   * @param last of the last interval
   */
  public record Figure(double worst, double mean, double last) {
    private Figure lower(double next, int before) {
      return new Figure(Math.min(worst, next), with(next, before), next);
    }

    private Figure higher(double next, int before) {
      return new Figure(Math.max(worst, next), with(next, before), next);
    }

    private double with(double next, int before) {
      return (mean * before + next) / (before + 1);
    }
  }

  /** The course of one interval. */
  public static Course of(Listening first) {
    return new Course(1, only(first.mos()), only(first.lossPercent()), only(first.jitterMillis()));
  }

  /** The same with one interval more. */
  public Course then(Listening next) {
    return new Course(
        intervals + 1,
        mos.lower(next.mos(), intervals),
        lossPercent.higher(next.lossPercent(), intervals),
        jitterMillis.higher(next.jitterMillis(), intervals));
  }

  private static Figure only(double value) {
    return new Figure(value, value, value);
  }
}
