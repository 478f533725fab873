package io.pronto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Pronto itself, started as an operator starts it, on free ports of 127.0.0.1 and a data folder of
 * its own that is gone afterwards.
 */
public final class Server implements AutoCloseable {
  /** As long as it waits for running calls, and a little. */
  private static final Duration DRAIN = Duration.ofSeconds(40);

  private static final Duration START = Duration.ofMinutes(5);
  private static final String EMAIL = "operator@bench.example";
  private static final String PASSWORD = "Correct-Horse-7-Battery";

  private final Child child;
  private final Scratch data;
  private final InetSocketAddress sip;
  private final URI http;
  private final Duration started;

  private Server(Child child, Scratch data, InetSocketAddress sip, URI http) {
    this.child = child;
    this.data = data;
    this.sip = sip;
    this.http = http;
    long began = System.nanoTime();
    awaitReady();
    this.started = Duration.ofNanos(System.nanoTime() - began);
  }

  /** Starts the launcher at {@code root}. */
  public static Server start(Path root) {
    return start(List.of(root.resolve("pronto").toString(), "start"), Map.of());
  }

  /** Starts it by {@code command}, with {@code settings} (PRONTO_…) beside its own. */
  public static Server start(List<String> command, Map<String, String> settings) {
    var data = Scratch.named("pronto-bench");
    var sip = Loopback.server();
    int web = freeTcpPort();
    var environment = new TreeMap<String, String>();
    environment.put("PRONTO_DATA", data.path().toString());
    environment.put("PRONTO_SIP_HOST", "127.0.0.1");
    environment.put("PRONTO_SIP_PORT", "" + sip.getPort());
    environment.put("PRONTO_SIP_WS_PORT", "0");
    environment.put("PRONTO_SIP_ADVERTISE", "127.0.0.1");
    environment.put("PRONTO_MEDIA_HOST", "127.0.0.1");
    environment.put("PRONTO_MEDIA_PORTS", "16000-19999");
    environment.put("PRONTO_HTTP_PORT", "" + web);
    environment.put("PRONTO_HTTP_LIMIT_SESSION", "0"); // one session hires thousands
    environment.put("PRONTO_HTTP_LIMIT_KEY", "0");
    environment.put("PRONTO_HTTP_LIMIT_ADDRESS", "0");
    environment.put("PRONTO_BOOTSTRAP_EMAIL", EMAIL);
    environment.put("PRONTO_BOOTSTRAP_PASSWORD", PASSWORD);
    environment.putAll(settings);
    var child = Child.start(command, environment);
    return new Server(child, data, sip, URI.create("http://127.0.0.1:" + web));
  }

  /** Says whether there is a launcher at {@code root} that can start one. */
  public static boolean exists(Path root) {
    return Files.isExecutable(root.resolve("pronto"));
  }

  /** Where it listens for SIP, over UDP and TCP. */
  public InetSocketAddress sip() {
    return sip;
  }

  /** Its data folder. */
  public Path data() {
    return data.path();
  }

  /** The base of its HTTP API. */
  public URI http() {
    return http;
  }

  /** How long it took from its command to being ready. */
  public Duration started() {
    return started;
  }

  /** The operator, signed in. */
  public Api operator() {
    return Api.signIn(http, EMAIL, PASSWORD);
  }

  /** The CPU time of Pronto so far, without its database and Redis. */
  public Duration cpu() {
    return Usage.alone(java());
  }

  /** The CPU time so far of the embedded database and Redis. */
  public Duration storesCpu() {
    return ProcessHandle.allProcesses()
        .filter(this::ofOurStores)
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .distinct()
        .map(Usage::alone)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** The memory resident in the embedded database and Redis, pages shared among them each time. */
  public long storesResident() {
    return ProcessHandle.allProcesses()
        .filter(this::ofOurStores)
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .distinct()
        .mapToLong(Usage::resident)
        .sum();
  }

  /** Has Pronto's own process collect its garbage now. */
  public void collectGarbage() {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try (var collection = Child.start(jcmd, "" + java().pid(), "GC.run")) {
      collection.join(Child.PATIENCE);
    }
  }

  /** The memory resident in Pronto's own process, bytes. */
  public long resident() {
    return Usage.resident(java());
  }

  /** Files and sockets that Pronto's own process has open. */
  public int openFiles() {
    return Usage.openFiles(java());
  }

  /** What it tells Prometheus now. */
  public Metrics metrics() {
    return Metrics.read(http);
  }

  /** All it has logged. */
  public String log() {
    return child.output().all();
  }

  /** Kills it as the kernel does when memory runs out. The data folder stays. */
  public void kill() {
    java().destroyForcibly();
  }

  /** Asks it to end, waits, and removes what it kept. */
  @Override
  public void close() {
    child.close(DRAIN);
    data.close();
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + START.toNanos();
    while (!Metrics.ready(http)) {
      if (System.nanoTime() > deadline || !child.handle().isAlive()) {
        close();
        throw new IllegalStateException("Pronto did not become ready:\n" + child.output().tail());
      }
      Metrics.pause();
    }
  }

  /** Its own process, without its database and Redis. */
  public ProcessHandle java() {
    return Stream.concat(Stream.of(child.handle()), child.handle().descendants())
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("Pronto has ended:\n" + child.output().tail()));
  }

  private boolean ofOurStores(ProcessHandle process) {
    var line = process.info().commandLine().orElse("");
    return line.contains(data.path().toString()) && !line.contains("/java");
  }

  private static int freeTcpPort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
