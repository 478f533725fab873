package io.pronto.bench.retention;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.bench.Api;
import io.pronto.bench.Child;
import io.pronto.bench.Company;
import io.pronto.bench.Ledger;
import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.bench.Phones;
import io.pronto.bench.Server;
import io.pronto.core.archive.SealedArchive;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.event.Outbox;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.retention.SweepPace;
import io.pronto.core.retention.Sweeper;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.embedded.Embedded;
import io.pronto.embedded.KeptSecret;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What retention costs on a year of a busy operator's calls, and what calls feel of it. */
@Command(
    name = "bench/retention",
    mixinStandardHelpOptions = true,
    description =
        "A month of call records leaves, 100,000 recordings leave while calls come, a person is"
            + " searched for.")
final class RetentionBench implements Callable<Integer> {
  /** 14 months: the first of them are over. */
  private static final int DAYS = 425;

  private static final double A_MONTH = 30.4;
  private static final double NANOS = 1e9;
  private static final double MILLI = 1e3;
  private static final double MEDIAN = 0.5;
  private static final double P99 = 0.99;
  private static final double MOST_MONTH = 2;
  private static final double MOST_SWEEP = 60;
  private static final double MOST_SEARCH = 300;
  private static final double MOST_SLOWER = 1.1;
  private static final int SEARCHES = 40;
  private static final int QUIET_SECONDS = 60;

  /** More than come while anything is measured. */
  private static final int MANY = 1_000_000;

  @Option(names = "--calls", defaultValue = "10000000", description = "call records in all")
  private int calls;

  @Option(names = "--recordings", defaultValue = "1000000", description = "recordings in all")
  private int recordings;

  @Option(names = "--due", defaultValue = "100000", description = "recordings that are due")
  private int due;

  @Option(names = "--organisations", defaultValue = "200", description = "whose they are")
  private int organisations;

  @Option(names = "--rate", defaultValue = "10", description = "calls a second meanwhile")
  private int rate;

  private boolean met = true;

  /** Runs the bench; exits 0 when the targets are met, 1 when not. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new RetentionBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    if (!Child.installed("sipp")) {
      System.err.println("SIPp is not installed: apt-get install sip-tester");
      return 2;
    }
    try (var server = Server.start(Material.root());
        var ledger = Ledger.open(server.data(), organisations)) {
      System.out.printf("Writing %,d records and %,d recordings…%n", calls, recordings);
      ledger.fill(calls, DAYS);
      Archive.fill(ledger, recordings, organisations);
      var vertx = Vertx.vertx();
      try (var database =
              new Database(vertx, Embedded.runningPostgres(server.data()).orElseThrow());
          var outbox = new Outbox(database);
          var sweeper = sweeper(server, database, outbox)) {
        months(sweeper);
        search(server, ledger);
        sweep(server, ledger, sweeper);
      } finally {
        vertx.close();
      }
    }
    return met ? 0 : 1;
  }

  /** As a server has it, with its own pace. */
  private static Sweeper sweeper(Server server, Database database, Outbox outbox)
      throws IOException {
    var master = MasterKey.of(KeptSecret.key(server.data().resolve("secrets.key")).text());
    var files =
        new RecordingFiles(
            server.data().resolve("recordings"),
            new OrganisationKeys(database, master),
            Optional.empty(),
            "bench");
    var clock = InstantSource.system();
    return new Sweeper(
        database,
        new RecordingStore(database, files, TranscriptStore::delete),
        outbox,
        new DestructionCertificates(new ProofKey(database, master), clock),
        new SealedArchive(master),
        clock,
        new SimpleMeterRegistry(),
        SweepPace.DEFAULT);
  }

  private void months(Sweeper sweeper) {
    var gone = new ArrayList<Long>();
    double seconds = seconds(() -> gone.add(sweeper.sweep().getOrDefault("cdr", 0L)));
    double month = seconds * calls * A_MONTH / DAYS / gone.getFirst();
    System.out.printf("%,d call records gone in %.2f s%n", gone.getFirst(), seconds);
    say("a month of call records gone in %.2f s, at most %.0f", month, MOST_MONTH);
  }

  private void search(Server server, Ledger ledger) {
    var boss = Api.with(server.http(), ledger.tokens().getFirst());
    var millis = new ArrayList<Double>();
    for (int i = 1; i <= SEARCHES; i++) {
      var wanted =
          new JsonObject()
              .put("subject", "+336%08d".formatted(organisations * i))
              .put("reason", "How long does it take?");
      millis.add(seconds(() -> boss.post("/v1/subject_searches", wanted)) * MILLI);
    }
    System.out.printf("a person found in %.1f ms, the median%n", percentile(millis, MEDIAN));
    say("p99 %.1f ms, at most %.0f", percentile(millis, P99), MOST_SEARCH);
  }

  private void sweep(Server server, Ledger ledger, Sweeper sweeper) {
    var carrier = Loopback.carrier();
    var phone = Loopback.phone();
    var company = Company.found(server, carrier.getHostString(), carrier.getPort());
    var user = company.hire();
    var account = company.equip(user).account();
    var number = company.rent(user);
    Phones.register(server.sip(), phone, List.of(account), 1, 1);
    try (var _ = Phones.answer(server.sip(), phone)) {
      setUps(server, carrier, number, RetentionBench::quiet); // warms up
      double quiet = percentile(setUps(server, carrier, number, RetentionBench::quiet), P99);
      Archive.due(ledger, due);
      var took = new double[1];
      double busy =
          percentile(setUps(server, carrier, number, () -> took[0] = seconds(sweeper::sweep)), P99);
      say("%.1f s for the recordings that were due, at most %.0f", took[0], MOST_SWEEP);
      System.out.printf("p99 of call set-up %.1f ms, meanwhile %.1f ms%n", quiet, busy);
      say("calls wait %.2f times as long, at most %.1f", busy / quiet, MOST_SLOWER);
    }
    var heap = Runtime.getRuntime();
    System.out.printf("%d MiB of heap at the end%n", heap.totalMemory() - heap.freeMemory() >> 20);
  }

  private static void quiet() {
    try {
      TimeUnit.SECONDS.sleep(QUIET_SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How long calls take to be set up while something is done, milliseconds each. */
  private List<Double> setUps(
      Server server, InetSocketAddress carrier, String number, Runnable meanwhile) {
    try (var calls =
        Phones.calling(
            server.sip(), carrier, number, rate, MANY, Duration.ofSeconds(1), List.of())) {
      meanwhile.run();
      return calls.setUps();
    }
  }

  private static double percentile(List<Double> values, double share) {
    return values.stream().sorted().skip((long) (values.size() * share)).findFirst().orElseThrow();
  }

  private static double seconds(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / NANOS;
  }

  private void say(String what, double value, double target) {
    boolean kept = value <= target;
    System.out.printf(what + ": %s%n", value, target, kept ? "met" : "NOT met");
    met &= kept;
  }
}
