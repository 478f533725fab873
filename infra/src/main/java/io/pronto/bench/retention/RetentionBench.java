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
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
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

  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  /** Of call records: CPCE art. L.34-1. */
  private static final int MONTHS_KEPT = 12;

  private static final double NANOS = 1e9;
  private static final double MILLI = 1e3;
  private static final double MEDIAN = 0.5;
  private static final double P99 = 0.99;
  private static final double MOST_MONTH = 2;
  private static final double MOST_SWEEP = 60;
  private static final double MOST_SEARCH = 300;
  private static final double MOST_SLOWER = 1.1;
  private static final int SEARCHES = 200;
  private static final int QUIET_SECONDS = 60;

  /** The first sweep, which warms up and does not count, has one in so many of what others have. */
  private static final int ONE_IN = 10;

  /** More than come while anything is measured. */
  private static final int MANY = 1_000_000;

  @Option(names = "--calls", defaultValue = "10000000", description = "call records in all")
  private int calls;

  @Option(names = "--recordings", defaultValue = "1000000", description = "recordings in all")
  private int recordings;

  @Option(
      names = "--due",
      defaultValue = "100000",
      description = "recordings that are due, in each round")
  private int due;

  @Option(names = "--organisations", defaultValue = "200", description = "whose they are")
  private int organisations;

  @Option(names = "--rate", defaultValue = "50", description = "calls a second meanwhile")
  private int rate;

  @Option(names = "--rounds", defaultValue = "3", description = "sweeps, each beside a quiet time")
  private int rounds;

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
      System.out.printf("Writing %,d records…%n", calls);
      ledger.fill(calls, DAYS);
      var node = Files.readString(server.data().resolve("node")).strip();
      System.out.printf("Writing %,d recordings…%n", recordings);
      Archive.fill(ledger, recordings, organisations, node);
      System.out.printf("Writing what there is of %d people…%n", SEARCHES);
      var people = People.write(ledger, SEARCHES, calls, recordings, organisations);
      var vertx = Vertx.vertx();
      try (var database =
              new Database(vertx, Embedded.runningPostgres(server.data()).orElseThrow());
          var outbox = new Outbox(database)) {
        try (var sweeper =
            sweeper(server, database, outbox, InstantSource.fixed(monthOver(ledger)))) {
          month(sweeper);
        }
        try (var sweeper = sweeper(server, database, outbox, InstantSource.system())) {
          tail(sweeper);
          search(server, ledger, people);
          sweep(server, ledger, sweeper);
        }
      } finally {
        vertx.close();
      }
    }
    return met ? 0 : 1;
  }

  /** As a server has it, with its own pace. */
  private static Sweeper sweeper(
      Server server, Database database, Outbox outbox, InstantSource clock) throws IOException {
    var master = MasterKey.of(KeptSecret.key(server.data().resolve("secrets.key")).text());
    var files =
        new RecordingFiles(
            server.data().resolve("recordings"),
            new OrganisationKeys(database, master),
            Optional.empty(),
            "bench");
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

  /** The first moment after the oldest whole month of records. */
  private static OffsetDateTime monthEnd() {
    return LocalDate.now(ZoneOffset.UTC)
        .minusDays(DAYS - 1)
        .with(TemporalAdjusters.firstDayOfNextMonth())
        .atStartOfDay()
        .atOffset(ZoneOffset.UTC);
  }

  /**
   * When all of that month is due, and nothing else: its last hour is the first of the next day in
   * Paris, and the rest of that day, which would leave row by row, is taken away.
   */
  private static Instant monthOver(Ledger ledger) {
    var until = monthEnd();
    var over = until.atZoneSameInstant(PARIS).toLocalDate().plusDays(1).plusMonths(MONTHS_KEPT);
    ledger.execute(
        "delete from cdr where started_at >= '%s' and started_at < '%s'", until, until.plusDays(2));
    ledger.execute("vacuum analyze cdr");
    return over.atStartOfDay(PARIS).toInstant();
  }

  private void month(Sweeper sweeper) {
    var gone = new ArrayList<Long>();
    double seconds = seconds(() -> gone.add(records(sweeper)));
    System.out.printf("%,d call records of whole months%n", gone.getFirst());
    say("they are gone in %.2f s, at most %.0f", seconds, MOST_MONTH);
  }

  /** Since the month before last is never over as a whole. */
  private void tail(Sweeper sweeper) {
    var gone = new ArrayList<Long>();
    double seconds = seconds(() -> gone.add(records(sweeper)));
    System.out.printf(
        "%,d call records of a month that is not over, one by one, in %.1f s: a day's in %.1f s%n",
        gone.getFirst(), seconds, seconds * calls / DAYS / gone.getFirst());
  }

  private static long records(Sweeper sweeper) {
    long gone = sweeper.sweep().getOrDefault("cdr", 0L);
    if (gone == 0) {
      throw new IllegalStateException("No record of a call was due: what it took is no measure");
    }
    return gone;
  }

  private void search(Server server, Ledger ledger, List<String> people) {
    var boss = Api.with(server.http(), ledger.tokens().getFirst());
    var millis = new ArrayList<Double>();
    for (var person : people) {
      var wanted = new JsonObject().put("subject", person).put("reason", "How long does it take?");
      var answers = new ArrayList<JsonObject>();
      millis.add(seconds(() -> answers.add(boss.post("/v1/subject_searches", wanted))) * MILLI);
      People.require(answers.getFirst());
    }
    System.out.printf(
        "a person found in %.1f ms, the median; the first, when nothing is in memory, in %.1f ms%n",
        median(millis), millis.getFirst());
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
      setUps(server, carrier, number, RetentionBench::quiet); // warms up, as the next does
      Archive.due(ledger, due / ONE_IN);
      setUps(server, carrier, number, sweeper::sweep);
      var took = new ArrayList<Double>();
      var quiet = new ArrayList<Double>();
      var busy = new ArrayList<Double>();
      for (int round = 0; round < rounds; round++) {
        var atRest = setUps(server, carrier, number, RetentionBench::quiet);
        Archive.due(ledger, due);
        var meanwhile = setUps(server, carrier, number, () -> took.add(seconds(sweeper::sweep)));
        System.out.printf(
            "%,d recordings in %.1f s; call set-up at rest %s, meanwhile %s%n",
            due, took.getLast(), spread(atRest), spread(meanwhile));
        quiet.addAll(atRest);
        busy.addAll(meanwhile);
      }
      say("%.1f s for the recordings that were due, at most %.0f", median(took), MOST_SWEEP);
      double slower = percentile(busy, P99) / percentile(quiet, P99);
      System.out.printf("all calls at rest %s, meanwhile %s%n", spread(quiet), spread(busy));
      say("by p99 calls wait %.2f times as long, at most %.1f", slower, MOST_SLOWER);
    }
    System.out.printf("all of it in a heap of %d MiB%n", Runtime.getRuntime().maxMemory() >> 20);
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

  private static String spread(List<Double> millis) {
    return "%.1f ms, p99 %.1f ms of %,d"
        .formatted(median(millis), percentile(millis, P99), millis.size());
  }

  private static double median(List<Double> values) {
    return percentile(values, MEDIAN);
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
