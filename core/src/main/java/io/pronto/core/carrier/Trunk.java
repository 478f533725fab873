package io.pronto.core.carrier;

import io.pronto.core.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;

/**
 * A way to and from a carrier's network.
 *
 * @param address where calls are sent
 * @param authentication how the carrier knows us and we know its calls
 * @param policy when it is chosen, and what it carries
 */
public record Trunk(
    String id,
    String carrierId,
    String name,
    TrunkAddress address,
    TrunkAuthentication authentication,
    TrunkPolicy policy) {

  /** A trunk known by its addresses, of which nothing else is said. */
  public Trunk(
      String id,
      String carrierId,
      String name,
      String host,
      int port,
      String transport,
      List<AddressRange> addresses,
      OptionalInt maxChannels) {
    this(
        id,
        carrierId,
        name,
        TrunkAddress.of(host, port, transport),
        new TrunkAuthentication.ByAddress(addresses),
        TrunkPolicy.USUAL.channels(maxChannels));
  }

  /** Where calls are sent: a name or a literal address. */
  public String host() {
    return address.host();
  }

  /** The port there. */
  public int port() {
    return address.port();
  }

  /** {@code udp}, {@code tcp} or {@code tls}. */
  public String transport() {
    return address.transport();
  }

  /** From where the carrier's calls come; a carrier that we register with may have none. */
  public List<AddressRange> addresses() {
    return authentication.addresses();
  }

  /** How many calls may be up at once; unlimited when absent. */
  public OptionalInt maxChannels() {
    return policy.maxChannels();
  }

  /** Whether a call from {@code source} comes through this trunk. */
  public boolean covers(InetAddress source) {
    return addresses().stream().anyMatch(range -> range.contains(source));
  }
}
