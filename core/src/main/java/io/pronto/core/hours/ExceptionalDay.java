package io.pronto.core.hours;

import java.time.LocalDate;
import java.util.List;

/**
 * A day that is not as its weekday and the holidays say.
 *
 * @param name why, in people's words; empty when nobody said
 * @param open when calls are taken on it; empty when not at all
 */
public record ExceptionalDay(LocalDate date, String name, List<TimeSpan> open) {
  /** Copies the list. */
  public ExceptionalDay {
    open = List.copyOf(open);
  }
}
