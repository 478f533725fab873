package io.pronto.bench.http;

import io.pronto.bench.Child;
import io.pronto.bench.Ledger;
import io.pronto.bench.Material;
import io.pronto.bench.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signed-in requests for a page of call records, with and without row-level security. */
@Command(
    name = "bench/list",
    mixinStandardHelpOptions = true,
    description = "GET /v1/cdrs?limit=50 by 200 organisations with 1,000,000 records.")
final class ListBench implements Callable<Integer> {
  private static final double MEBI = 1 << 20;

  /** Until the compiler has seen enough of it: a server is up for weeks, not for seconds. */
  private static final int WARM_UP_SECONDS = 120;

  private static final int DAYS = 90;
  private static final double MILLI = 1e6;
  private static final double LEAST_PER_SECOND = 1_500;
  private static final double MOST_P99 = 50;
  private static final double MOST_RATIO = 1.3;
  private static final double MOST_GROWTH = 1.15;

  @Option(names = "--records", defaultValue = "1000000", description = "call records in all")
  private int records;

  @Option(names = "--organisations", defaultValue = "200", description = "whose they are")
  private int organisations;

  @Option(names = "--seconds", defaultValue = "15", description = "of each run")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "runs of each kind")
  private int rounds;

  /** Runs the bench; exits 0 when the targets are met, 1 when not. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ListBench()).execute(args));
  }

  @Override
  public Integer call() {
    if (!Child.installed("wrk")) {
      System.err.println("wrk is not installed: apt-get install wrk");
      return 2;
    }
    try (var server = Server.start(Material.root());
        var ledger = Ledger.open(server.data(), organisations)) {
      System.out.printf("Writing %,d records…%n", records);
      ledger.fill(records, DAYS);
      run(server, ledger, WARM_UP_SECONDS);
      return measure(server, ledger) ? 0 : 1;
    }
  }

  private boolean measure(Server server, Ledger ledger) {
    var with = new ArrayList<Wrk.Outcome>();
    var without = new ArrayList<Wrk.Outcome>();
    double before = server.resident();
    for (int round = 1; round <= rounds; round++) {
      with.add(run(server, ledger, seconds));
      ledger.rowLevelSecurity(false);
      without.add(run(server, ledger, seconds));
      ledger.rowLevelSecurity(true);
      System.out.printf(
          "round %d: %.0f/s, p99 %.1f ms; without row-level security %.0f/s%n",
          round, with.getLast().perSecond(), with.getLast().p99(), without.getLast().perSecond());
    }
    double after = server.resident();
    double rate = median(with.stream().map(Wrk.Outcome::perSecond).toList());
    double p99 = median(with.stream().map(Wrk.Outcome::p99).toList());
    double ratio = median(without.stream().map(Wrk.Outcome::perSecond).toList()) / rate;
    long failed = with.stream().mapToLong(Wrk.Outcome::failed).sum();
    boolean met =
        say("%.0f requests/s, at least %.0f", rate, LEAST_PER_SECOND, rate >= LEAST_PER_SECOND);
    met &= say("p99 %.1f ms, at most %.0f", p99, MOST_P99, p99 <= MOST_P99);
    met &=
        say(
            "row-level security costs %.2fx, at most %.1fx",
            ratio, MOST_RATIO, ratio <= MOST_RATIO);
    met &= say("%.0f failed, at most %.0f", (double) failed, 0, failed == 0);
    met &=
        say(
            "%.0f MiB resident, at most %.0f",
            after / MEBI, before * MOST_GROWTH / MEBI, after <= before * MOST_GROWTH);
    return met;
  }

  private static Wrk.Outcome run(Server server, Ledger ledger, int seconds) {
    double ours = server.cpu().toNanos();
    double stores = server.storesCpu().toNanos();
    var outcome = Wrk.run(server.http().resolve("/v1/cdrs?limit=50"), ledger.tokens(), seconds);
    if (outcome.failed() > 0) {
      System.out.println("The server's log:\n" + server.log());
    }
    double requests = outcome.perSecond() * seconds * MILLI;
    System.out.printf(
        "CPU per request %.2f ms, of the stores %.2f ms%n",
        (server.cpu().toNanos() - ours) / requests,
        (server.storesCpu().toNanos() - stores) / requests);
    return outcome;
  }

  private static boolean say(String what, double value, double target, boolean met) {
    System.out.printf(what + ": %s%n", value, target, met ? "met" : "NOT met");
    return met;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
