package io.pronto.watch;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pronto.core.lease.Leases;
import java.util.List;
import java.util.Locale;

/** Every figure of the process, for Prometheus. */
public final class Meters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Begins with what the machine shows: memory, threads, collections, files, processor. */
  public Meters() {
    collections.bindTo(registry);
    List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
  }

  /** Where the parts of Pronto register their own. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * Shows what is held of each kind, {@code pronto.leases}, and how much had to be taken back,
   * {@code pronto.leases.reclaimed}: at rest the first is 0, and the second always.
   */
  public void show(Leases leases) {
    for (var kind : Leases.Kind.values()) {
      var name = kind.name().toLowerCase(Locale.ROOT);
      Gauge.builder("pronto.leases", leases, all -> all.held(kind))
          .description("What the process holds for somebody now")
          .tag("kind", name)
          .register(registry);
      FunctionCounter.builder("pronto.leases.reclaimed", leases, all -> all.reclaimed(kind))
          .description("What was kept past its deadline and taken back: each one is a fault")
          .tag("kind", name)
          .register(registry);
    }
  }

  /** All figures in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
