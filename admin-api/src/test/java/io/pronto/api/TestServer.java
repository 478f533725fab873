package io.pronto.api;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.access.Bootstrap;
import io.pronto.core.live.Binding;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The API on a free port, over the real database, for a whole test run. */
final class TestServer {
  static final String DOMAIN = "pronto.local";
  static final String OPERATOR = "operator@example.com";
  static final String PASSWORD = "correct horse battery";

  /** What is registered. */
  static final List<Binding> BINDINGS = new CopyOnWriteArrayList<>();

  static final AtomicBoolean READY = new AtomicBoolean(true);

  private static final int PORT = start();

  private TestServer() {}

  static String url() {
    return "http://127.0.0.1:" + PORT;
  }

  private static int start() {
    new Bootstrap(Ground.database()).account(OPERATOR, PASSWORD);
    return new Api(Ground.vertx(), services(), "127.0.0.1", 0).start();
  }

  private static Services services() {
    return new Services(
        Ground.database(),
        DOMAIN,
        domain ->
            BINDINGS.stream()
                .filter(binding -> binding.addressOfRecord().domain().equals(domain))
                .toList(),
        new SimpleMeterRegistry(),
        () -> "pronto_calls 0\n",
        Map.of("test", READY::get));
  }
}
