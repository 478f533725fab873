package io.pronto.bench.routing;

import io.pronto.core.call.CallId;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.fraud.Breakers;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberPlan;
import io.pronto.core.routing.CallRouter;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Route;
import io.pronto.core.rules.Presentation;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * What all that is decided about one call costs, once its facts are in memory: it comes from
 * outside, is read by the numbering plan, finds its way by lists, hours and forwarding to a number
 * outside again, is judged and counted by the breakers, and has its trunks put in order. A quarter
 * of the numbers it is sent on to are abroad, in countries that nobody has called before.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DecisionBench {
  private static final int CALLERS = 4_096;
  private static final int CALLED = 1_024;
  private static final List<String> BEGINNINGS = List.of("+331", "+336", "+339", "+4930");
  private static final int DIGITS = 10_000_000;

  private final Random random = new Random(7);
  private final List<String> callers = numbers(CALLERS);
  private final CallId call = CallId.next();
  private List<String> called;
  private CallRouter router;
  private Market market;
  private Breakers breakers;
  private int next;

  /** What has been decided. */
  public record Decision(
      NumberPlan.Entry caller, Route route, boolean admitted, List<Trunk> trunks) {
    private boolean leaves() {
      return route.destination() instanceof Destination.Outside
          && admitted
          && trunks.size() == Market.TRUNKS;
    }
  }

  /** Makes every decision once: what is known of a number must be in memory. */
  @Setup
  public void furnish() {
    var targets = numbers(CALLED);
    market = new Market(targets, Office.OPEN);
    var office = new Office(CALLED);
    office.sendOn(targets.stream().map(E164::new).toList());
    called = office.numbers();
    router = office.router();
    breakers = new Breakers(office.organisation(), "", market.selling());
    if (!Stream.generate(this::decide).limit(CALLERS).allMatch(Decision::leaves)) {
      throw new IllegalStateException("A call has not found its way out");
    }
  }

  /** From a number that calls to the trunks by which the call leaves. */
  @Benchmark
  public Decision decide() {
    next = (next + 1) % CALLERS;
    var caller = callers.get(next);
    var entry = NumberPlan.of(new E164(caller));
    var route =
        router.fromOutside(
            caller, Presentation.SHOWN, caller, called.get(next % CALLED), List.of(), Office.OPEN);
    var number = ((Destination.Outside) route.destination()).number();
    return new Decision(
        entry,
        route,
        breakers.passes(call, number),
        market.leastCost().order(market.trunks(), number, Office.OPEN));
  }

  private List<String> numbers(int count) {
    return random
        .ints(count, DIGITS, 10 * DIGITS)
        .mapToObj(digits -> BEGINNINGS.get(digits % BEGINNINGS.size()) + digits)
        .toList();
  }
}
