package io.pronto.server;

import io.pronto.settings.Settings;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** By which of our addresses others reach us, where nobody said. */
final class HostAddress {
  /** Of TEST-NET-1 (RFC 5737): the route there is the route to anywhere, and nothing is sent. */
  private static final String ANYWHERE = "192.0.2.1";

  private static final int DISCARD = 9;

  private HostAddress() {}

  /** The address for SDP: the advertised one, else one that is bound, else the host's own. */
  static InetAddress ofMedia(Settings settings) {
    return Stream.of(
            settings.sip().advertise(), List.of(settings.media().host()), settings.sip().hosts())
        .flatMap(List::stream)
        .filter(address -> !address.isAnyLocalAddress())
        .findFirst()
        .orElseGet(HostAddress::own);
  }

  /**
   * The private address that phones and carriers are told because nobody named one: beyond its own
   * network nobody reaches it, and calls there break after 32 s or stay silent.
   */
  static Optional<InetAddress> privateByDefault(Settings settings) {
    var sip = settings.sip();
    boolean chosen = sip.hosts().stream().noneMatch(InetAddress::isAnyLocalAddress);
    return sip.advertise().isEmpty() && !chosen
        ? Optional.of(own()).filter(InetAddress::isSiteLocalAddress)
        : Optional.empty();
  }

  /** The address from which the system's routes lead out. */
  static InetAddress own() {
    try (var probe = new DatagramSocket()) {
      probe.connect(InetAddress.getByName(ANYWHERE), DISCARD);
      var address = probe.getLocalAddress();
      return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    } catch (SocketException | UnknownHostException | UncheckedIOException e) {
      return InetAddress.getLoopbackAddress();
    }
  }
}
