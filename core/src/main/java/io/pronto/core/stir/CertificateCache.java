package io.pronto.core.stir;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.Unreachable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates by their addresses (x5u), kept as long as their servers say. A call waits for one no
 * longer than it may; what comes too late for it is there for the next.
 */
public final class CertificateCache implements Function<String, CertificateChain> {
  private static final int MOST = 1_000;
  private static final int MOST_AT_ONCE = 16;
  private static final int LONGEST_ADDRESS = 500;
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Pattern MAX_AGE = Pattern.compile("(?i)\\bmax-age=(\\d{1,9})\\b");
  private static final Pattern NOT_KEPT = Pattern.compile("(?i)\\bno-(store|cache)\\b");

  private final Outbound outbound;
  private final InstantSource clock;
  private final Duration patience;
  private final Cache<String, Kept> kept = Caffeine.newBuilder().maximumSize(MOST).build();
  private final Map<String, FutureTask<Kept>> asked = new ConcurrentHashMap<>();

  private record Kept(Optional<CertificateChain> chain, String fault, Instant until) {}

  /**
   * Asks by {@code outbound}.
   *
   * @param patience how long a call waits at most
   */
  public CertificateCache(Outbound outbound, InstantSource clock, Duration patience) {
    this.outbound = outbound;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * The certificates at {@code address}. While a server is asked again, what it said last is
   * answered when it takes too long.
   *
   * @throws PassportRefused when they cannot be had, or not in time
   */
  @Override
  public CertificateChain apply(String address) {
    var known = kept.getIfPresent(address);
    if (known != null && clock.instant().isBefore(known.until())) {
      return chain(known);
    }
    return fresh(address)
        .or(() -> Optional.ofNullable(known).filter(old -> old.chain().isPresent()))
        .map(CertificateCache::chain)
        .orElseThrow(() -> refused("It did not come within %d ms".formatted(patience.toMillis())));
  }

  private static CertificateChain chain(Kept kept) {
    return kept.chain().orElseThrow(() -> refused(kept.fault()));
  }

  private Optional<Kept> fresh(String address) {
    if (address.length() > LONGEST_ADDRESS) {
      throw refused("Its address is longer than %d characters".formatted(LONGEST_ADDRESS));
    }
    if (asked.size() >= MOST_AT_ONCE && !asked.containsKey(address)) {
      throw refused("Too many are asked for at once");
    }
    var asking = asked.computeIfAbsent(address, this::ask);
    try {
      return Optional.of(asking.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private FutureTask<Kept> ask(String address) {
    var asking = new FutureTask<>(() -> fetched(address));
    Thread.ofVirtual().name("certificate").start(asking);
    return asking;
  }

  private Kept fetched(String address) {
    try {
      var found = fetch(address, clock.instant());
      kept.put(address, found);
      return found;
    } finally {
      asked.remove(address);
    }
  }

  private Kept fetch(String address, Instant now) {
    try {
      var answer = outbound.get(outbound.address(address), Map.of());
      if (answer.status() != 200) {
        return failed("Its server answers " + answer.status(), now);
      }
      var lasts = lasts(Optional.ofNullable(answer.headers().get("Cache-Control")).orElse(""));
      return new Kept(
          Optional.of(CertificateChain.parse(answer.body().getBytes())), "", now.plus(lasts));
    } catch (Unreachable | IllegalArgumentException e) {
      return failed(e.getMessage(), now);
    }
  }

  private static Kept failed(String fault, Instant now) {
    return new Kept(Optional.empty(), fault, now.plus(AFTER_FAILURE));
  }

  /** What Cache-Control says (RFC 9111, section 5.2), within reason. */
  static Duration lasts(String control) {
    if (NOT_KEPT.matcher(control).find()) {
      return SHORTEST;
    }
    var wanted =
        Optional.of(MAX_AGE.matcher(control))
            .filter(Matcher::find)
            .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))))
            .orElse(USUAL);
    return wanted.compareTo(SHORTEST) < 0
        ? SHORTEST
        : wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
  }

  private static PassportRefused refused(String why) {
    return new PassportRefused(Fault.NO_CERTIFICATE, "The certificate: " + why);
  }
}
