package io.pronto.bench.signalling;

import io.pronto.bench.Account;
import io.pronto.bench.Company;
import io.pronto.bench.Kamailio;
import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.bench.Phones;
import io.pronto.bench.Server;
import io.pronto.bench.Sipp.Outcome;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Registrations of phones that are challenged and answer: at Pronto, whose accounts are in
 * PostgreSQL and bindings in Redis, and at Kamailio, which keeps all in its memory.
 */
@Command(
    name = "bench/register",
    mixinStandardHelpOptions = true,
    description = "CPU per authenticated registration, Pronto against Kamailio.")
final class RegisterBench implements Callable<Integer> {
  private static final OptionalDouble MOST = OptionalDouble.empty();
  private static final String DOMAIN = "bench.example";
  private static final String PASSWORD = "secret";

  /** One for all rounds: phones register again, and not at ever more contacts. */
  private final InetSocketAddress phone = Loopback.phone();

  @Option(names = "--rate", defaultValue = "200", description = "registrations per second")
  private int rate;

  @Option(names = "--seconds", defaultValue = "10", description = "length of a round")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "5", description = "rounds of each, in turn")
  private int rounds;

  @Option(names = "--accounts", defaultValue = "100", description = "phones, one account each")
  private int accounts;

  @Option(names = "--without-pronto", description = "Kamailio alone")
  private boolean alone;

  /** Runs the bench; exits 0 unless registrations failed. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new RegisterBench()).execute(args));
  }

  @Override
  public Integer call() {
    System.out.printf(
        "Registrations (REGISTER 401 REGISTER 200) of %d phones at %d a second; %d rounds of %d s"
            + " each in turn, medians.%n",
        accounts, rate, rounds, seconds);
    try (var registrar =
        Kamailio.registrar(Material.kamailio(), Loopback.server(), DOMAIN, PASSWORD)) {
      var theirs =
          IntStream.range(0, accounts)
              .mapToObj(i -> new Account("user" + i, PASSWORD, DOMAIN))
              .toList();
      var kamailio =
          new Contender(
              "Kamailio", registrar::cpu, () -> registrations(registrar.address(), theirs));
      return against(kamailio) ? 0 : 1;
    }
  }

  private boolean against(Contender kamailio) {
    if (alone || !Server.exists(Material.root())) {
      return Duel.run(Optional.empty(), kamailio, rounds, "registration", MOST);
    }
    try (var server = Server.start(Material.root())) {
      var company = Company.found(server, "127.0.0.2", 5_060);
      var user = company.hire();
      var ours = new ArrayList<Account>();
      for (int i = 0; i < accounts; i++) {
        ours.add(company.equip(i % 4 == 0 ? user = company.hire() : user).account());
      }
      var pronto = new Contender("Pronto", server::cpu, () -> registrations(server.sip(), ours));
      var stores = server.storesCpu();
      boolean met = Duel.run(Optional.of(pronto), kamailio, rounds, "registration", MOST);
      double spent = server.storesCpu().minus(stores).toNanos() / 1e6;
      System.out.printf(
          "  beside it, PostgreSQL and Redis used %.3f ms per registration%n",
          spent / (rate * seconds * (rounds + Duel.WARM_UPS)));
      return met;
    }
  }

  private Outcome registrations(InetSocketAddress server, List<Account> phones) {
    return Phones.register(server, phone, phones, rate, rate * seconds);
  }
}
