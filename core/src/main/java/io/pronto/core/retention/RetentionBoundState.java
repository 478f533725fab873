package io.pronto.core.retention;

import java.util.Optional;

/**
 * What holds for a category.
 *
 * @param pending what will, if nobody withdraws it
 */
public record RetentionBoundState(RetentionBound bound, Optional<RetentionBoundChange> pending) {}
