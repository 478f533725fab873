package io.pronto.core.carrier;

import io.pronto.core.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;

/**
 * A way to and from a carrier's network, known by its addresses.
 *
 * @param host where calls are sent: a name or a literal address
 * @param transport {@code udp} or {@code tcp}
 * @param addresses from where the carrier's calls come
 * @param maxChannels how many calls may be up at once; unlimited when absent
 */
public record Trunk(
    String id,
    String carrierId,
    String name,
    String host,
    int port,
    String transport,
    List<AddressRange> addresses,
    OptionalInt maxChannels) {
  /** Copies the list. */
  public Trunk {
    addresses = List.copyOf(addresses);
  }

  /** Whether a call from {@code source} comes through this trunk. */
  public boolean covers(InetAddress source) {
    return addresses.stream().anyMatch(range -> range.contains(source));
  }
}
