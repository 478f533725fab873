package io.pronto.bench.signalling;

import io.pronto.bench.Company;
import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.bench.Metrics;
import io.pronto.bench.Phones;
import io.pronto.bench.Server;
import io.pronto.bench.Sipp.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Calls for a long time at a steady rate; then whatever was held must be given back, and the memory
 * must not have grown since the first third.
 */
@Command(
    name = "bench/soak",
    mixinStandardHelpOptions = true,
    description = "Calls at a steady rate for a long time: is memory flat, is all given back?")
final class Soak implements Callable<Integer> {
  private static final long MEBI = 1 << 20;

  /** After the last call transactions linger: timers D and J of RFC 3261 take 32 s. */
  private static final Duration SETTLE = Duration.ofSeconds(45);

  /** What memory may grow by between the first third and the end. */
  private static final double GROWTH = 1.15;

  @Option(names = "--minutes", defaultValue = "30", description = "how long calls come")
  private int minutes;

  @Option(names = "--rate", defaultValue = "20", description = "calls per second")
  private int rate;

  @Option(names = "--length", defaultValue = "10", description = "seconds of each call")
  private int length;

  private long peakOfFirstThird;
  private long latest;

  /** Runs the soak; exits 1 when something was not given back, memory grew or calls failed. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Soak()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    System.out.printf("%d calls a second of %d s each for %d minutes.%n", rate, length, minutes);
    try (var server = Server.start(Material.root())) {
      var carrier = Loopback.carrier();
      var phone = Loopback.phone();
      var company = Company.found(server, carrier.getHostString(), carrier.getPort());
      var user = company.hire();
      var account = company.equip(user).account();
      var number = company.rent(user);
      Phones.register(server.sip(), phone, List.of(account), 1, 1);
      tell("before", server);
      try (var _ = Phones.answer(server.sip(), phone)) {
        var calls =
            CompletableFuture.supplyAsync(
                () ->
                    Phones.call(
                        server.sip(),
                        carrier,
                        number,
                        rate,
                        rate * minutes * 60,
                        Duration.ofSeconds(length)));
        watch(server, calls);
        return judge(server, calls.get()) ? 0 : 1;
      }
    }
  }

  private void watch(Server server, CompletableFuture<Outcome> calls)
      throws InterruptedException, ExecutionException {
    for (int minute = 1; !calls.isDone(); minute++) {
      try {
        calls.get(1, TimeUnit.MINUTES);
      } catch (TimeoutException goOn) {
        tell("minute " + minute, server);
        latest = server.resident();
        if (minute <= Math.max(1, minutes / 3)) {
          peakOfFirstThird = Math.max(peakOfFirstThird, latest);
        }
      }
    }
  }

  private boolean judge(Server server, Outcome outcome) throws InterruptedException {
    tell("last call over", server);
    long deadline = System.nanoTime() + SETTLE.toNanos();
    while (held(server).sum() > 0 && System.nanoTime() < deadline) {
      TimeUnit.SECONDS.sleep(1);
    }
    tell("after", server);
    boolean given = held(server).sum() == 0;
    boolean flat = latest <= peakOfFirstThird * GROWTH;
    System.out.printf(
        "%,d calls, %d failed, %d retransmissions; all given back: %s; memory flat: %s (%d MiB in"
            + " the first third, %d MiB at the end)%n",
        outcome.successful(),
        outcome.failed(),
        outcome.retransmissions(),
        given ? "yes" : "NO",
        flat ? "yes" : "NO",
        peakOfFirstThird / MEBI,
        latest / MEBI);
    if (outcome.failed() > 0) {
      System.out.println(outcome.errors().lines().limit(20).collect(Collectors.joining("\n")));
    }
    return given && flat && outcome.failed() == 0;
  }

  private static void tell(String when, Server server) {
    var held =
        held(server).values().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(
                entry -> entry.getKey().replace("pronto_", "") + " " + entry.getValue().longValue())
            .collect(Collectors.joining(", "));
    System.out.printf(
        "  %-15s %4d MiB resident, %d files open; held: %s%n",
        when, server.resident() / MEBI, server.openFiles(), held.isEmpty() ? "nothing" : held);
  }

  /** The gauges that stand at zero when no call is under way. */
  private static Metrics held(Server server) {
    return server
        .metrics()
        .only(name -> name.matches("pronto_(leases|sip_transactions)(_held)?(\\{.*)?"));
  }
}
