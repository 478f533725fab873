package io.pronto.api.resource;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts failed sign-ins: ten for one e-mail address from one place, or a hundred from one place,
 * shut that place out until it has been quiet for a while. Nobody can shut out somebody elsewhere.
 */
final class Attempts {
  static final Duration QUIET = Duration.ofMinutes(5);
  static final int MOST_FOR_ACCOUNT = 10;
  private static final int MOST_FROM_PLACE = 100;
  private static final int REMEMBERED = 100_000;

  private final Cache<String, Integer> failures =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(QUIET).build();

  boolean exhausted(String place, String email) {
    return count(place) >= MOST_FROM_PLACE || count(account(place, email)) >= MOST_FOR_ACCOUNT;
  }

  void failed(String place, String email) {
    add(place);
    add(account(place, email));
  }

  void succeeded(String place, String email) {
    failures.invalidate(account(place, email));
  }

  private void add(String key) {
    failures.asMap().merge(key, 1, Integer::sum);
  }

  private int count(String key) {
    var count = failures.getIfPresent(key);
    return count == null ? 0 : count;
  }

  private static String account(String place, String email) {
    return place + ' ' + email.toLowerCase(Locale.ROOT);
  }
}
