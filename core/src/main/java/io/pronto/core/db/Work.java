package io.pronto.core.db;

/** What is done in one transaction: all of it, or, when it throws, nothing. */
@FunctionalInterface
public interface Work<T> {
  /** Does the work with {@code tx}, which ends with this call and must not be kept. */
  T run(Tx tx);
}
