package io.pronto.bench.media;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.lease.Leases;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Outcome;
import io.pronto.media.Direction;
import io.pronto.media.Endpoint;
import io.pronto.media.LiveRecording;
import io.pronto.media.MediaService;
import io.pronto.media.MediaSettings;
import io.pronto.media.RecordingPlan;
import io.pronto.media.RecordingReport;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.secure.SrtpKey;
import io.pronto.media.secure.SrtpKeys;
import io.pronto.media.secure.SrtpProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The process that {@link ProntoRelay} measures: opens and bridges endpoints as lines on its input
 * ask, and ends with its input.
 */
final class RelayHost {
  private static final List<RtpFormat> FORMATS = List.of(new RtpFormat(8, "PCMA", 8_000));
  private static final List<RtpFormat> OPUS =
      List.of(new RtpFormat(Speech.OPUS, "opus", 48_000, 2, Speech.WISHES));
  private static final SrtpProfile PROFILE = SrtpProfile.AES_CM_128_HMAC_SHA1_80;
  private static final byte[] KEY = new byte[32];
  private static final byte[] HEADER = new byte[64];
  private static final Duration SILENCE = Duration.ofMinutes(10);

  private final MediaService media;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<LiveRecording> recordings = new ArrayList<>();
  private final Optional<Path> folder;
  private final Optional<SrtpKey> callers;
  private final boolean transcode;

  private RelayHost(
      int firstPort,
      int lastPort,
      int loops,
      Optional<Path> folder,
      Optional<SrtpKey> callers,
      boolean transcode) {
    this.folder = folder;
    this.transcode = transcode;
    this.callers = callers;
    var here = InetAddress.getLoopbackAddress();
    var settings = new MediaSettings(here, here, firstPort, lastPort, loops, SILENCE);
    media = new MediaService(settings, new Leases(), new SimpleMeterRegistry());
  }

  /**
   * Takes the first and last port, the number of loops, a folder if calls are recorded, a key if
   * callers speak SRTP, and whether callees speak Opus.
   */
  public static void main(String[] args) throws IOException {
    var host =
        new RelayHost(
            Integer.parseInt(args[0]),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            args[3].isEmpty() ? Optional.empty() : Optional.of(Path.of(args[3])),
            args[4].isEmpty() ? Optional.empty() : Optional.of(new SrtpKey(PROFILE, args[4])),
            Boolean.parseBoolean(args[5]));
    System.out.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(host.obey(line.split(" ")));
    }
    System.exit(0);
  }

  private String obey(String[] words) {
    return switch (words[0]) {
      case "open" -> open(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "statistics" -> statistics();
      default -> throw new IllegalArgumentException("Unknown order " + words[0]);
    };
  }

  private String open(int callerPort, int calleePort) {
    var owner = "call_" + endpoints.size();
    var caller = open(owner, callerPort, FORMATS, callers);
    var callee = open(owner, calleePort, transcode ? OPUS : FORMATS, Optional.empty());
    media.bridge(caller, callee);
    folder.ifPresent(
        to ->
            recordings.add(
                media.record(
                    new RecordingPlan(
                        "rec_" + owner, owner, to.resolve(owner), KEY, HEADER, Instant.now()),
                    caller,
                    callee)));
    return "ports " + caller.rtp().getPort() + " " + callee.rtp().getPort();
  }

  private Endpoint open(
      String owner, int peerPort, List<RtpFormat> formats, Optional<SrtpKey> key) {
    var endpoint = media.open(owner, event -> {});
    var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), peerPort);
    var remote = new Remote(peer, formats, Direction.SENDRECV);
    endpoint.expect(
        key.map(theirs -> remote.with(new SrtpKeys(SrtpKey.next(PROFILE), theirs))).orElse(remote));
    endpoints.add(endpoint);
    return endpoint;
  }

  private String statistics() {
    long received = 0;
    long lost = 0;
    double jitter = 0;
    for (var endpoint : endpoints) {
      var statistics = endpoint.statistics();
      received += statistics.packetsReceived();
      lost += statistics.lost();
      jitter = Math.max(jitter, statistics.jitterMillis());
    }
    return "statistics received %d, lost %d, worst jitter %.1f ms%s"
        .formatted(received, lost, jitter, folder.isPresent() ? recorded() : "");
  }

  /** Ends the recordings and says what came of them. */
  private String recorded() {
    var reports = recordings.parallelStream().map(LiveRecording::stop).toList();
    return ", %d recordings of %d available, %d MiB, %d ms of sound not kept up with"
        .formatted(
            reports.stream().filter(report -> report.outcome() == Outcome.AVAILABLE).count(),
            reports.size(),
            reports.stream().mapToLong(RecordingReport::bytes).sum() >> 20,
            reports.stream().mapToLong(RelayHost::missed).sum());
  }

  private static long missed(RecordingReport report) {
    var manifest = report.manifest();
    return manifest.caller().total(Content.OVERFLOW) + manifest.called().total(Content.OVERFLOW);
  }
}
