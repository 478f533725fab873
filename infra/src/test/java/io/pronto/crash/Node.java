package io.pronto.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.Pronto;
import io.pronto.bench.Api;
import io.pronto.bench.Child;
import io.pronto.bench.Jvm;
import io.pronto.bench.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pronto as a process of its own. However often it is started again, it has the same data folder,
 * the same ports and the same operator.
 */
final class Node implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern LOGGED = Pattern.compile("^\\d{4}-\\d\\d-\\S+ \\S+ (INFO|WARN) ");
  private static final String EMAIL = "operator@crash.example";
  private static final String PASSWORD = "Correct-Horse-7-Battery";

  private final Map<String, String> settings = new TreeMap<>();
  private final InetSocketAddress sip;
  private final URI http;
  private final Path data;
  private Child child;

  /** One on the folder {@code data} that has not been started yet. */
  Node(Path data) {
    this(data, Loopback.server(), URI.create("http://127.0.0.1:" + freeTcpPort()));
  }

  private Node(Path data, InetSocketAddress sip, URI http) {
    this.data = data;
    this.sip = sip;
    this.http = http;
    settings.put("PRONTO_DATA", data.toString());
    settings.put("PRONTO_SIP_HOST", "127.0.0.1");
    settings.put("PRONTO_SIP_PORT", "" + sip.getPort());
    settings.put("PRONTO_SIP_WS_PORT", "0");
    settings.put("PRONTO_MEDIA_HOST", "127.0.0.1");
    settings.put("PRONTO_MEDIA_PORTS", "22000-22399"); // where the kernel gives none
    settings.put("PRONTO_HTTP_PORT", "" + http.getPort());
    settings.put("PRONTO_HTTP_LIMIT_SESSION", "0"); // tests ask until they see what they wait for
    settings.put("PRONTO_HTTP_LIMIT_ADDRESS", "0");
    settings.put("PRONTO_BOOTSTRAP_EMAIL", EMAIL);
    settings.put("PRONTO_BOOTSTRAP_PASSWORD", PASSWORD);
  }

  /** One that has not been started, with the same settings and ports, on another folder. */
  Node on(Path other) {
    var node = new Node(other, sip, http);
    node.settings.putAll(settings);
    node.settings.put("PRONTO_DATA", other.toString());
    return node;
  }

  /** The same with one setting more, named as in the environment. */
  Node with(String variable, String value) {
    settings.put(variable, value);
    return this;
  }

  /** The same without those whose names begin so. */
  Node without(String prefix) {
    settings.keySet().removeIf(name -> name.startsWith(prefix));
    return this;
  }

  /** Starts it, and waits until it is ready. */
  Node start() {
    launch();
    child.output().await(" Ready ", 0, PATIENCE);
    return this;
  }

  /** Starts it in vain: returns the one line, but for the program's name, that says why. */
  String refusal() {
    launch();
    assertThat(awaitExit()).as(log()).isEqualTo(1);
    var lines = log().lines().filter(line -> !LOGGED.matcher(line).find()).toList();
    assertThat(lines).as(log()).singleElement().asString().startsWith("pronto: ");
    return lines.getFirst().substring("pronto: ".length());
  }

  /**
   * What a command with its settings has said.
   *
   * @param refusal the one line, but for the program's name, that says why it was in vain; or empty
   */
  record Said(int exit, String all, String refusal) {}

  /** Runs another command than {@code start}, beside it or without, to its end. */
  Said run(String... words) {
    var command = Jvm.command(Pronto.class, (Object[]) words);
    command.add(1, "-XX:TieredStopAtLevel=1");
    try (var process = Child.start(command, settings)) {
      int exit = process.join(PATIENCE);
      var all = process.output().all();
      var why = all.lines().filter(line -> line.startsWith("pronto: ")).toList();
      assertThat(why).as(all).hasSize(exit == 0 ? 0 : 1);
      return new Said(
          exit,
          all,
          why.stream().map(line -> line.substring("pronto: ".length())).findFirst().orElse(""));
    }
  }

  /** Ends it as the kernel does when memory runs out, and waits until it is gone. */
  void kill() {
    child.handle().destroyForcibly();
    awaitGone();
  }

  /** Ends it and its own database and Redis at once, as when the machine loses its power. */
  void killWithStores() {
    var all = Stream.concat(Stream.of(child.handle()), stores()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().join());
  }

  /** Ends its own database and Redis, and not itself. */
  void killStores() {
    var all = stores().toList();
    assertThat(all).hasSizeGreaterThan(1);
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** Asks it to end (SIGTERM). Returns at once. */
  void terminate() {
    child.handle().destroy();
  }

  /** Waits until it has ended by itself; returns its exit code. */
  int awaitExit() {
    return child.join(PATIENCE);
  }

  /** Waits until it has logged what {@code pattern} finds. */
  void awaitLog(String pattern) {
    child.output().await(pattern, 0, PATIENCE);
  }

  /** All that it has logged since it was started last. */
  String log() {
    return child.output().all();
  }

  InetSocketAddress sip() {
    return sip;
  }

  URI http() {
    return http;
  }

  /** Whether it says that it is, which takes both stores. */
  boolean isReady() {
    try (var client = HttpClient.newHttpClient()) {
      var asked = HttpRequest.newBuilder(http.resolve("/health/ready")).build();
      return client.send(asked, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError("Interrupted while the server is asked whether it is ready", e);
    }
  }

  /** The operator, signed in. */
  Api operator() {
    return Api.signIn(http, EMAIL, PASSWORD);
  }

  /** Ends it, and whatever it or one that was killed has left running on its folder. */
  @Override
  public void close() {
    if (child == null) {
      return;
    }
    child.close(PATIENCE);
    stores().forEach(ProcessHandle::destroyForcibly);
  }

  /** The processes of the database and of Redis that run on its folder. */
  private Stream<ProcessHandle> stores() {
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(data.toString()))
        .filter(each -> each.pid() != child.handle().pid())
        .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()));
  }

  private void launch() {
    var command = Jvm.command(Pronto.class, "start");
    command.add(1, "-XX:TieredStopAtLevel=1");
    child = Child.start(command, settings);
  }

  private void awaitGone() {
    try {
      child.handle().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("It does not end", e);
    }
  }

  private static int freeTcpPort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
