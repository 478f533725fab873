package io.pronto.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Addresses of this machine: the server, carriers and phones are on different ones, as they are in
 * the world, so that a carrier can be told by its address.
 */
public final class Loopback {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 15_999;
  private static final int ATTEMPTS = 100;

  private Loopback() {}

  /**
   * A port of the server's address that is free over UDP and TCP, and that the kernel gives to no
   * connection while the server is still starting.
   */
  public static InetSocketAddress server() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var address =
          new InetSocketAddress(
              "127.0.0.1", ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1));
      if (isFree(address)) {
        return address;
      }
    }
    throw new IllegalStateException("No free port from %d to %d".formatted(LOWEST, HIGHEST));
  }

  private static boolean isFree(InetSocketAddress address) {
    try (var udp = new DatagramSocket(address);
        var tcp = new ServerSocket(address.getPort(), 1, address.getAddress())) {
      return udp.isBound() && tcp.isBound();
    } catch (IOException taken) {
      return false;
    }
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
