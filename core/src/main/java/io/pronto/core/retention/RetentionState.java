package io.pronto.core.retention;

import java.util.List;
import java.util.Optional;

/**
 * What holds for an organisation.
 *
 * @param policy what it has decided
 * @param bounds what the operator and law allow
 * @param pending what it will have decided, if nobody withdraws it
 */
public record RetentionState(
    RetentionPolicy policy, List<RetentionBound> bounds, Optional<RetentionChange> pending) {
  /** Copies the list. */
  public RetentionState {
    bounds = List.copyOf(bounds);
  }
}
