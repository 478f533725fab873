package io.pronto.core.event;

/** Something that is told until it is closed. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  /** Ends it. */
  @Override
  void close();
}
