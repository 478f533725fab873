package io.pronto.sip.trunk;

import io.pronto.core.carrier.Trunk;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How many calls each trunk carries on this server, and how fast they leave. */
final class Channels {
  private static final double SECOND = 1e9;

  private final Map<String, Integer> carried = new ConcurrentHashMap<>();
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /** Tokens left at a moment; never more than a second's worth. */
  private record Bucket(double tokens, long nanos) {
    Bucket filled(int perSecond, long now) {
      double grown = tokens + (now - nanos) / SECOND * perSecond;
      return new Bucket(Math.min(perSecond, grown), now);
    }
  }

  /** Carries nothing yet; time goes as {@code nanoTime} says. */
  Channels(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes a channel, of which there are {@code most}; false when all are taken. */
  boolean take(Trunk trunk, OptionalInt most) {
    int limit = most.orElse(Integer.MAX_VALUE);
    var taken = new boolean[1];
    carried.compute(
        trunk.id(),
        (_, count) -> {
          int now = count == null ? 0 : count;
          taken[0] = now < limit;
          return taken[0] ? Integer.valueOf(now + 1) : count;
        });
    return taken[0];
  }

  /** Gives a channel back. */
  void giveBack(Trunk trunk) {
    carried.computeIfPresent(trunk.id(), (_, count) -> count == 1 ? null : count - 1);
  }

  /** Lets one more call leave, if it is not too soon after those before it. */
  boolean leave(Trunk trunk, int perSecond) {
    long now = nanoTime.getAsLong();
    var leaves = new boolean[1];
    buckets.compute(
        trunk.id(),
        (_, bucket) -> {
          var filled = bucket == null ? new Bucket(perSecond, now) : bucket.filled(perSecond, now);
          leaves[0] = filled.tokens() >= 1;
          return leaves[0] ? new Bucket(filled.tokens() - 1, now) : filled;
        });
    return leaves[0];
  }

  /** How many channels of a trunk are taken now. */
  int of(String trunkId) {
    return carried.getOrDefault(trunkId, 0);
  }

  /** How many channels are taken now, of all trunks. */
  int all() {
    return carried.values().stream().mapToInt(Integer::intValue).sum();
  }
}
