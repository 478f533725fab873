package io.pronto.core.manifest;

/**
 * A part of one channel that holds one thing.
 *
 * @param fromMillis where it begins, from the recording's start
 * @param toMillis where it ends: after its beginning
 */
public record Stretch(long fromMillis, long toMillis, Content content) {
  /** Refuses what lasts no time. */
  public Stretch {
    if (fromMillis < 0 || toMillis <= fromMillis) {
      throw new IllegalArgumentException(
          "No stretch from %d to %d".formatted(fromMillis, toMillis));
    }
  }

  /** How long it lasts, in milliseconds. */
  public long millis() {
    return toMillis - fromMillis;
  }
}
