package io.pronto.core.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.core.Outage;
import io.pronto.core.db.DatabaseUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What has been read, until it is doubted: then it is read again at the next question, and if the
 * database is away, or so slow that a caller would notice, what was known is answered. Since a
 * notice may be lost with its connection, what is older than a minute is read again beside the
 * question, which does not wait for it, and what is older than five before it is answered.
 */
public final class Remembered<K, V> {
  private static final int MOST = 200_000;
  private static final long GOOD_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long USABLE_NANOS = Duration.ofMinutes(5).toNanos();
  private static final Duration KEPT = Duration.ofHours(24);

  /** How long a question waits for the database when there is something to answer without it. */
  private static final Duration PATIENCE_IF_KNOWN = Duration.ofMillis(500);

  /** And when there is not. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Cache<K, Known<V>> cache =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();
  private final AtomicLong doubts = new AtomicLong();
  private final Function<K, V> read;
  private final Outage outage;
  private final LongSupplier nanos;
  private final Set<K> refreshing = ConcurrentHashMap.newKeySet();
  private final boolean apart;

  private record Known<V>(V value, long doubts, long readNanos) {}

  /**
   * Nothing is known yet.
   *
   * @param outage shared by all who read from one database
   */
  public Remembered(Function<K, V> read, Outage outage) {
    this(read, outage, System::nanoTime);
  }

  /** The same on a clock like {@link System#nanoTime}. */
  Remembered(Function<K, V> read, Outage outage, LongSupplier nanos) {
    this(read, outage, nanos, true);
  }

  private Remembered(Function<K, V> read, Outage outage, LongSupplier nanos, boolean apart) {
    this.read = read;
    this.outage = outage;
    this.nanos = nanos;
    this.apart = apart;
  }

  /**
   * One that reads on the thread that asks, and so within the transaction that is under way there.
   */
  static <K, V> Remembered<K, V> here(Function<K, V> read) {
    return new Remembered<>(read, new Outage(), System::nanoTime, false);
  }

  /** Whether something may have changed since: everything is read anew when asked for next. */
  public void doubt() {
    doubts.incrementAndGet();
  }

  /** The value of {@code key}; throws {@link DatabaseUnavailable} if it is not known. */
  public V get(K key) {
    var known = cache.getIfPresent(key);
    if (known == null) {
      return read(key, PATIENCE);
    }
    long age = nanos.getAsLong() - known.readNanos();
    boolean doubted = known.doubts() != doubts.get();
    if (!doubted && age < GOOD_NANOS || outage.lasts()) {
      return known.value();
    }
    if (!doubted && age < USABLE_NANOS) {
      refresh(key);
      return known.value();
    }
    try {
      return read(key, PATIENCE_IF_KNOWN);
    } catch (DatabaseUnavailable away) {
      outage.notice();
      return known.value();
    }
  }

  /**
   * The same for whoever can do without: empty, within half a second, if it is not known. While the
   * database is away nobody waits.
   */
  public Optional<V> find(K key) {
    if (cache.getIfPresent(key) != null || !apart) {
      return Optional.of(get(key));
    }
    if (outage.lasts()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(key, PATIENCE_IF_KNOWN));
    } catch (DatabaseUnavailable away) {
      outage.notice();
      return Optional.empty();
    }
  }

  private void refresh(K key) {
    if (refreshing.add(key)) {
      Thread.ofVirtual()
          .name("directory")
          .start(
              () -> {
                try {
                  read(key);
                } catch (DatabaseUnavailable away) {
                  outage.notice();
                } finally {
                  refreshing.remove(key);
                }
              });
    }
  }

  /** Reads on a thread of its own: an answer that comes too late for this question is kept. */
  private V read(K key, Duration patience) {
    if (!apart) {
      return read(key);
    }
    var reading = new FutureTask<>(() -> read(key));
    Thread.ofVirtual().name("directory").start(reading);
    try {
      return reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DatabaseUnavailable(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException thrown
          ? thrown
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailable(e);
    }
  }

  private V read(K key) {
    long now = nanos.getAsLong();
    long present = doubts.get();
    var value = read.apply(key);
    cache.put(key, new Known<>(value, present, now));
    return value;
  }
}
