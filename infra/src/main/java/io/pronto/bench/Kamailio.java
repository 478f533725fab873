package io.pronto.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A running Kamailio (Debian package kamailio), without a database. */
public final class Kamailio implements AutoCloseable {
  private final Child child;
  private final InetSocketAddress address;

  private Kamailio(InetSocketAddress address, Path configuration, List<String> definitions) {
    this.address = address;
    var where = address.getAddress().getHostAddress() + ":" + address.getPort();
    var command = new ArrayList<>(List.of("kamailio", "-f", configuration.toString()));
    command.addAll(List.of("-DD", "-E", "-m", "256", "-Y", System.getProperty("java.io.tmpdir")));
    command.addAll(List.of("-l", "udp:" + where, "-l", "tcp:" + where));
    definitions.forEach(definition -> command.addAll(List.of("-A", definition)));
    child = Child.start(command, Map.of());
    child.await("^Aliases:");
  }

  /** A stateful proxy at {@code address} that sends every call on to {@code target}. */
  public static Kamailio proxy(
      Path configurations, InetSocketAddress address, InetSocketAddress target) {
    var uri = "sip:" + target.getAddress().getHostAddress() + ":" + target.getPort();
    return new Kamailio(
        address, configurations.resolve("proxy.cfg"), List.of("TARGET=\"" + uri + "\""));
  }

  /**
   * A registrar for {@code domain} at {@code address}, and a proxy among those it has registered.
   */
  public static Kamailio registrar(
      Path configurations, InetSocketAddress address, String domain, String password) {
    return new Kamailio(
        address,
        configurations.resolve("registrar.cfg"),
        List.of("DOMAIN=\"" + domain + "\"", "PASSWORD=\"" + password + "\""));
  }

  /** Where it listens, over UDP and TCP. */
  public InetSocketAddress address() {
    return address;
  }

  /** The CPU time of all its processes so far. */
  public Duration cpu() {
    return Usage.of(child.handle());
  }

  @Override
  public void close() {
    child.close();
  }
}
