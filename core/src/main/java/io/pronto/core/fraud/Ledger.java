package io.pronto.core.fraud;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What is counted of one organisation's calls: checked and added in one step. */
final class Ledger {
  private static final int PRUNE_ABOVE = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Counter> counters = new HashMap<>();
  private final Map<Breaker, Trip> trips = new HashMap<>();

  private record Key(Breaker breaker, String epoch) {}

  private record Trip(String epoch, Instant end) {}

  /** The first of {@code counts} whose breaker has tripped here already. */
  Optional<Count> standing(List<Count> counts, Instant at) {
    lock.lock();
    try {
      if (trips.isEmpty()) {
        return Optional.empty();
      }
      for (var count : counts) {
        var trip = trips.get(count.breaker());
        if (trip != null && trip.epoch().equals(count.epoch()) && trip.end().isAfter(at)) {
          return Optional.of(count);
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds {@code counts}, unless one of them is too much and forbids that.
   *
   * @param forbids whether nothing is added because of one that is too much
   * @return the first that is too much
   */
  Optional<Count> add(List<Count> counts, Instant at, Predicate<Count> forbids) {
    long millis = at.toEpochMilli();
    lock.lock();
    try {
      Count over = null;
      for (var count : counts) {
        if (over == null && isTooMuch(count, millis)) {
          over = count;
        }
      }
      if (over == null || !forbids.test(over)) {
        put(counts, millis);
      }
      return Optional.ofNullable(over);
    } finally {
      lock.unlock();
    }
  }

  /** Adds {@code counts}, too much or not; negative ones take back. */
  void put(List<Count> counts, Instant at) {
    lock.lock();
    try {
      put(counts, at.toEpochMilli());
    } finally {
      lock.unlock();
    }
  }

  /** The breaker of {@code count} trips until {@code end}. */
  void trip(Count count, Instant end) {
    lock.lock();
    try {
      trips.put(count.breaker(), new Trip(count.epoch(), end));
    } finally {
      lock.unlock();
    }
  }

  private boolean isTooMuch(Count count, long millis) {
    var counter = counters.get(key(count));
    long sum = counter == null ? 0 : counter.sum(millis);
    return count.probe() > 0 && sum + count.probe() > count.limit();
  }

  private void put(List<Count> counts, long millis) {
    if (counters.size() > PRUNE_ABOVE) {
      counters.values().removeIf(counter -> counter.isIdle(millis));
    }
    for (var count : counts) {
      if (count.amount() != 0) {
        counters
            .computeIfAbsent(key(count), _ -> new Counter(count.span()))
            .add(millis, count.amount());
      }
    }
  }

  private static Key key(Count count) {
    return new Key(count.breaker(), count.epoch());
  }
}
