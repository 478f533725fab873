package io.pronto.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An IP address or a network, as {@code 192.0.2.1}, {@code 192.0.2.0/24} or {@code 2001:db8::/32}.
 *
 * @param bits how many leading bits count: 0 to 32 for IPv4, to 128 for IPv6
 */
public record AddressRange(InetAddress network, int bits) {
  /** Checks the number of bits. */
  public AddressRange {
    if (bits < 0 || bits > network.getAddress().length * 8) {
      throw new IllegalArgumentException("A network of " + bits + " bits does not exist");
    }
  }

  /**
   * Reads a literal address with or without {@code /bits}; no name is ever looked up.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static AddressRange parse(String text) {
    var parts = text.split("/", 2);
    var network = InetAddress.ofLiteral(parts[0]);
    int all = network.getAddress().length * 8;
    return new AddressRange(network, parts.length == 1 ? all : Integer.parseInt(parts[1]));
  }

  /**
   * What counts as one place where requests are counted: an IPv4 address, or the 64 bits of IPv6
   * that are one customer's at least (RFC 6177), whose other 64 bits are free to choose.
   *
   * @param literal an address, with or without {@code %zone}
   * @throws IllegalArgumentException for anything else
   */
  public static AddressRange site(String literal) {
    var address = InetAddress.ofLiteral(literal.replaceFirst("%.*", ""));
    var bytes = address.getAddress();
    if (bytes.length == Integer.BYTES) {
      return new AddressRange(address, Integer.SIZE);
    }
    Arrays.fill(bytes, Long.BYTES, bytes.length, (byte) 0);
    try {
      return new AddressRange(InetAddress.getByAddress(bytes), Long.SIZE);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether {@code address} lies within. */
  public boolean contains(InetAddress address) {
    var ours = network.getAddress();
    var theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += 8) {
      int mask = bits - bit >= 8 ? 0xFF : 0xFF << (8 - (bits - bit)) & 0xFF;
      if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the address is the network's own: no bit is set after those that count. */
  public boolean isNetwork() {
    var bytes = network.getAddress();
    for (int bit = bits; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + '/' + bits;
  }
}
