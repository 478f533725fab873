package io.pronto.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.db.Database;
import io.pronto.core.live.Binding;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the API stands on.
 *
 * @param sipDomain {@code sip.domain}, of which every organisation has a subdomain
 * @param registrations all bindings of an organisation's SIP domain
 * @param metrics where requests are timed
 * @param figures all metrics in Prometheus' text format
 * @param readiness what must hold for the server to be ready, by name; each answers within a second
 */
public record Services(
    Database database,
    String sipDomain,
    Function<String, List<Binding>> registrations,
    MeterRegistry metrics,
    Supplier<String> figures,
    Map<String, BooleanSupplier> readiness) {
  /** Copies the map. */
  public Services {
    readiness = Map.copyOf(readiness);
  }
}
