package io.pronto.sip.wire;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections there are, from the moment they are accepted or opened, and of whom. */
final class Places {
  private final Map<InetAddress, Integer> perSource = new ConcurrentHashMap<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final TcpPoint.Limits limits;

  Places(TcpPoint.Limits limits) {
    this.limits = limits;
  }

  /** Whether there was a place for one more of {@code source}, which it has then. */
  boolean offer(InetAddress source) {
    if (taken.get() >= limits.total() || perSource.getOrDefault(source, 0) >= limits.perSource()) {
      return false;
    }
    take(source);
    return true;
  }

  /** Takes a place for one that is ours to open, whatever the limits are. */
  void take(InetAddress source) {
    taken.incrementAndGet();
    perSource.merge(source, 1, Integer::sum);
  }

  /** Gives a place back. */
  void leave(InetAddress source) {
    taken.decrementAndGet();
    perSource.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
  }

  /** How many are taken. */
  int taken() {
    return taken.get();
  }
}
