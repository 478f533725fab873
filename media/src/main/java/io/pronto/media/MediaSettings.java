package io.pronto.media;

import java.net.InetAddress;
import java.time.Duration;

/**
 * How media meets the network.
 *
 * @param bind the address that sockets are bound to; an any-address serves IPv4 and IPv6
 * @param advertise the address that peers are told, where {@link MediaService#open} names none
 * @param firstPort the first UDP port of the range, 1 or more
 * @param lastPort the last, at most 65535; every endpoint takes an even port and the next
 * @param loops threads that relay, 1 or more; the range is shared out evenly among them
 * @param silence how long a bridged peer may send nothing before {@link MediaEvent.Silent}
 */
public record MediaSettings(
    InetAddress bind,
    InetAddress advertise,
    int firstPort,
    int lastPort,
    int loops,
    Duration silence) {
  /** Refuses a range in which not even one endpoint per loop has its two ports. */
  public MediaSettings {
    if (firstPort < 1 || lastPort > 65535) {
      throw new IllegalArgumentException("media.ports must lie within 1-65535");
    }
    if (loops < 1 || pairs(firstPort, lastPort) < loops) {
      throw new IllegalArgumentException(
          "media.ports %d-%d is too narrow for %d loops".formatted(firstPort, lastPort, loops));
    }
    if (silence.isNegative() || silence.isZero()) {
      throw new IllegalArgumentException("The RTP timeout must be above 0");
    }
  }

  private static int pairs(int first, int last) {
    return (last + 1) / 2 - (first + 1) / 2;
  }
}
