package io.pronto.api.directory;

import io.pronto.core.outbound.PublicAddresses;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Which servers a customer may have asked: those of the Internet, over HTTPS. The client that asks
 * looks names up here, so that the very address that was judged is called.
 */
public final class DirectoryHosts implements DnsResolver {
  private final boolean privateToo;

  /**
   * Knows servers of the Internet.
   *
   * @param privateToo whether it knows those of private networks too, and over plain HTTP those of
   *     this machine
   */
  public DirectoryHosts(boolean privateToo) {
    this.privateToo = privateToo;
  }

  /**
   * Reads the address of a server that may be asked: scheme, host and port and nothing more.
   *
   * @throws DirectoryFault if it is none
   */
  public URI server(String text) {
    var address = parsed(text);
    boolean plain = "http".equals(address.getScheme());
    try {
      var found = resolve(address.getHost());
      if (!plain || Stream.of(found).allMatch(InetAddress::isLoopbackAddress)) {
        return address;
      }
    } catch (UnknownHostException e) {
      throw new DirectoryFault(e.getMessage());
    }
    throw new DirectoryFault(address.getHost() + " is to be asked over HTTPS");
  }

  private URI parsed(String text) {
    try {
      var address = URI.create(text.replaceFirst("/$", ""));
      boolean bare =
          address.getHost() != null
              && address.getRawUserInfo() == null
              && address.getRawQuery() == null
              && address.getRawFragment() == null
              && address.getRawPath().isEmpty();
      if (bare && ("https".equals(address.getScheme()) || isPlain(address))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new DirectoryFault("Must be an address such as https://company.okta.com, with no path");
  }

  private boolean isPlain(URI address) {
    return privateToo && "http".equals(address.getScheme());
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var found = found(host);
    if (!privateToo && !Stream.of(found).allMatch(PublicAddresses::contains)) {
      throw new UnknownHostException(host + " is not a server of the Internet");
    }
    return found;
  }

  /** An IPv6 address stands in brackets in a URI only. */
  private static InetAddress[] found(String host) throws UnknownHostException {
    try {
      return InetAddress.getAllByName(host.replaceAll("[\\[\\]]", ""));
    } catch (UnknownHostException e) {
      throw new UnknownHostException(host + " is not known: is it written rightly?");
    }
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
