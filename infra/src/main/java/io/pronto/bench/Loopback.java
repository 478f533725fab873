package io.pronto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Addresses of this machine: the server, carriers and phones are on different ones, as they are in
 * the world, so that a carrier can be told by its address.
 */
public final class Loopback {
  private Loopback() {}

  /** A port of the server's address that is free over UDP. */
  public static InetSocketAddress server() {
    return free("127.0.0.1");
  }

  /** The same of the carrier's address. */
  public static InetSocketAddress carrier() {
    return free("127.0.0.2");
  }

  /** The same of the phones' address. */
  public static InetSocketAddress phone() {
    return free("127.0.0.3");
  }

  private static InetSocketAddress free(String host) {
    try {
      var address = InetAddress.getByName(host);
      try (var socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
        return new InetSocketAddress(address, socket.getLocalPort());
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
