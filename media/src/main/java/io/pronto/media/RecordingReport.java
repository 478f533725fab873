package io.pronto.media;

import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import java.util.Optional;

/**
 * How a recording ended.
 *
 * @param reason why, in a sentence; present when it failed
 * @param manifest what every moment of it holds
 * @param bytes the size of the sealed file; 0 when there is none
 */
public record RecordingReport(
    Outcome outcome, Optional<String> reason, Manifest manifest, long bytes) {
  /** How long it is, in milliseconds. */
  public long millis() {
    return manifest.millis();
  }
}
