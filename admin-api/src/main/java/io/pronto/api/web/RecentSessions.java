package io.pronto.api.web;

import io.pronto.core.access.SignedIn;
import io.pronto.core.access.Token;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Who was found to be signed in within the last second, so that a page that asks for ten things at
 * once is looked up once. What is changed through this server is forgotten before the change is
 * answered; what is changed elsewhere, such as by another server, is known a second later.
 */
final class RecentSessions {
  private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST = 10_000;

  private record Found(Optional<SignedIn> session, long nanos) {}

  private final Function<String, Optional<SignedIn>> lookup;
  private final LongSupplier nanos;

  /** Begun anew at each change: a lookup that began before it keeps what it found to itself. */
  private volatile Map<Buffer, Found> recent = new ConcurrentHashMap<>();

  /**
   * Finds them by {@code lookup}.
   *
   * @param nanos a clock that only goes forward
   */
  RecentSessions(Function<String, Optional<SignedIn>> lookup, LongSupplier nanos) {
    this.lookup = lookup;
    this.nanos = nanos;
  }

  /** Whose {@code token} that is; empty if its session has ended. */
  Optional<SignedIn> find(String token) {
    var known = recent;
    var hash = new Token(token).hash();
    var found = known.get(hash);
    if (found != null && nanos.getAsLong() - found.nanos() < KEPT_NANOS) {
      return found.session();
    }
    long asked = nanos.getAsLong();
    var session = lookup.apply(token);
    if (session.isEmpty()) {
      known.remove(hash);
    } else {
      keep(known, hash, new Found(session, asked));
    }
    return session;
  }

  private static void keep(Map<Buffer, Found> known, Buffer hash, Found found) {
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(hash, found);
  }

  /** Looks all of them up again from now on. */
  void forget() {
    recent = new ConcurrentHashMap<>();
  }
}
