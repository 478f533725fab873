package io.pronto.sip.wire;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A UDP peer. */
final class UdpChannel extends WireChannel {
  private final UdpPoint point;

  UdpChannel(UdpPoint point, InetSocketAddress remote) {
    super(point, Transport.UDP, remote);
    this.point = point;
  }

  @Override
  public Flow flow() {
    return new Flow(Transport.UDP, point.local(), remote(), true);
  }

  @Override
  void send(byte[] bytes) throws IOException {
    point.send(bytes, remote());
  }

  @Override
  public void close() {
    // Nothing is held for a peer of a datagram socket.
  }
}
