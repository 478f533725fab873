package io.pronto.bench.media;

import io.pronto.bench.Child;
import io.pronto.media.secure.SrtpKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** rtpengine in user space (no kernel table), told of calls over its "ng" control protocol. */
final class Rtpengine implements MediaRelay {
  private static final Pattern PORT = Pattern.compile("m=audio (\\d+)");
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int LARGEST = 65_535;

  private final Child daemon;
  private final DatagramSocket control;
  private final Optional<SrtpKey> key;
  private final boolean transcode;
  private int calls;
  private int cookies;

  /**
   * Starts it on the given ports with so many relaying threads.
   *
   * @param key with which callers protect what they say
   * @param transcode whether callees speak Opus
   */
  Rtpengine(
      int controlPort,
      int firstPort,
      int lastPort,
      int threads,
      Optional<SrtpKey> key,
      boolean transcode) {
    this.key = key;
    this.transcode = transcode;
    daemon =
        Child.start(
            "rtpengine",
            "--foreground",
            "--log-stderr",
            "--log-level=6",
            "--table=-1",
            "--interface=127.0.0.1",
            "--listen-ng=127.0.0.1:" + controlPort,
            "--port-min=" + firstPort,
            "--port-max=" + lastPort,
            "--num-threads=" + threads,
            "--timeout=3600");
    daemon.await("Startup complete");
    try {
      control = new DatagramSocket();
      control.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), controlPort));
      control.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "rtpengine";
  }

  @Override
  public ProcessHandle process() {
    return daemon.handle();
  }

  @Override
  public Ports open(int callerPort, int calleePort) {
    var id = "bench-" + calls++;
    int forCallee = tell("offer", id, callerPort);
    int forCaller = tell("answer", id, calleePort);
    return new Ports(forCaller, forCallee);
  }

  @Override
  public List<String> statistics() {
    return List.of();
  }

  @Override
  public void close() {
    control.close();
    daemon.close();
  }

  /** Tells of one party's SDP; returns the port that the other party is to send to. */
  private int tell(String command, String call, int port) {
    var message = new TreeMap<String, String>();
    message.put("command", command);
    message.put("call-id", call);
    message.put("from-tag", "caller");
    if (command.equals("answer")) {
      message.put("to-tag", "callee");
      message.put("sdp", transcode ? opus(port) : sdp(port, Optional.empty()));
    } else {
      message.put("sdp", sdp(port, key));
      message.put("transport-protocol", "RTP/AVP");
    }
    var asked =
        transcode && command.equals("offer")
            ? Bencode.dictionary(message, "codec", Map.of("mask", "PCMA", "transcode", "opus"))
            : Bencode.dictionary(message);
    var sdp = Bencode.find(exchange(asked), "sdp");
    var matcher = PORT.matcher(sdp);
    if (!matcher.find()) {
      throw new IllegalStateException("rtpengine answered without a port");
    }
    if (asked.contains("transcode") && !sdp.contains("a=rtpmap:" + Speech.OPUS + " opus/48000/2")) {
      throw new IllegalStateException("rtpengine does not offer Opus: " + sdp);
    }
    return Integer.parseInt(matcher.group(1));
  }

  private String exchange(String message) {
    try {
      var request = (cookies++ + " " + message).getBytes(StandardCharsets.UTF_8);
      control.send(new DatagramPacket(request, request.length));
      var answer = new DatagramPacket(new byte[LARGEST], LARGEST);
      control.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("rtpengine does not answer: " + daemon.output().tail(), e);
    }
  }

  private static String opus(int port) {
    return """
    v=0
    o=- 1 1 IN IP4 127.0.0.1
    s=-
    c=IN IP4 127.0.0.1
    t=0 0
    m=audio %d RTP/AVP %d
    a=rtpmap:%d opus/48000/2
    a=fmtp:%d %s
    a=ptime:20
    """
        .formatted(port, Speech.OPUS, Speech.OPUS, Speech.OPUS, Speech.WISHES)
        .replace("\n", "\r\n");
  }

  private static String sdp(int port, Optional<SrtpKey> key) {
    return """
    v=0
    o=- 1 1 IN IP4 127.0.0.1
    s=-
    c=IN IP4 127.0.0.1
    t=0 0
    m=audio %d RTP/%s 8
    a=rtpmap:8 PCMA/8000
    a=ptime:20
    %s\
    """
        .formatted(
            port,
            key.isPresent() ? "SAVP" : "AVP",
            key.map(k -> "a=crypto:1 " + k.profile() + " inline:" + k.material() + "\n").orElse(""))
        .replace("\n", "\r\n");
  }
}
