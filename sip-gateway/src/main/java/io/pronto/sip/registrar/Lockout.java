package io.pronto.sip.registrar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.device.AddressOfRecord;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the guessing of a password. Wrong answers count against an account as seen from one source:
 * whoever guesses there locks the account for that source and for nobody else. An account that is
 * guessed at from many sources is closed to all from which it was not used of late. A source that
 * tries many accounts is the guard's.
 */
final class Lockout {
  private static final Logger LOG = LoggerFactory.getLogger(Lockout.class);
  private static final int MOST = 100_000;
  private static final int SIEGE = 10;
  private static final Duration KNOWN = Duration.ofDays(30);

  private final Cache<Attempt, AtomicInteger> failures;
  private final Cache<Attempt, Boolean> locked;
  private final Cache<AddressOfRecord, AtomicInteger> all;
  private final Cache<AddressOfRecord, Boolean> besieged;
  private final Cache<Attempt, Boolean> known;
  private final int limit;

  private record Attempt(AddressOfRecord account, InetAddress source) {}

  /**
   * A lockout.
   *
   * @param limit wrong answers that lock; ten times as many from anywhere close the account to
   *     strangers
   * @param window the time within which they count
   * @param term how long a lock lasts
   */
  Lockout(int limit, Duration window, Duration term) {
    this.limit = limit;
    this.failures = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(window).build();
    this.locked = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(term).build();
    this.all = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(window).build();
    this.besieged = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(term).build();
    this.known = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KNOWN).build();
  }

  /** Whether {@code account} is locked for {@code source}. */
  boolean isLocked(AddressOfRecord account, InetAddress source) {
    var attempt = new Attempt(account, source);
    return locked.getIfPresent(attempt) != null
        || besieged.getIfPresent(account) != null && known.getIfPresent(attempt) == null;
  }

  /** Counts a wrong answer. */
  void failed(AddressOfRecord account, InetAddress source) {
    var attempt = new Attempt(account, source);
    if (failures.get(attempt, _ -> new AtomicInteger()).incrementAndGet() == limit) {
      locked.put(attempt, true);
      failures.invalidate(attempt);
      LOG.atWarn()
          .addKeyValue("account", account)
          .addKeyValue("source", source.getHostAddress())
          .log("Account is locked for this source: too many wrong passwords");
    }
    if (all.get(account, _ -> new AtomicInteger()).incrementAndGet() == SIEGE * limit) {
      besieged.put(account, true);
      all.invalidate(account);
      LOG.atWarn()
          .addKeyValue("account", account)
          .log("Account is closed to sources that it was not used from: guessed at from many");
    }
  }

  /** A right answer: the wrong ones before it were slips. */
  void passed(AddressOfRecord account, InetAddress source) {
    var attempt = new Attempt(account, source);
    failures.invalidate(attempt);
    known.put(attempt, true);
  }
}
