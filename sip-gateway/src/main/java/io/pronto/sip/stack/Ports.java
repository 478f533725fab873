package io.pronto.sip.stack;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Intake;
import io.pronto.sip.wire.ListeningPort;
import io.pronto.sip.wire.TcpPoint;
import io.pronto.sip.wire.Transport;
import io.pronto.sip.wire.UdpPoint;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Our sockets: UDP and TCP on every address of the settings, all on one port number; and from there
 * to TLS servers.
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
    int attempts = settings.port() == 0 ? ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      try {
        var ports = bindAll(settings, trust, intake);
        Gauge.builder("pronto.sip.connections", ports, Ports::connections).register(meters);
        return ports;
      } catch (IOException e) {
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

  int port() {
    return points.getFirst().local().getPort();
  }

  int connections() {
    return points.stream()
        .mapToInt(point -> point instanceof TcpPoint tcp ? tcp.connections() : 0)
        .sum();
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

  private static Ports bindAll(SipSettings settings, Trust trust, Intake intake)
      throws IOException {
    var points = new ArrayList<ListeningPort>();
    try {
      int port = settings.port();
      for (var host : settings.hosts()) {
        var udp = UdpPoint.bind(new InetSocketAddress(host, port), intake);
        points.add(udp);
        port = udp.local().getPort();
        points.add(TcpPoint.bind(udp.local(), TcpPoint.Limits.DEFAULT, intake));
        points.add(TcpPoint.calling(udp.local(), trust, TcpPoint.Limits.DEFAULT, intake));
      }
      return new Ports(points);
    } catch (IOException e) {
      points.forEach(ListeningPort::stop);
      throw new IOException("SIP cannot listen: " + e.getMessage(), e);
    }
  }
}
