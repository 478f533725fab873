package io.pronto.media.relay;

import io.pronto.media.NoPortFree;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The ports of one loop: bound when first needed, then kept bound and lent again, the one that has
 * rested longest first, until nobody has needed it for a minute. To bind costs ten times what it
 * costs to lend.
 */
final class PortPool {
  private static final int TRIMMED_AT_ONCE = 8;

  private final InetAddress address;
  private final int first;
  private final int last;
  private final LoopCounters counters;
  private final Queue<Integer> unbound = new ConcurrentLinkedQueue<>();
  private final Deque<RtpPort> returned = new ArrayDeque<>();

  /** A pool of the even ports from {@code first} to {@code last}, none of them bound yet. */
  PortPool(InetAddress address, int first, int last, LoopCounters counters) {
    this.address = address;
    this.first = first;
    this.last = last;
    this.counters = counters;
    for (int port = first + (first & 1); port < last; port += 2) {
      unbound.add(port);
    }
  }

  /** Takes a port that has rested, if there is one. */
  Optional<RtpPort> rested() {
    long now = System.nanoTime();
    synchronized (returned) {
      for (var each = returned.iterator(); each.hasNext(); ) {
        var port = each.next();
        if (port.rested(now)) {
          each.remove();
          return Optional.of(port);
        }
      }
    }
    return Optional.empty();
  }

  /** Takes the port that has rested longest, be it too little, if nobody has it. */
  Optional<RtpPort> resting() {
    synchronized (returned) {
      return Optional.ofNullable(returned.pollFirst());
    }
  }

  /**
   * Binds a port that has not been used yet. One that another program holds is tried again later.
   *
   * @throws NoPortFree when none can be bound
   */
  RtpPort fresh() {
    for (int attempts = unbound.size(); attempts > 0; attempts--) {
      var number = unbound.poll();
      if (number == null) {
        break;
      }
      try {
        return RtpPort.bind(address, number, counters);
      } catch (IOException inUse) {
        unbound.add(number);
      }
    }
    throw new NoPortFree(first, last);
  }

  /**
   * Closes a few of those that nobody has needed for a minute, as of {@code now}, but {@code kept}.
   */
  void trim(long now, int kept) throws IOException {
    for (int i = 0; i < TRIMMED_AT_ONCE; i++) {
      var port = needless(now, kept);
      if (port.isEmpty()) {
        return;
      }
      port.get().close();
      unbound.add(port.get().number());
    }
  }

  private Optional<RtpPort> needless(long now, int kept) {
    synchronized (returned) {
      boolean any = returned.size() > kept && returned.getFirst().isIdle(now);
      return any ? Optional.of(returned.removeFirst()) : Optional.empty();
    }
  }

  /** Takes back a port that nobody occupies any more. */
  void giveBack(RtpPort port) {
    synchronized (returned) {
      returned.addLast(port);
    }
  }
}
