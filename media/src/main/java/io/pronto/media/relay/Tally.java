package io.pronto.media.relay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread changes and any thread may read. It costs the writer no more than a
 * plain field.
 */
final class Tally {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Tally.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // read and written through VALUE
  private long value;

  void add(long amount) {
    set(get() + amount);
  }

  void set(long amount) {
    VALUE.setOpaque(this, amount);
  }

  long get() {
    return (long) VALUE.getOpaque(this);
  }
}
