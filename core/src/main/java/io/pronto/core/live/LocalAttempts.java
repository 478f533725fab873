package io.pronto.core.live;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;

/** {@link Attempts} as one node counts them for itself. The keys are a place's and an account's. */
final class LocalAttempts {
  private static final int REMEMBERED = 100_000;

  private final Cache<String, Integer> failures =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(Attempts.QUIET).build();

  private final int mostFromPlace;

  /** At most so many from one place, whatever they are at. */
  LocalAttempts(int mostFromPlace) {
    this.mostFromPlace = mostFromPlace;
  }

  boolean begin(List<String> keys) {
    if (count(keys.get(0)) >= mostFromPlace || count(keys.get(1)) >= Attempts.MOST_FOR_ACCOUNT) {
      return false;
    }
    return add(keys.get(0), 1) <= mostFromPlace && add(keys.get(1), 1) <= Attempts.MOST_FOR_ACCOUNT;
  }

  boolean takeBack(List<String> keys) {
    keys.forEach(key -> add(key, -1));
    return true;
  }

  boolean succeeded(List<String> keys) {
    add(keys.get(0), -1);
    failures.invalidate(keys.get(1));
    return true;
  }

  private int add(String key, int more) {
    return failures.asMap().merge(key, more, (before, added) -> Math.max(0, before + added));
  }

  private int count(String key) {
    var count = failures.getIfPresent(key);
    return count == null ? 0 : count;
  }
}
