package io.pronto.sip.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.db.DatabaseUnavailable;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides in memory, before anything is parsed, whether a source is heard at all. Only failures
 * count against a source, never a challenge that it has not yet answered: a healthy site sends as
 * many unauthenticated requests as it has phones. A ban has a reason and an end.
 */
public final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final int SOURCES = 100_000;
  private static final Duration ONE_LINE = Duration.ofSeconds(1);

  private final Cache<InetAddress, AtomicInteger> failures;
  private final Cache<InetAddress, String> bans;
  private final Cache<InetAddress, Boolean> spoken =
      Caffeine.newBuilder().maximumSize(SOURCES).expireAfterWrite(ONE_LINE).build();
  private final Counter dropped;
  private volatile Predicate<InetAddress> spared = _ -> false;
  private final int limit;

  /** A guard that bans for five minutes after a hundred failures within a minute. */
  public Guard(MeterRegistry meters) {
    this(meters, 100, Duration.ofMinutes(1), Duration.ofMinutes(5));
  }

  /**
   * A guard.
   *
   * @param limit failures of one source that ban it
   * @param window the time within which they count
   * @param ban how long a ban lasts
   */
  public Guard(MeterRegistry meters, int limit, Duration window, Duration ban) {
    this.limit = limit;
    this.failures = Caffeine.newBuilder().maximumSize(SOURCES).expireAfterWrite(window).build();
    this.bans = Caffeine.newBuilder().maximumSize(SOURCES).expireAfterWrite(ban).build();
    this.dropped = meters.counter("pronto.sip.guard.dropped");
    meters.gauge("pronto.sip.guard.bans", bans, Cache::estimatedSize);
  }

  /** Whether {@code source} is heard. */
  public boolean admits(InetAddress source) {
    if (bans.getIfPresent(source) == null) {
      return true;
    }
    dropped.increment();
    return false;
  }

  /** Counts a message that was not SIP, or broken. */
  public void malformed(InetAddress source, String reason) {
    failed(source, reason);
  }

  /** Counts a failure of {@code source}: a wrong password, a domain that is not ours. */
  public void failed(InetAddress source, String reason) {
    say(source, reason);
    var count = failures.get(source, _ -> new AtomicInteger());
    if (count.incrementAndGet() == limit && !isSpared(source)) {
      bans.put(source, reason);
      LOG.atWarn()
          .addKeyValue("source", source.getHostAddress())
          .addKeyValue("reason", reason)
          .log("Source is banned: too many failures");
    }
  }

  /**
   * Never bans whom {@code known} knows: over UDP anybody can send in the name of a carrier or of
   * an office full of phones, and must not be able to shut it out. Asked only when a ban is due.
   */
  public void spare(Predicate<InetAddress> known) {
    spared = known;
  }

  private boolean isSpared(InetAddress source) {
    try {
      return spared.test(source);
    } catch (DatabaseUnavailable unknown) {
      return true;
    }
  }

  /** At most one line per source and second: a flood must not fill the disk. */
  private void say(InetAddress source, String reason) {
    if (spoken.asMap().putIfAbsent(source, true) == null) {
      LOG.atInfo()
          .addKeyValue("source", source.getHostAddress())
          .addKeyValue("reason", reason)
          .log("SIP message refused");
    }
  }
}
