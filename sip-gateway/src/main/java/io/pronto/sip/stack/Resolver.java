package io.pronto.sip.stack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Turns the host of a URI into addresses: literals at once, names by the system's resolver, with a
 * limit, and remembered, so that a slow name server delays one call and no other. Blocks: it is
 * called on the threads of calls, never on those of the stack. Names are looked up as A and AAAA
 * records; a trunk names host and port.
 */
final class Resolver {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int NAMES = 10_000;

  private final Cache<String, List<InetAddress>> known =
      Caffeine.newBuilder().maximumSize(NAMES).expireAfterWrite(REMEMBERED).build();

  /** What was known last, for when the name server is away. */
  private final Cache<String, List<InetAddress>> last =
      Caffeine.newBuilder().maximumSize(NAMES).build();

  /** The addresses of {@code host}, which may be a literal, IPv6 in brackets; never empty. */
  List<InetAddress> addresses(String host) throws SendFailed {
    var remembered = known.getIfPresent(host);
    if (remembered != null) {
      return remembered;
    }
    try {
      return lookUp(host);
    } catch (SendFailed silent) {
      var before = last.getIfPresent(host);
      if (before == null) {
        throw silent;
      }
      return before;
    }
  }

  private List<InetAddress> lookUp(String host) throws SendFailed {
    if (isLiteral(host)) {
      return now(host);
    }
    var task = new FutureTask<>(() -> keep(host, now(host)));
    Thread.ofVirtual().name("resolve-" + host).start(task);
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new SendFailed("No address for " + host, e.getCause());
    } catch (TimeoutException e) {
      throw new SendFailed("No answer in time for the name " + host, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SendFailed("Interrupted while looking up " + host, e);
    }
  }

  /** An answer that comes too late for this question is there for the next. */
  private List<InetAddress> keep(String host, List<InetAddress> found) {
    known.put(host, found);
    last.put(host, found);
    return found;
  }

  private static List<InetAddress> now(String host) throws SendFailed {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new SendFailed("No address for " + host, e);
    }
  }

  private static boolean isLiteral(String host) {
    return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }
}
