package io.pronto.core.fraud;

import java.time.Duration;
import java.util.Locale;

/**
 * The time over which a breaker counts: the last so long, counted in six steps, so that it is up to
 * a sixth longer and never shorter.
 */
public enum Span {
  /** What is up at this moment. */
  NOW(Duration.ZERO),
  /** The last 60 seconds. */
  MINUTE(Duration.ofMinutes(1)),
  /** The last 60 minutes. */
  HOUR(Duration.ofHours(1)),
  /** The last 24 hours. */
  DAY(Duration.ofDays(1));

  /** Into how many steps a span is parted. */
  static final int STEPS = 6;

  private final Duration length;
  private final long stepMillis;

  Span(Duration length) {
    this.length = length;
    this.stepMillis = length.toMillis() / STEPS;
  }

  /** How long it is. */
  public Duration length() {
    return length;
  }

  /** Which step {@code millis}, since 1970, is in. */
  long step(long millis) {
    return this == NOW ? 0 : millis / stepMillis;
  }

  /**
   * How long a breaker stays tripped by itself: for short spans it only slows down, over long ones
   * somebody must look first.
   *
   * @return zero: until it is released
   */
  Duration hold() {
    return switch (this) {
      case NOW -> Duration.ofMinutes(1);
      case MINUTE -> Duration.ofMinutes(10);
      case HOUR, DAY -> Duration.ZERO;
    };
  }

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
