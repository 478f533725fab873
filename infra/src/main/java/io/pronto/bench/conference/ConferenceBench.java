package io.pronto.bench.conference;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.lease.Leases;
import io.pronto.media.MediaService;
import io.pronto.media.MediaSettings;
import io.pronto.media.codec.Codec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A conference of 100 parties on the loopback address, of whom some say bursts: CPU of the threads
 * that relay and mix, and how much later a burst is heard than it was said. Those who speak, and
 * who listens closely, speak G.711; of the others as many as wanted speak Opus.
 */
public final class ConferenceBench {
  /** 20 ms by a clock that is 500 ppm slow: so each moment between two ticks has its turn. */
  private static final long PACKET = 20_010_000L;

  private static final int BURST_EVERY = 25;
  private static final int WARM_UP_PACKETS = 500;
  private static final double MOST_SHARE = 0.40;
  private static final double MOST_MILLIS = 30;

  private final int speakers;
  private final int packets;
  private final int browsers;
  private final List<Caller> callers = new ArrayList<>();
  private final List<Double> delays = new ArrayList<>();
  private long[] saidAt;

  private ConferenceBench(int speakers, int packets, int browsers) {
    this.speakers = speakers;
    this.packets = packets;
    this.browsers = browsers;
  }

  /**
   * Takes {@code --parties}, {@code --opus}, {@code --seconds}; exits 0 when the targets are met,
   * else 1.
   */
  public static void main(String[] args) throws IOException {
    int parties = 100;
    int seconds = 30;
    int browsers = 0;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 < args.length && args[i].equals("--parties")) {
        parties = Math.clamp(Integer.parseInt(args[i + 1]), 4, 400);
      } else if (i + 1 < args.length && args[i].equals("--seconds")) {
        seconds = Math.clamp(Integer.parseInt(args[i + 1]), 5, 600);
      } else if (i + 1 < args.length && args[i].equals("--opus")) {
        browsers = Math.clamp(Integer.parseInt(args[i + 1]), 0, 400);
      } else {
        System.out.println("conference [--parties 100] [--opus 0] [--seconds 30]");
        System.exit(args[i].equals("--help") ? 0 : 2);
      }
    }
    System.out.printf(
        "A conference of %d parties in packets of 20 ms, of G.711 but for %d of Opus, %d s each.%n",
        parties, browsers, seconds);
    boolean met = true;
    for (int speakers = 1; speakers <= 3; speakers++) {
      met &= new ConferenceBench(speakers, seconds * 50, browsers).run(parties);
    }
    System.exit(met ? 0 : 1);
  }

  private boolean run(int parties) throws IOException {
    var here = InetAddress.getLoopbackAddress();
    var settings = new MediaSettings(here, here, 30_000, 31_999, 1, Duration.ofMinutes(10));
    var leases = new Leases();
    try (leases;
        var media = new MediaService(settings, leases, new SimpleMeterRegistry());
        var mix = media.mix("bench")) {
      for (int i = 0; i < parties; i++) {
        var caller = new Caller(isBrowser(i, parties) ? Codec.OPUS : Codec.PCMA);
        callers.add(caller);
        var endpoint = media.open("call_" + i, _ -> {});
        endpoint.expect(caller.remote());
        caller.joins(endpoint);
        mix.join(endpoint);
      }
      saidAt = new long[speakers];
      talk(WARM_UP_PACKETS);
      delays.clear();
      long heard = callers.getLast().heard();
      long before = cpu();
      long began = System.nanoTime();
      talk(packets);
      double share = (double) (cpu() - before) / (System.nanoTime() - began);
      return tell(share, callers.getLast().heard() - heard);
    } finally {
      for (var caller : callers) {
        caller.close();
      }
    }
  }

  /** Those that do not speak come first, and whoever listens closely is none. */
  private boolean isBrowser(int index, int parties) {
    return index > 0 && index <= browsers && index < parties - 1 && !isSpeaker(index, parties);
  }

  private boolean isSpeaker(int index, int parties) {
    int apart = (parties - 1) / speakers;
    return index % apart == 0 && index / apart < speakers;
  }

  /** Parties speak evenly over the 20 ms, as telephones do that know nothing of each other. */
  private void talk(int count) throws IOException {
    long next = System.nanoTime();
    long slice = PACKET / callers.size();
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < callers.size(); c++) {
        next += slice;
        while (System.nanoTime() < next) {
          LockSupport.parkNanos(Math.max(1, next - System.nanoTime()));
        }
        say(i, c);
        listen();
      }
    }
  }

  private void say(int packet, int index) throws IOException {
    int apart = (callers.size() - 1) / speakers;
    int speaker = index / apart;
    boolean speaks = isSpeaker(index, callers.size());
    int phase = (packet + speaker * (BURST_EVERY / speakers)) % BURST_EVERY;
    boolean loud = speaks && phase < 2;
    if (loud && phase == 0) {
      saidAt[speaker] = System.nanoTime();
    }
    callers.get(index).say(loud);
  }

  /** The last party listens closely; the others' sockets are emptied now and then. */
  private void listen() throws IOException {
    long onset = callers.getLast().hear();
    if (onset != 0) {
      long said = Arrays.stream(saidAt).filter(at -> at < onset).max().orElse(0);
      if (said != 0 && onset - said < 20 * PACKET) {
        delays.add((onset - said) / 1e6);
      }
    }
    callers.get((int) (System.nanoTime() % (callers.size() - 1))).ignore();
  }

  private boolean tell(double share, long heard) {
    var sorted = delays.stream().sorted().toList();
    if (sorted.isEmpty()) {
      System.out.println("  nothing was heard");
      return false;
    }
    double half = sorted.get(sorted.size() / 2);
    double most = sorted.get((int) (sorted.size() * 0.99));
    boolean met = share < MOST_SHARE && most < MOST_MILLIS;
    System.out.printf(
        "%d speaking: %.1f %% of a core, delay median %.1f ms, p99 %.1f ms of %d bursts,"
            + " %.2f %% of packets heard: %s%n",
        speakers,
        100 * share,
        half,
        most,
        sorted.size(),
        100.0 * heard / packets,
        met ? "met" : "not met (at most 40 %, 30 ms)");
    return met;
  }

  /** CPU of the threads that relay and mix, in nanoseconds. */
  private static long cpu() {
    var threads = ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("media-") || t.getName().startsWith("mix-"))
        .mapToLong(t -> Math.max(0, threads.getThreadCpuTime(t.threadId())))
        .sum();
  }
}
