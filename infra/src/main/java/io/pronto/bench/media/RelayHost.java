package io.pronto.bench.media;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.lease.Leases;
import io.pronto.media.Direction;
import io.pronto.media.Endpoint;
import io.pronto.media.MediaService;
import io.pronto.media.MediaSettings;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that {@link ProntoRelay} measures: opens and bridges endpoints as lines on its input
 * ask, and ends with its input.
 */
final class RelayHost {
  private static final List<RtpFormat> FORMATS = List.of(new RtpFormat(8, "PCMA", 8_000));
  private static final Duration SILENCE = Duration.ofMinutes(10);

  private final MediaService media;
  private final List<Endpoint> endpoints = new ArrayList<>();

  private RelayHost(int firstPort, int lastPort, int loops) {
    var here = InetAddress.getLoopbackAddress();
    var settings = new MediaSettings(here, here, firstPort, lastPort, loops, SILENCE);
    media = new MediaService(settings, new Leases(), new SimpleMeterRegistry());
  }

  /** Takes the first and last port, the number of loops, and whether to record. */
  public static void main(String[] args) throws IOException {
    var host =
        new RelayHost(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    if (Boolean.parseBoolean(args[3])) {
      throw new IllegalArgumentException("Recording is not wired into this bench yet");
    }
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
    var caller = open(owner, callerPort);
    var callee = open(owner, calleePort);
    media.bridge(caller, callee);
    return "ports " + caller.rtp().getPort() + " " + callee.rtp().getPort();
  }

  private Endpoint open(String owner, int peerPort) {
    var endpoint = media.open(owner, event -> {});
    var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), peerPort);
    endpoint.expect(new Remote(peer, FORMATS, Direction.SENDRECV));
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
    return "statistics received %d, lost %d, worst jitter %.1f ms"
        .formatted(received, lost, jitter);
  }
}
