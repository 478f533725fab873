package io.pronto.sip.wire;

import io.pronto.core.AddressRange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * How many connections there are at all ports together, from the moment they are accepted or
 * opened, and of whom.
 */
public final class Places {
  private final Map<AddressRange, Integer> perSource = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final TcpPoint.Limits limits;

  /** As many as {@code limits} allow. */
  public Places(TcpPoint.Limits limits) {
    this.limits = limits;
  }

  /**
   * Whether there was a place for one more of {@code source}, which it has then.
   *
   * @param known asked when it has as many as a stranger may have: whether it may have more
   */
  boolean offer(InetAddress source, BooleanSupplier known) {
    boolean room = taken.get() < limits.total();
    if (!room
        || perSource.getOrDefault(site(source), 0) >= limits.perSource() && !known.getAsBoolean()) {
      return false;
    }
    take(source);
    return true;
  }

  /** Takes a place for one that is ours to open, whatever the limits are. */
  void take(InetAddress source) {
    taken.incrementAndGet();
    perSource.merge(site(source), 1, Integer::sum);
  }

  /** Gives a place back. */
  void leave(InetAddress source) {
    taken.decrementAndGet();
    perSource.computeIfPresent(site(source), (_, count) -> count == 1 ? null : count - 1);
  }

  /** Whether more than half are taken. */
  boolean isCrowded() {
    return taken.get() > limits.total() / 2;
  }

  /** How long a connection may then prove nothing. */
  Duration idlers() {
    return limits.idlers();
  }

  private static AddressRange site(InetAddress source) {
    return AddressRange.site(Host.literal(source));
  }
}
