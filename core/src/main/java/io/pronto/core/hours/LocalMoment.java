package io.pronto.core.hours;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A moment, and how a wall clock shows it.
 *
 * @param clock whether the local time that was asked for is one that the clock shows once
 */
public record LocalMoment(Instant at, ZoneId zone, Clock clock) {
  /** How often a wall clock shows a local time on its day. */
  public enum Clock {
    /** Once. */
    PLAIN,
    /**
     * Never: clocks are put forward over it. The moment is as much later as they are put forward.
     */
    SKIPPED,
    /** Twice: clocks are put back over it. The moment is the first of the two. */
    REPEATED
  }

  /**
   * Reads a time with an offset, or a local one in {@code zone}; empty when it is none.
   *
   * @param text as RFC 3339 writes it, with or without the offset at its end
   */
  public static Optional<LocalMoment> of(String text, ZoneId zone) {
    try {
      return Optional.of(
          new LocalMoment(OffsetDateTime.parse(text).toInstant(), zone, Clock.PLAIN));
    } catch (DateTimeParseException e) {
      return local(text).map(time -> of(time, zone));
    }
  }

  /** As the wall clock shows it. */
  public LocalDateTime local() {
    return LocalDateTime.ofInstant(at, zone);
  }

  private static Optional<LocalDateTime> local(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static LocalMoment of(LocalDateTime local, ZoneId zone) {
    var clock =
        switch (zone.getRules().getValidOffsets(local).size()) {
          case 0 -> Clock.SKIPPED;
          case 1 -> Clock.PLAIN;
          default -> Clock.REPEATED;
        };
    return new LocalMoment(local.atZone(zone).toInstant(), zone, clock);
  }
}
