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
  private int pruneAbove = PRUNE_ABOVE;

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
      prune(millis);
      var known = known(counts);
      var over = tooMuch(counts, known, millis);
      if (over.isEmpty() || !forbids.test(over.get())) {
        put(counts, known, millis);
      }
      return over;
    } finally {
      lock.unlock();
    }
  }

  /** Adds {@code counts}, too much or not; negative ones take back. */
  void put(List<Count> counts, Instant at) {
    lock.lock();
    try {
      prune(at.toEpochMilli());
      put(counts, known(counts), at.toEpochMilli());
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

  /** Forgets what is idle; where hardly anything is, not before as much again has come. */
  private void prune(long millis) {
    if (counters.size() > pruneAbove) {
      counters.values().removeIf(counter -> counter.isIdle(millis));
      pruneAbove = Math.max(PRUNE_ABOVE, 2 * counters.size());
    }
  }

  /** The counters of {@code counts}, each looked up once; null where nothing is counted yet. */
  private Counter[] known(List<Count> counts) {
    var known = new Counter[counts.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = counters.get(key(counts.get(i)));
    }
    return known;
  }

  private static Optional<Count> tooMuch(List<Count> counts, Counter[] known, long millis) {
    for (int i = 0; i < known.length; i++) {
      var count = counts.get(i);
      long sum = known[i] == null ? 0 : known[i].sum(millis);
      if (count.probe() > 0 && sum + count.probe() > count.limit()) {
        return Optional.of(count);
      }
    }
    return Optional.empty();
  }

  private void put(List<Count> counts, Counter[] known, long millis) {
    for (int i = 0; i < known.length; i++) {
      var count = counts.get(i);
      if (count.amount() != 0) {
        var counter = known[i] == null ? counter(count) : known[i];
        counter.add(millis, count.amount());
      }
    }
  }

  private Counter counter(Count count) {
    return counters.computeIfAbsent(key(count), _ -> new Counter(count.span()));
  }

  private static Key key(Count count) {
    return new Key(count.breaker(), count.epoch());
  }
}
