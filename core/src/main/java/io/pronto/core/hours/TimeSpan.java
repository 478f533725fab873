package io.pronto.core.hours;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of a day by the wall clock, in minutes from midnight.
 *
 * @param from 0 to 1439
 * @param to the first minute past it, {@code from + 1} to 1440
 */
public record TimeSpan(int from, int to) {
  private static final int DAY = 24 * 60;
  private static final Pattern SHAPE = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d|24:00");

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException for an empty or a reversed one
   */
  public TimeSpan {
    if (from < 0 || from >= to || to > DAY) {
      throw new IllegalArgumentException("Not a part of a day: " + from + " to " + to);
    }
  }

  /** Reads {@code 09:00} and {@code 24:00}; empty for what is no part of a day. */
  public static Optional<TimeSpan> of(String from, String to) {
    if (!SHAPE.matcher(from).matches() || !SHAPE.matcher(to).matches()) {
      return Optional.empty();
    }
    int begin = minute(from);
    int end = minute(to);
    return begin < end ? Optional.of(new TimeSpan(begin, end)) : Optional.empty();
  }

  /** Whether {@code minute}, counted from midnight, is in it. */
  public boolean contains(int minute) {
    return from <= minute && minute < to;
  }

  /** Whether some minute is in both. */
  public boolean overlaps(TimeSpan other) {
    return from < other.to && other.from < to;
  }

  /** When it begins, as {@link #of} reads it. */
  public String begins() {
    return text(from);
  }

  /** When it ends, as {@link #of} reads it. */
  public String ends() {
    return text(to);
  }

  private static int minute(String text) {
    return Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
  }

  private static String text(int minute) {
    return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
  }
}
