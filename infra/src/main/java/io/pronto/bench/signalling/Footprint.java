package io.pronto.bench.signalling;

import io.pronto.bench.Company;
import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.bench.Phones;
import io.pronto.bench.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How soon a server is ready, what memory it needs at rest, and how much more for each call. */
@Command(
    name = "bench/footprint",
    mixinStandardHelpOptions = true,
    description = "Time to ready, memory at rest and per established call.")
final class Footprint implements Callable<Integer> {
  private static final double KIBI = 1_024;
  private static final double MEBI = KIBI * KIBI;
  private static final Duration READY = Duration.ofSeconds(6);
  private static final double MOST_IDLE = 450 * MEBI;
  private static final double MOST_PER_CALL = 100 * KIBI;
  private static final int RATE = 50;

  @Option(names = "--calls", defaultValue = "500", description = "calls established at once")
  private int calls;

  @Option(names = "--rest", defaultValue = "20", description = "seconds of rest before measuring")
  private int rest;

  /** Runs the bench; exits 0 when the targets are met, 1 when not. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Footprint()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Server.start(Material.root()).close(); // builds what is not built, and fills the disk's cache
    try (var server = Server.start(Material.root())) {
      boolean soon = server.started().compareTo(READY) <= 0;
      System.out.printf(
          "ready after %.1f s, at most %d: %s%n",
          server.started().toMillis() / 1e3, READY.toSeconds(), word(soon));
      TimeUnit.SECONDS.sleep(rest);
      double idle = server.resident();
      System.out.printf(
          "at rest %.0f MiB resident, at most %.0f: %s (PostgreSQL and Redis beside it: %.0f"
              + " MiB)%n",
          idle / MEBI, MOST_IDLE / MEBI, word(idle <= MOST_IDLE), server.storesResident() / MEBI);
      double each = perCall(server);
      System.out.printf(
          "%.0f KiB more per established call, at most %.0f: %s%n",
          each / KIBI, MOST_PER_CALL / KIBI, word(each <= MOST_PER_CALL));
      return soon && idle <= MOST_IDLE && each <= MOST_PER_CALL ? 0 : 1;
    }
  }

  /** Bytes that each call adds, once the code has been used and garbage is collected. */
  private double perCall(Server server) throws InterruptedException {
    var carrier = Loopback.carrier();
    var phone = Loopback.phone();
    var company = Company.found(server, carrier.getHostString(), carrier.getPort());
    var user = company.hire();
    var account = company.equip(user).account();
    var number = company.rent(user);
    Phones.register(server.sip(), phone, List.of(account), 1, 1);
    try (var _ = Phones.answer(server.sip(), phone)) {
      Phones.call(server.sip(), carrier, number, RATE, calls, Duration.ZERO);
      double before = collected(server);
      var length = Duration.ofSeconds(calls / RATE + 20);
      var held =
          CompletableFuture.supplyAsync(
              () -> Phones.call(server.sip(), carrier, number, RATE, calls, length));
      long deadline = System.nanoTime() + length.toNanos();
      while (established(server) < calls && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      double now = established(server);
      double during = collected(server);
      held.join();
      System.out.printf(
          "resident after as many calls %.0f MiB, during %.0f calls %.0f MiB%n",
          before / MEBI, now, during / MEBI);
      return Math.max(0, during - before) / Math.max(1, now);
    }
  }

  private static double established(Server server) {
    return server.metrics().only(name -> name.equals("pronto_leases{kind=\"call\"}")).sum();
  }

  private static double collected(Server server) {
    server.collectGarbage();
    return server.resident();
  }

  private static String word(boolean met) {
    return met ? "met" : "NOT met";
  }
}
