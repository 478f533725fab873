package io.pronto.core.manifest;

/**
 * While which leg of the call a channel heard its party by.
 *
 * @param legId {@code leg_} and a ULID, as the call's record has it
 * @param fromMillis from the recording's start
 * @param toMillis where it ends: after its beginning
 */
public record LegInterval(String legId, long fromMillis, long toMillis) {
  /** Refuses what lasts no time. */
  public LegInterval {
    if (fromMillis < 0 || toMillis <= fromMillis) {
      throw new IllegalArgumentException(
          "No interval from %d to %d".formatted(fromMillis, toMillis));
    }
  }
}
