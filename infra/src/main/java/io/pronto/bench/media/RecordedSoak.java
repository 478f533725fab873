package io.pronto.bench.media;

import io.pronto.bench.Api;
import io.pronto.bench.Company;
import io.pronto.bench.Loopback;
import io.pronto.bench.Material;
import io.pronto.bench.Phones;
import io.pronto.bench.Server;
import io.pronto.bench.Sipp;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Calls of which both parties speak all the time, all at once and all recorded; then each recording
 * is read back, and every packet of every party must be in it, once, in order and in its channel.
 */
@Command(
    name = "bench/recorded",
    mixinStandardHelpOptions = true,
    description = "Recorded calls for a long time: is every second of their sound there?")
final class RecordedSoak implements Callable<Integer> {
  private static final int CALLER_PORT = 9_990;
  private static final int CALLEE_PORT = 9_992;

  /** Calls set up in a second. */
  private static final int RATE = 20;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What the bench itself may take longer. */
  private static final Duration SLACK = Duration.ofSeconds(60);

  private static final int SHOWN = 20;
  private static final long MEBI = 1 << 20;

  @Option(names = "--calls", defaultValue = "200", description = "calls at once")
  private int count;

  @Option(names = "--minutes", defaultValue = "20", description = "how long they speak")
  private int minutes;

  /** Runs the soak; exits 1 when anything that was said is not in its recording. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new RecordedSoak()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    System.out.printf("%d recorded calls at once for %d minutes.%n", count, minutes);
    try (var server = Server.start(Material.root())) {
      var carrier = Loopback.carrier();
      var phone = Loopback.phone();
      var company = Company.found(server, carrier.getHostString(), carrier.getPort());
      var user = company.hire();
      var account = company.equip(user).account();
      var number = company.rent(user);
      company.record(number, "all", false);
      Phones.register(server.sip(), phone, List.of(account), 1, 1);
      var speaking = Duration.ofMinutes(minutes);
      var length = speaking.plusSeconds(count / RATE).plus(SLACK);
      try (var phones = Phones.answer(server.sip(), phone, at(CALLEE_PORT));
          var calls =
              Phones.calling(server.sip(), carrier, number, RATE, count, length, at(CALLER_PORT))) {
        await(
            "every call is up",
            () -> Math.min(phones.ports().size(), calls.ports().size()) == count);
        int frames = speak(server, phones, calls, speaking);
        var outcome = calls.join(PATIENCE);
        System.out.printf("%d calls ended, %d failed%n", outcome.successful(), outcome.failed());
        return outcome.failed() == 0 && judge(company.administrator(), frames) ? 0 : 1;
      }
    }
  }

  /** Lets all speak; returns how many packets each party has said. */
  private int speak(Server server, Sipp phones, Sipp calls, Duration time) {
    var relay = server.java();
    try (var load = new RtpLoad(relay, CALLER_PORT, calls.ports(), CALLEE_PORT, phones.ports())) {
      for (int minute = 1; minute <= time.toMinutes(); minute++) {
        var sample = load.goOn(Duration.ofMinutes(1));
        System.out.printf(
            "  minute %-3d %6.2f µs per packet, %,d sent, %d on their way, %d MiB resident%n",
            minute,
            sample.microsPerPacket(),
            sample.sent(),
            sample.lost(),
            server.resident() / MEBI);
      }
      System.out.printf("%d packets lost on the way%n", load.lost());
      return load.frames();
    }
  }

  private boolean judge(Api api, int frames) throws InterruptedException {
    var recordings = new ArrayList<JsonObject>();
    await(
        "every recording is available",
        () -> {
          recordings.clear();
          recordings.addAll(all(api));
          return recordings.size() == count && recordings.stream().allMatch(RecordedSoak::over);
        });
    var faults = new ArrayList<String>();
    for (var recording : recordings) {
      var id = recording.getString("id");
      if (!"available".equals(recording.getString("state"))) {
        faults.add(
            id + " is " + recording.getString("state") + ": " + recording.getString("reason"));
        continue;
      }
      faults.addAll(
          new Accounted(frames).faults(recording, api.bytes("/v1/recordings/" + id + "/audio")));
    }
    faults.stream().limit(SHOWN).forEach(fault -> System.out.println("  " + fault));
    System.out.printf(
        "%d recordings of %,d packets of 20 ms each way; %s%n",
        recordings.size(),
        frames,
        faults.isEmpty() ? "every one is there" : faults.size() + " FAULTS");
    return faults.isEmpty();
  }

  private static boolean over(JsonObject recording) {
    return List.of("available", "empty", "failed").contains(recording.getString("state"));
  }

  private static List<JsonObject> all(Api api) {
    var all = new ArrayList<JsonObject>();
    var path = "/v1/recordings?limit=100";
    while (path != null) {
      var page = api.get(path);
      page.getJsonArray("data").forEach(each -> all.add((JsonObject) each));
      var next = page.getJsonObject("page").getString("next");
      path = next == null ? null : "/v1/recordings?limit=100&after=" + next;
    }
    return all;
  }

  private static List<String> at(int port) {
    return Sipp.soundAt(new InetSocketAddress("127.0.0.1", port));
  }

  private static void await(String what, BooleanSupplier so) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("After " + PATIENCE + " it is still not so that " + what);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
