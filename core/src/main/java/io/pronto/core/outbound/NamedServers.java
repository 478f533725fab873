package io.pronto.core.outbound;

import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.stream.Stream;

/** Which servers customers may name: those of the Internet, over TLS. */
public final class NamedServers {
  private static final int SECURE_PORT = 443;
  private static final int PLAIN_PORT = 80;

  private final String secure;
  private final String plain;
  private final boolean privateToo;

  private NamedServers(String secure, String plain, boolean privateToo) {
    this.secure = secure;
    this.plain = plain;
    this.privateToo = privateToo;
  }

  /**
   * Those that speak HTTP.
   *
   * @param privateToo whether those of private networks are some too, and on this machine without
   *     TLS
   */
  public static NamedServers overHttp(boolean privateToo) {
    return new NamedServers("https", "http", privateToo);
  }

  /** Those that speak WebSocket (RFC 6455); {@code privateToo} as {@link #overHttp} has it. */
  public static NamedServers overWebSocket(boolean privateToo) {
    return new NamedServers("wss", "ws", privateToo);
  }

  /**
   * Reads an address that may be asked, without asking it.
   *
   * @throws Unreachable if it is none: TLS with a host, and neither user nor fragment
   */
  public URI address(String text) {
    try {
      var address = URI.create(text);
      if (allowed(address)) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new Unreachable("Not an address over " + secure.toUpperCase(Locale.ROOT) + ": " + text);
  }

  private boolean allowed(URI address) {
    return address.getHost() != null
        && address.getUserInfo() == null
        && address.getFragment() == null
        && (secure.equals(address.getScheme()) || plain.equals(address.getScheme()) && privateToo);
  }

  /** Whether {@code address} is asked by TLS. */
  boolean isSecure(URI address) {
    return secure.equals(address.getScheme());
  }

  /**
   * Looks the host of {@code address} up, and judges all that it stands for.
   *
   * @throws Unreachable if it is unknown, or any of that may not be asked
   */
  SocketAddress target(URI address) {
    var found = resolved(address);
    for (var each : found) {
      require(address, each);
    }
    return SocketAddress.inetSocketAddress(port(address), found[0].getHostAddress());
  }

  /** Refuses {@code found}, where that is not to be asked for what is at {@code address}. */
  void require(URI address, InetAddress found) {
    if (!privateToo && !PublicAddresses.contains(found)) {
      throw new Unreachable(address.getHost() + " is not a server of the Internet");
    }
    if (!isSecure(address) && !found.isLoopbackAddress()) {
      throw new Unreachable(
          address.getHost() + " is to be asked over " + secure.toUpperCase(Locale.ROOT));
    }
  }

  /** The port of {@code address}, or what is usual. */
  int port(URI address) {
    int usual = isSecure(address) ? SECURE_PORT : PLAIN_PORT;
    return address.getPort() < 0 ? usual : address.getPort();
  }

  private static InetAddress[] resolved(URI address) {
    try {
      return InetAddress.getAllByName(host(address));
    } catch (UnknownHostException e) {
      throw new Unreachable(address.getHost() + " is not known");
    }
  }

  /** Its host; an IPv6 address stands in brackets in a URI only. */
  static String host(URI address) {
    var host = address.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Its path and query, as a request has them. */
  static String pathAndQuery(URI address) {
    var path = address.getRawPath();
    return Stream.of(path == null || path.isEmpty() ? "/" : path, address.getRawQuery())
        .filter(part -> part != null)
        .reduce((before, query) -> before + '?' + query)
        .orElseThrow();
  }
}
