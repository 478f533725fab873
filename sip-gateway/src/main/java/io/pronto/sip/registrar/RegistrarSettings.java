package io.pronto.sip.registrar;

import java.time.Duration;

/**
 * Bounds of registrations.
 *
 * @param shortest the shortest time a device may ask for; a shorter one is refused (423)
 * @param longest the longest it is given, and what it is given when it does not ask
 * @param most bindings of one address of record
 */
public record RegistrarSettings(Duration shortest, Duration longest, int most) {
  /** A minute to an hour, ten devices' worth. */
  public static final RegistrarSettings DEFAULT =
      new RegistrarSettings(Duration.ofMinutes(1), Duration.ofHours(1), 10);

  /** Checks the bounds. */
  public RegistrarSettings {
    if (shortest.compareTo(longest) > 0 || most < 1) {
      throw new IllegalArgumentException("Not bounds of registrations");
    }
  }
}
