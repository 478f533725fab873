package io.pronto.sip.stack;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Intake;
import io.pronto.sip.wire.ListeningPort;
import io.pronto.sip.wire.Places;
import io.pronto.sip.wire.Securing;
import io.pronto.sip.wire.TcpPoint;
import io.pronto.sip.wire.Transport;
import io.pronto.sip.wire.UdpPoint;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Our sockets, on every address of the settings: UDP and TCP on one port number; TLS and WebSockets
 * each on one of its own; and from there to TLS servers, whether or not TLS clients are listened
 * to.
 */
final class Ports {
  private static final int ATTEMPTS = 20;

  private final List<ListeningPort> points;

  private Ports(List<ListeningPort> points) {
    this.points = List.copyOf(points);
  }

  /** Binds them all, or none. */
  static Ports open(
      SipSettings settings, Guard guard, Trust trust, JainStack jain, MeterRegistry meters)
      throws IOException {
    var intake = new Intake(guard, jain, meters);
    var certificate = certificate(settings, meters);
    int attempts = settings.port() == 0 ? ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      try {
        var ports = new Binding(settings, certificate, trust, intake).all();
        ports.show(meters);
        return ports;
      } catch (CannotListen e) {
        if (attempt == attempts) {
          throw e;
        }
      }
    }
  }

  /** Begins to listen. */
  void serve(JainStack jain) throws IOException {
    for (var point : points) {
      jain.listen(point);
    }
  }

  /** The port for {@code transport}, or that of UDP where it is not listened to. */
  int port(Transport transport) {
    return points.stream()
        .filter(point -> point.protocol() == transport)
        .findFirst()
        .orElse(points.getFirst())
        .local()
        .getPort();
  }

  int connections() {
    return Arrays.stream(Transport.values()).mapToInt(this::connections).sum();
  }

  private int connections(Transport transport) {
    return points.stream()
        .mapToInt(
            point ->
                point instanceof TcpPoint tcp && tcp.protocol() == transport
                    ? tcp.connections()
                    : 0)
        .sum();
  }

  /** The connection that {@code flow} means, if it is there. */
  Optional<Flow> connected(Flow flow) {
    return points.stream()
        .filter(point -> point.protocol() == flow.transport())
        .filter(point -> point.local().equals(flow.local()))
        .flatMap(
            point -> point instanceof TcpPoint tcp ? tcp.connected(flow).stream() : Stream.empty())
        .findFirst();
  }

  /** The socket that {@code flow} leaves from. */
  ListeningPort at(Flow flow) throws SendFailed {
    for (var point : points) {
      if (point.protocol() == flow.transport() && point.local().equals(flow.local())) {
        return point;
      }
    }
    return towards(flow.transport(), flow.remote());
  }

  /** The first socket from which {@code remote} can be reached. */
  ListeningPort towards(Transport transport, InetSocketAddress remote) throws SendFailed {
    for (var point : points) {
      if (point.protocol() == transport && reaches(point, remote.getAddress())) {
        return point;
      }
    }
    throw new SendFailed("No " + transport + " socket of ours reaches " + Flow.text(remote));
  }

  /** The first of a name's addresses that is of a family we have. */
  InetAddress reachable(List<InetAddress> addresses) throws SendFailed {
    for (var address : addresses) {
      if (points.stream().anyMatch(point -> reaches(point, address))) {
        return address;
      }
    }
    throw new SendFailed("None of the host's addresses is of a family that is served");
  }

  private static boolean reaches(ListeningPort point, InetAddress remote) {
    var local = point.local().getAddress();
    boolean dual = local instanceof Inet6Address && local.isAnyLocalAddress();
    return dual || local instanceof Inet6Address == remote instanceof Inet6Address;
  }

  private void show(MeterRegistry meters) {
    for (var transport : Transport.values()) {
      if (transport.isReliable()) {
        Gauge.builder("pronto.sip.connections", this, ports -> ports.connections(transport))
            .tag("transport", transport.parameter())
            .register(meters);
      }
    }
  }

  private static Optional<ServerCertificate> certificate(SipSettings settings, MeterRegistry meters)
      throws BadCertificate {
    if (settings.tls().isEmpty()) {
      return Optional.empty();
    }
    var tls = settings.tls().get();
    var certificate = ServerCertificate.of(tls.certificate(), tls.key());
    Gauge.builder(
            "pronto.sip.certificate.left",
            certificate,
            shown -> Instant.now().until(shown.until(), ChronoUnit.SECONDS))
        .baseUnit("seconds")
        .register(meters);
    return Optional.of(certificate);
  }

  /** Binds them all, or none. A port that was left open is the same on all addresses. */
  private static final class Binding {
    private final List<ListeningPort> points = new ArrayList<>();
    private final Map<Transport, Integer> taken = new EnumMap<>(Transport.class);
    private final SipSettings settings;
    private final Optional<ServerCertificate> certificate;
    private final Trust trust;
    private final Intake intake;
    private final Places places = new Places(TcpPoint.Limits.DEFAULT);

    Binding(
        SipSettings settings, Optional<ServerCertificate> certificate, Trust trust, Intake intake) {
      this.settings = settings;
      this.certificate = certificate;
      this.trust = trust;
      this.intake = intake;
    }

    Ports all() throws CannotListen {
      boolean bound = false;
      try {
        for (var host : settings.hosts()) {
          bind(host);
        }
        bound = true;
        return new Ports(points);
      } finally {
        if (!bound) {
          points.forEach(ListeningPort::stop);
        }
      }
    }

    private void bind(InetAddress host) throws CannotListen {
      var udp = add(Transport.UDP, host, at -> UdpPoint.bind(at, intake));
      taken.put(Transport.TCP, udp.getPort());
      add(Transport.TCP, host, at -> point(Transport.TCP, at, Securing.NONE));
      if (settings.webSocketPort().isPresent()) {
        add(Transport.WS, host, at -> point(Transport.WS, at, Securing.NONE));
      }
      if (certificate.isPresent()) {
        add(Transport.TLS, host, at -> point(Transport.TLS, at, certificate.get()));
        add(Transport.WSS, host, at -> point(Transport.WSS, at, certificate.get()));
      } else {
        points.add(TcpPoint.calling(udp, trust, places, intake));
      }
    }

    private TcpPoint point(Transport transport, InetSocketAddress at, Securing accepting)
        throws IOException {
      var calling = transport == Transport.TLS ? trust : Securing.NONE;
      return TcpPoint.bind(transport, at, accepting, calling, places, intake);
    }

    private InetSocketAddress add(Transport transport, InetAddress host, Opening opening)
        throws CannotListen {
      int port = taken.getOrDefault(transport, settings.port(transport).orElseThrow());
      var address = new InetSocketAddress(host, port);
      try {
        var point = opening.open(address);
        points.add(point);
        taken.put(transport, point.local().getPort());
        return point.local();
      } catch (IOException e) {
        throw new CannotListen(transport, address, e);
      }
    }

    private interface Opening {
      ListeningPort open(InetSocketAddress at) throws IOException;
    }
  }
}
