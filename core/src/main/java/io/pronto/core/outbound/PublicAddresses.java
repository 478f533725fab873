package io.pronto.core.outbound;

import io.pronto.core.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Tells addresses of the Internet from those of somebody's own network. */
public final class PublicAddresses {
  /** What the registries of special addresses (RFC 6890) take out of the Internet. */
  private static final List<AddressRange> SPECIAL =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              // of IPv6: whatever may hold an IPv4 address, or is not one of the Internet
              "::/8",
              "64:ff9b::/32",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .map(AddressRange::parse)
          .toList();

  private PublicAddresses() {}

  /** Whether {@code address} is one of the Internet. */
  public static boolean contains(InetAddress address) {
    return SPECIAL.stream().noneMatch(range -> range.contains(address));
  }
}
