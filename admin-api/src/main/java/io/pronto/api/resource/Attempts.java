package io.pronto.api.resource;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.api.web.Problem;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts sign-ins that did not succeed: ten for one e-mail address from one place, or a hundred
 * from one place, shut that place out until it has been quiet for a while. Nobody can shut out
 * somebody elsewhere. Each counts from its beginning, so that many at once are no more than ten.
 */
final class Attempts {
  static final Duration QUIET = Duration.ofMinutes(5);
  static final int MOST_FOR_ACCOUNT = 10;
  private static final int MOST_FROM_PLACE = 100;
  private static final int REMEMBERED = 100_000;

  private final Cache<String, Integer> failures =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(QUIET).build();

  /**
   * One more begins.
   *
   * @throws Problem 429 when there were too many
   */
  void begin(String place, String account) {
    if (!mayBegin(place, account)) {
      throw Problem.later(
          429, "too_many_attempts", "Too many failed attempts; try again later", QUIET);
    }
  }

  private boolean mayBegin(String place, String email) {
    if (count(place) >= MOST_FROM_PLACE || count(account(place, email)) >= MOST_FOR_ACCOUNT) {
      return false;
    }
    return add(place, 1) <= MOST_FROM_PLACE && add(account(place, email), 1) <= MOST_FOR_ACCOUNT;
  }

  /** One that began was neither right nor wrong, and does not count. */
  void takeBack(String place, String email) {
    add(place, -1);
    add(account(place, email), -1);
  }

  /** One that began has succeeded, and does not count. */
  void succeeded(String place, String email) {
    add(place, -1);
    failures.invalidate(account(place, email));
  }

  private int add(String key, int more) {
    return failures.asMap().merge(key, more, Integer::sum);
  }

  private int count(String key) {
    var count = failures.getIfPresent(key);
    return count == null ? 0 : count;
  }

  private static String account(String place, String email) {
    return place + ' ' + email.toLowerCase(Locale.ROOT);
  }
}
