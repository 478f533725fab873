package io.pronto.bench.signalling;

import io.pronto.bench.Company;
import io.pronto.bench.Kamailio;
import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.bench.Phones;
import io.pronto.bench.Server;
import io.pronto.bench.Sipp.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Complete calls from a carrier to a phone, hung up at once, no RTP sent: through Pronto, which
 * stands between both back to back and writes a CDR, and through Kamailio, which passes them on.
 */
@Command(
    name = "bench/signalling",
    mixinStandardHelpOptions = true,
    description = "CPU per complete call, Pronto against Kamailio as stateful proxy.")
final class CallBench implements Callable<Integer> {
  private static final OptionalDouble MOST = OptionalDouble.of(5);

  @Option(names = "--rate", defaultValue = "100", description = "calls per second")
  private int rate;

  @Option(names = "--seconds", defaultValue = "10", description = "length of a round")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "5", description = "rounds of each, in turn")
  private int rounds;

  @Option(names = "--without-pronto", description = "Kamailio alone")
  private boolean alone;

  /** Runs the bench; exits 0 when the target is met, 1 when not. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new CallBench()).execute(args));
  }

  @Override
  public Integer call() {
    System.out.printf(
        "Complete calls (INVITE 180 200 ACK BYE 200) at %d a second; %d rounds of %d s each in"
            + " turn, medians.%n",
        rate, rounds, seconds);
    var phone = Loopback.phone();
    try (var proxy = Kamailio.proxy(Material.kamailio(), Loopback.server(), phone);
        var _ = Phones.answer(proxy.address(), phone)) {
      var kamailio =
          new Contender("Kamailio", proxy::cpu, () -> calls(proxy.address(), "+33123456700"));
      return against(kamailio) ? 0 : 1;
    }
  }

  private boolean against(Contender kamailio) {
    if (alone || !Server.exists(Material.root())) {
      return Duel.run(Optional.empty(), kamailio, rounds, "call", MOST);
    }
    try (var server = Server.start(Material.root())) {
      var phone = Loopback.phone();
      var carrier = Loopback.carrier();
      var company = Company.found(server, carrier.getHostString(), carrier.getPort());
      var user = company.hire();
      var account = company.equip(user).account();
      var number = company.rent(user);
      Phones.register(server.sip(), phone, List.of(account), 1, 1);
      try (var _ = Phones.answer(server.sip(), phone)) {
        var pronto = new Contender("Pronto", server::cpu, () -> calls(server.sip(), number));
        var stores = server.storesCpu();
        boolean met = Duel.run(Optional.of(pronto), kamailio, rounds, "call", MOST);
        double spent = server.storesCpu().minus(stores).toNanos() / 1e6;
        System.out.printf(
            "  beside it, PostgreSQL and Redis used %.3f ms per call%n",
            spent / (rate * seconds * (rounds + Duel.WARM_UPS)));
        return met;
      }
    }
  }

  private Outcome calls(InetSocketAddress server, String number) {
    return Phones.call(server, Loopback.carrier(), number, rate, rate * seconds, Duration.ZERO);
  }
}
