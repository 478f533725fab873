package io.pronto.core.authority;

import java.time.LocalDate;

/**
 * That customers must not know of a request.
 *
 * @param until the last day, in Europe/Paris
 * @param reason who says so, and by which law, 1 to 1,000 characters
 */
public record Silence(LocalDate until, String reason) {
  /** For how many days from the day on which somebody says so at most; longer, it is said again. */
  public static final int DAYS = 366;
}
