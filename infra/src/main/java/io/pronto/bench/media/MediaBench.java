package io.pronto.bench.media;

import io.pronto.bench.Figures;
import io.pronto.bench.media.RtpLoad.Sample;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Pronto's media module and rtpengine in turn under the same load: so many calls of G.711 in
 * packets of 20 ms, both ways. CPU is that of the whole relaying process, the load's is apart.
 */
@Command(
    name = "bench/media",
    mixinStandardHelpOptions = true,
    description = "CPU per relayed RTP packet, Pronto against rtpengine in user space.")
final class MediaBench implements Callable<Integer> {
  private static final int CONTROL_PORT = 9_960;
  private static final int CALLERS = 9_970;
  private static final int CALLEES = 9_980;
  private static final double MOST_LOSS = 0.1;

  /** What a packet may take on its way, p99, while rounds are measured and between them. */
  private static final double MOST_MILLIS = 2;

  private static final double TARGET = 0.7;
  private static final double TARGET_SRTP = 0.8;
  private static final double TARGET_RECORDING = 1.2;
  private static final double TARGET_TRANSCODING = 1.1;

  @Option(
      names = "--calls",
      split = ",",
      defaultValue = "100,400,800",
      description = "calls at once")
  private List<Integer> calls;

  @Option(names = "--seconds", defaultValue = "5", description = "length of a round")
  private int seconds;

  @Option(names = "--warm-up", defaultValue = "5", description = "seconds of load before the first")
  private int warmUp;

  @Option(names = "--rounds", defaultValue = "5", description = "rounds of each, in turn")
  private int rounds;

  @Option(names = "--loops", defaultValue = "1", description = "Pronto's relaying threads")
  private int loops;

  @Option(
      names = "--rtpengine-threads",
      description = "rtpengine's relaying threads; by its own default as many as processors")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--record", description = "Pronto records all calls")
  private boolean record;

  @Option(names = "--srtp", description = "callers speak SRTP, callees plain RTP")
  private boolean srtp;

  @Option(
      names = "--transcode",
      description = "opus: callees speak Opus, so that all is transcoded")
  private Optional<String> transcode = Optional.empty();

  /** Runs the bench; exits 0 when the targets are met, 1 when not. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new MediaBench()).execute(args));
  }

  @Override
  public Integer call() {
    System.out.printf(
        "RTP relayed, G.711 in packets of 20 ms, both ways%s%s%s; %d rounds of %d s each in turn,"
            + " medians.%n",
        srtp ? ", SRTP on one side" : "",
        record ? ", all calls recorded by Pronto" : "",
        transcode.isPresent() ? ", Opus on one side" : "",
        rounds,
        seconds);
    boolean met = true;
    for (int count : calls) {
      met &= compare(count);
    }
    return met ? 0 : 1;
  }

  private boolean compare(int count) {
    var key =
        srtp
            ? Optional.of(SrtpKey.next(SrtpProfile.AES_CM_128_HMAC_SHA1_80))
            : Optional.<SrtpKey>empty();
    boolean opus = transcode.isPresent();
    try (var pronto = new ProntoRelay(16_000, 19_999, loops, record, key, opus);
        var rtpengine = new Rtpengine(CONTROL_PORT, 10_000, 15_999, threads, key, opus);
        var ours = new RtpLoad(pronto, count, CALLERS, CALLEES, key, opus);
        var theirs = new RtpLoad(rtpengine, count, CALLERS + 2, CALLEES + 2, key, opus);
        var ourProbe = new Probe(pronto, opus);
        var theirProbe = new Probe(rtpengine, opus)) {
      List.of(ours, theirs).forEach(load -> load.run(Duration.ofSeconds(warmUp)));
      ourProbe.reset();
      theirProbe.reset();
      var ourSamples = new ArrayList<Sample>();
      var theirSamples = new ArrayList<Sample>();
      for (int i = 0; i < rounds; i++) {
        ourSamples.add(ours.run(Duration.ofSeconds(seconds)));
        theirSamples.add(theirs.run(Duration.ofSeconds(seconds)));
      }
      System.out.printf("%n%d calls%n", count);
      tell(pronto, ours, ourSamples, ourProbe);
      tell(rtpengine, theirs, theirSamples, theirProbe);
      return judge(ourSamples, theirSamples) & swift(ourProbe);
    }
  }

  private void tell(MediaRelay relay, RtpLoad load, List<Sample> samples, Probe probe) {
    long relayed = samples.stream().mapToLong(Sample::relayed).sum();
    System.out.printf(
        "  %-10s %6.2f µs per packet (%s), %,d packets/s, %,d relayed, loss %.4f %%, %d astray%n",
        relay.name(),
        Figures.median(samples.stream().map(Sample::microsPerPacket).toList()),
        String.join(" ", samples.stream().map(s -> "%.2f".formatted(s.microsPerPacket())).toList()),
        relayed / ((long) seconds * rounds),
        relayed,
        loss(samples),
        load.strays());
    System.out.printf(
        "             from party to party: median %.2f ms, p99 %.2f ms%n",
        probe.millis(0.5).orElse(Double.NaN), probe.millis(0.99).orElse(Double.NaN));
    relay.statistics().forEach(line -> System.out.println("             its own: " + line));
  }

  /**
   * Whether packets that are relayed arrive soon enough; those transcoded wait to be put in order.
   */
  private boolean swift(Probe probe) {
    return transcode.isPresent()
        || probe.millis(0.99).map(millis -> millis < MOST_MILLIS).orElse(false);
  }

  private boolean judge(List<Sample> ours, List<Sample> theirs) {
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i).microsPerPacket() / theirs.get(i).microsPerPacket());
    }
    double ratio = Figures.median(ratios);
    double target =
        transcode.isPresent()
            ? TARGET_TRANSCODING
            : record ? TARGET_RECORDING : srtp ? TARGET_SRTP : TARGET;
    boolean met = ratio <= target && loss(ours) < MOST_LOSS;
    System.out.printf(
        "  ratio      %6.2f, at most %.1f: %s%n", ratio, target, met ? "met" : "NOT met");
    return met;
  }

  private static double loss(List<Sample> samples) {
    long sent = samples.stream().mapToLong(Sample::sent).sum();
    long lost = samples.stream().mapToLong(Sample::lost).sum();
    return 100.0 * lost / sent;
  }
}
