package io.pronto.bench.routing;

import io.pronto.core.routing.CallRouter;
import io.pronto.core.routing.Route;
import io.pronto.core.rules.Presentation;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the route of a call costs once its facts are in memory: number, lists with 2,000 callers,
 * anonymous policy, hours of a week with holidays and exceptions, user, forwarding, and the trace
 * of it all.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteBench {
  private String number;
  private CallRouter router;

  /** An organisation with one number, one user, a schedule and long lists. */
  @Setup
  public void furnish() {
    var office = new Office(1);
    number = office.numbers().getFirst();
    router = office.router();
  }

  /** Within the hours: the user rings. */
  @Benchmark
  public Route open() {
    return route("+33612345678", Office.OPEN);
  }

  /** Outside the hours: the caller is told so. */
  @Benchmark
  public Route closed() {
    return route("+33612345678", Office.CLOSED);
  }

  /** On a list. */
  @Benchmark
  public Route blocked() {
    return route(Office.BLOCKED, Office.OPEN);
  }

  private Route route(String caller, Instant at) {
    return router.fromOutside(caller, Presentation.SHOWN, caller, number, List.of(), at);
  }
}
