package io.pronto.core.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.BindingStore.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who can be reached where. The truth is in Redis and outlives this process; what has been read or
 * written here is also remembered here, and is what is answered while Redis is away. Blocks the
 * calling thread while Redis is asked.
 */
public final class Registrations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final int ATTEMPTS = 20;
  private static final int PAGE = 500;

  /** Bindings that are reached first come first: those that answer, then the newest. */
  private static final Comparator<Binding> ORDER =
      Comparator.comparing(Binding::reachable)
          .thenComparing(Binding::registeredAt)
          .reversed()
          .thenComparing(Binding::key);

  private final Map<AddressOfRecord, Known> remembered = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong versions = new AtomicLong(ThreadLocalRandom.current().nextLong());
  private final BindingStore store;
  private final String node;
  private final Thread keeper;

  /** Why a binding is no more. */
  public enum Removal {
    /** The device said so, or registered itself elsewhere once too often. */
    UNREGISTERED,
    /** It was not refreshed in time. */
    EXPIRED,
    /** Its connection broke, and there is no other way to it. */
    DISCONNECTED,
    /** The device was deleted, or its user is not active any more. */
    REFUSED
  }

  /**
   * Who is told of what begins and ends: of each once, on one node of all. Called on the thread
   * that made the change: must not block for long.
   */
  public interface Listener {
    /** A device can be reached where it could not before. */
    void added(Binding binding);

    /** A device cannot be reached there any more. */
    void removed(Binding binding, Removal why);
  }

  /**
   * Begins to remember what Redis holds.
   *
   * @param node this server's name, the same after a restart: its bindings are its own again
   */
  public Registrations(Redis redis, String node, MeterRegistry meters) {
    this.store = new BindingStore(redis);
    this.node = node;
    Gauge.builder("pronto.registrations", this, r -> r.own().size())
        .description("Bindings whose flow this node holds")
        .register(meters);
    this.keeper = Thread.ofVirtual().name("registrations").start(this::keep);
  }

  /** Tells {@code listener} of whatever begins and ends from now on. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Where {@code name} can be reached now, in the order in which to try. While Redis is away it is
   * what this node knows.
   *
   * @throws RedisUnavailable if Redis does not answer and this node knows nothing of that name
   */
  public List<Binding> of(AddressOfRecord name) {
    return live(known(name));
  }

  /**
   * The bindings of a domain, by address of record; those of {@code most} addresses at most.
   * Answered from memory while Redis is away.
   */
  public List<Binding> in(String domain, int most) {
    var now = Instant.now();
    return namesIn(domain.toLowerCase(Locale.ROOT), now, most).stream()
        .sorted(Comparator.comparing(AddressOfRecord::username))
        .flatMap(name -> live(remembered.getOrDefault(name, Known.NOTHING)).stream())
        .toList();
  }

  /** How many bindings there are, of all nodes; while Redis is away, those remembered. */
  public long count() {
    var now = Instant.now();
    try {
      return store.count(now);
    } catch (RedisUnavailable away) {
      return all().filter(binding -> binding.isLive(now)).count();
    }
  }

  /** The bindings whose flow this node holds. Answered from memory. */
  public List<Binding> own() {
    var now = Instant.now();
    return all().filter(b -> b.node().equals(node) && b.isLive(now)).toList();
  }

  /**
   * Changes the bindings of {@code name} in one step, whoever else changes them at the same time.
   *
   * @param why what to say of bindings that the change leaves out
   * @param change given those that hold now, answers those that are to hold; it is asked again if
   *     another was faster, so it may do nothing else; what it throws is thrown here
   * @return those that hold now, in the order in which to try
   * @throws RedisUnavailable if Redis does not answer: nothing was changed for certain
   */
  public List<Binding> update(
      AddressOfRecord name, Removal why, UnaryOperator<List<Binding>> change) {
    var before = remembered.getOrDefault(name, Known.NOTHING);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var now = Instant.now();
      var held = before.bindings().stream().filter(b -> b.isLive(now)).sorted(ORDER).toList();
      var wanted = change.apply(held);
      if (attempt > 0 && wanted.equals(held) && held.size() == before.bindings().size()) {
        return held;
      }
      var after = wanted.isEmpty() ? Known.NOTHING : new Known(nextVersion(), wanted);
      var instead = store.write(name, before, after, now);
      if (instead.isEmpty()) {
        remember(name, after);
        tell(before.bindings(), wanted, now, why);
        return live(after);
      }
      before = instead.get();
      remember(name, before);
    }
    throw new RedisUnavailable(new IllegalStateException("Others were faster each time"));
  }

  /** Ends the keeping of time; what Redis holds stays there. */
  @Override
  public void close() {
    keeper.interrupt();
  }

  private Known known(AddressOfRecord name) {
    var cached = remembered.getOrDefault(name, Known.NOTHING);
    try {
      var known = store.read(name, cached);
      if (known != cached) {
        remember(name, known);
      }
      return known;
    } catch (RedisUnavailable away) {
      if (cached == Known.NOTHING) {
        throw away;
      }
      return cached;
    }
  }

  private Set<AddressOfRecord> namesIn(String domain, Instant now, int most) {
    try {
      var names = store.names(domain, now, most);
      recall(names);
      return Set.copyOf(names);
    } catch (RedisUnavailable away) {
      return remembered.keySet().stream()
          .filter(name -> name.domain().equals(domain))
          .limit(most)
          .collect(Collectors.toSet());
    }
  }

  /** Reads {@code names} into memory. */
  private void recall(List<AddressOfRecord> names) {
    for (int from = 0; from < names.size(); from += PAGE) {
      store.read(names.subList(from, Math.min(from + PAGE, names.size()))).forEach(this::remember);
    }
  }

  private void remember(AddressOfRecord name, Known known) {
    if (known.bindings().isEmpty()) {
      remembered.remove(name);
    } else {
      remembered.put(name, known);
    }
  }

  private void tell(List<Binding> before, List<Binding> after, Instant now, Removal why) {
    if (listeners.isEmpty()) {
      return;
    }
    var keys = after.stream().map(Binding::key).collect(Collectors.toSet());
    for (var binding : before) {
      if (!keys.contains(binding.key())) {
        var reason = binding.isLive(now) ? why : Removal.EXPIRED;
        listeners.forEach(listener -> listener.removed(binding, reason));
      }
    }
    var old = before.stream().map(Binding::key).collect(Collectors.toSet());
    for (var binding : after) {
      if (!old.contains(binding.key())) {
        listeners.forEach(listener -> listener.added(binding));
      }
    }
  }

  private void keep() {
    boolean complete = false;
    try {
      while (true) {
        try {
          complete = complete || recallAll();
          sweep(Instant.now());
        } catch (RedisUnavailable away) {
          LOG.atDebug().setCause(away).log("Registrations wait for Redis");
        }
        Thread.sleep(SWEEP);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was registered before this process began. */
  private boolean recallAll() {
    var now = Instant.now();
    int offset = 0;
    for (var page = store.names(now, 0, PAGE); !page.isEmpty(); ) {
      recall(new ArrayList<>(new LinkedHashSet<>(page)));
      offset += page.size();
      page = store.names(now, offset, PAGE);
    }
    LOG.atInfo().addKeyValue("bindings", offset).log("Registrations are known");
    return true;
  }

  /**
   * Clears away what has expired: our own from Redis too, and says so; of others only what is
   * remembered here.
   */
  private void sweep(Instant now) {
    remembered.forEach(
        (name, known) -> {
          var expired = known.bindings().stream().filter(b -> !b.isLive(now)).toList();
          if (expired.stream().anyMatch(binding -> binding.node().equals(node))) {
            update(name, Removal.EXPIRED, UnaryOperator.identity());
          } else if (expired.size() == known.bindings().size()) {
            remembered.remove(name, known);
          }
        });
  }

  private Stream<Binding> all() {
    return remembered.values().stream().flatMap(known -> known.bindings().stream());
  }

  private String nextVersion() {
    return Long.toHexString(versions.incrementAndGet());
  }

  private static List<Binding> live(Known known) {
    var now = Instant.now();
    return known.bindings().stream().filter(b -> b.isLive(now)).sorted(ORDER).toList();
  }
}
