package io.pronto.sip.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who looks for names: a phone that is challenged answers within moments, and there are as many
 * names behind an address as phones. Whoever says name after name, and answers for none, seeks.
 */
final class Seekers {
  /** So many names, left without an answer, are no coincidence. */
  static final int NAMES = 30;

  private static final int SOURCES = 20_000;
  private static final int MOST_NAMES = 500;
  private static final long ANSWER_NANOS = Duration.ofSeconds(10).toNanos();

  private final Cache<InetAddress, Map<String, Long>> open =
      Caffeine.newBuilder().maximumSize(SOURCES).expireAfterAccess(Duration.ofMinutes(5)).build();

  /** Notes a challenge; true when its source seeks. */
  boolean challenged(InetAddress source, String what) {
    long now = System.nanoTime();
    var names = open.get(source, _ -> new ConcurrentHashMap<>());
    if (names.size() < MOST_NAMES) {
      names.putIfAbsent(what, now);
    }
    return names.size() > NAMES
        && (names.size() == MOST_NAMES
            || names.values().stream().filter(at -> now - at > ANSWER_NANOS).count() >= NAMES);
  }

  /** The challenge was answered as it should be. */
  void proven(InetAddress source, String what) {
    var names = open.getIfPresent(source);
    if (names != null) {
      names.remove(what);
    }
  }
}
