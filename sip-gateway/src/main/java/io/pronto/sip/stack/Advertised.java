package io.pronto.sip.stack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pronto.sip.wire.Flow;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;

/**
 * Which of our addresses a peer is told. The one that is set for its family; else the one bound;
 * else, where every address is bound, the one from which the system's routes lead to the peer.
 */
final class Advertised {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int PEERS = 10_000;

  private final Cache<InetAddress, InetAddress> routes =
      Caffeine.newBuilder().maximumSize(PEERS).expireAfterWrite(REMEMBERED).build();
  private final SipSettings settings;

  Advertised(SipSettings settings) {
    this.settings = settings;
  }

  /** Our address as the peer of {@code flow} is to know it. */
  InetAddress along(Flow flow) {
    var remote = flow.remote().getAddress();
    var set = settings.advertised(remote instanceof Inet6Address);
    if (set.isPresent()) {
      return set.get();
    }
    var bound = flow.local().getAddress();
    return bound.isAnyLocalAddress() ? routes.get(remote, Advertised::towards) : bound;
  }

  /** Connecting a datagram socket sends nothing: it only asks the system for the route. */
  private static InetAddress towards(InetAddress remote) {
    try (var probe = new DatagramSocket()) {
      probe.connect(remote, 9);
      return probe.getLocalAddress();
    } catch (SocketException e) {
      return InetAddress.getLoopbackAddress();
    }
  }
}
