package io.pronto.core.wholesale;

import java.time.Duration;
import java.util.Optional;

/** A provider gives no answer, or none that says whether it has done what it was asked. */
public final class ProviderAway extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> wait;

  /** Says what happened; {@code wait} is what the provider asks to wait. */
  public ProviderAway(String message, Optional<Duration> wait) {
    super(message, null, false, false);
    this.wait = wait;
  }

  /** What the provider asks to wait. */
  public Optional<Duration> waiting() {
    return wait;
  }
}
