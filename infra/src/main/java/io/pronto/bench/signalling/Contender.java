package io.pronto.bench.signalling;

import io.pronto.bench.Figures;
import io.pronto.bench.Sipp.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A server under a load of calls or registrations, and what each round of it cost. */
final class Contender {
  private final String name;
  private final Supplier<Duration> cpu;
  private final Supplier<Outcome> load;
  private final List<Double> millis = new ArrayList<>();
  private long successful;
  private long failed;
  private long retransmissions;

  /** The server {@code name}, whose CPU time {@code cpu} tells, and a round of its load. */
  Contender(String name, Supplier<Duration> cpu, Supplier<Outcome> load) {
    this.name = name;
    this.cpu = cpu;
    this.load = load;
  }

  /** Runs a round that does not count. */
  void warmUp() {
    require(load.get());
  }

  /** Runs a round and keeps what it showed. */
  void round() {
    var before = cpu.get();
    var outcome = load.get();
    var used = cpu.get().minus(before);
    require(outcome);
    millis.add(used.toNanos() / 1e6 / outcome.successful());
    successful += outcome.successful();
    failed += outcome.failed();
    retransmissions += outcome.retransmissions();
  }

  /** CPU per success in each round, milliseconds. */
  List<Double> millis() {
    return List.copyOf(millis);
  }

  boolean lostNone() {
    return failed == 0;
  }

  /** The line of the report. */
  String report(String unit) {
    return "  %-10s %6.3f ms of CPU per %s (%s), %,d done, %d failed, %d retransmissions"
        .formatted(
            name,
            Figures.median(millis),
            unit,
            String.join(" ", millis.stream().map("%.3f"::formatted).toList()),
            successful,
            failed,
            retransmissions);
  }

  private void require(Outcome outcome) {
    if (outcome.successful() == 0) {
      throw new IllegalStateException(name + " served nobody:\n" + outcome.errors());
    }
  }
}
