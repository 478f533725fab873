package io.pronto.core.call;

import java.util.Optional;

/**
 * The quality of the last seconds of a call.
 *
 * @param caller the leg of who calls; empty while nothing is measured
 * @param called the leg of who is called
 */
public record CallQuality(Optional<LegQuality> caller, Optional<LegQuality> called) {
  /** Nothing has been measured. */
  public static final CallQuality NONE = new CallQuality(Optional.empty(), Optional.empty());
}
