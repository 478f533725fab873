package io.pronto.sip.registrar;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.live.Binding;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.Registrations;
import io.pronto.core.live.Registrations.Removal;
import io.pronto.sip.stack.SipStack;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the devices of this node by OPTIONS whether they still answer, which also keeps their NATs
 * open. One that is silent a few times in a row is tried last by calls, until it answers once; no
 * binding and no call ever ends by it. Each is asked at a time of its own, never all at once.
 */
public final class Reachability implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

  private final Map<Device, Pulse> pulses = new ConcurrentHashMap<>();
  private final Registrations registrations;
  private final Probe probe;
  private final Settings settings;
  private final Counter hits;
  private final Counter misses;
  private final Counter downs;
  private final Counter ups;
  private final Thread clock;

  private record Device(AddressOfRecord name, String key) {}

  /**
   * How often and how patiently.
   *
   * @param interval between two questions to one device, give or take a tenth
   * @param patience how long an answer may take; after a miss the next question comes as soon
   * @param misses in a row that make a device unreachable
   */
  public record Settings(Duration interval, Duration patience, int misses) {
    /** Every 30 s, which keeps the NATs of this world open; 5 s are four transmissions over UDP. */
    public static final Settings DEFAULT =
        new Settings(Duration.ofSeconds(30), Duration.ofSeconds(5), 3);

    private Duration tick() {
      return interval.dividedBy(100);
    }
  }

  /** Begins to ask. */
  public Reachability(
      SipStack stack, Registrations registrations, Settings settings, MeterRegistry meters) {
    this.registrations = registrations;
    this.probe = new Probe(stack, settings.patience());
    this.settings = settings;
    this.hits = meters.counter("pronto.sip.options", "answer", "hit");
    this.misses = meters.counter("pronto.sip.options", "answer", "miss");
    this.downs = meters.counter("pronto.sip.reachability", "turned", "down");
    this.ups = meters.counter("pronto.sip.reachability", "turned", "up");
    this.clock = Thread.ofVirtual().name("reachability").start(this::run);
  }

  /** Asks no more. */
  @Override
  public void close() {
    clock.interrupt();
  }

  /** When a device is asked next, and how often it has been silent. Only one thread holds it. */
  private static final class Pulse {
    volatile long dueNanos;
    volatile boolean underWay;
    int missed;

    Pulse(Duration first) {
      dueNanos = System.nanoTime() + first.toNanos();
    }
  }

  private void run() {
    try {
      while (true) {
        tick(System.nanoTime());
        Thread.sleep(settings.tick());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick(long now) {
    var present = new HashSet<Device>();
    for (var binding : registrations.own()) {
      var device = new Device(binding.addressOfRecord(), binding.key());
      present.add(device);
      var pulse = pulses.computeIfAbsent(device, _ -> new Pulse(within(settings.interval())));
      if (!pulse.underWay && now - pulse.dueNanos >= 0) {
        pulse.underWay = true;
        Thread.ofVirtual().name("options").start(() -> ask(binding, pulse));
      }
    }
    pulses.keySet().retainAll(present);
  }

  private void ask(Binding binding, Pulse pulse) {
    try {
      boolean answers = probe.answers(binding);
      pulse.missed = answers ? 0 : pulse.missed + 1;
      (answers ? hits : misses).increment();
      judge(binding, pulse);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("device", binding.addressOfRecord()).setCause(e).log("OPTIONS");
    } finally {
      boolean doubtful = pulse.missed > 0 && pulse.missed < settings.misses();
      pulse.dueNanos =
          System.nanoTime() + (doubtful ? settings.patience() : nextInterval()).toNanos();
      pulse.underWay = false;
    }
  }

  private void judge(Binding binding, Pulse pulse) {
    if (pulse.missed == 0 && !binding.reachable()) {
      mark(binding, true);
    } else if (pulse.missed >= settings.misses() && binding.reachable()) {
      mark(binding, false);
    }
  }

  private void mark(Binding binding, boolean answers) {
    try {
      registrations.update(
          binding.addressOfRecord(),
          Removal.UNREGISTERED,
          held -> held.stream().map(b -> isSame(b, binding) ? b.answering(answers) : b).toList());
    } catch (RedisUnavailable away) {
      return;
    }
    (answers ? ups : downs).increment();
    LOG.atInfo()
        .addKeyValue("device", binding.addressOfRecord())
        .addKeyValue("remote", binding.remote())
        .log(answers ? "Device answers again" : "Device does not answer");
  }

  /** Not one that has registered by another flow meanwhile. */
  private static boolean isSame(Binding now, Binding asked) {
    return now.key().equals(asked.key()) && now.remote().equals(asked.remote());
  }

  private Duration nextInterval() {
    return settings
        .interval()
        .multipliedBy(9)
        .dividedBy(10)
        .plus(within(settings.interval().dividedBy(5)));
  }

  private static Duration within(Duration longest) {
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest.toNanos()));
  }
}
