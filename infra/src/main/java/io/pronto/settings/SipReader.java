package io.pronto.settings;

import io.pronto.settings.Settings.Sip;
import io.pronto.settings.Settings.Tls;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads where and how SIP is spoken. */
final class SipReader {
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

  private final Entries entries;

  SipReader(Entries entries) {
    this.entries = entries;
  }

  Sip read() {
    var hosts = entries.addresses(Key.SIP_HOST, "0.0.0.0");
    var advertise =
        entries.has(Key.SIP_ADVERTISE)
            ? entries.addresses(Key.SIP_ADVERTISE, "127.0.0.1")
            : List.<InetAddress>of();
    long ipv6 = advertise.stream().filter(Inet6Address.class::isInstance).count();
    if (ipv6 > 1 || advertise.size() - ipv6 > 1) {
      entries.refuse(Key.SIP_ADVERTISE, "name at most one IPv4 and one IPv6 address");
    }
    if (advertise.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
      entries.refuse(Key.SIP_ADVERTISE, "name the address that phones and carriers reach");
    }
    int port = entries.port(Key.SIP_PORT, 5060);
    var sip =
        new Sip(
            hosts,
            port,
            port(Key.SIP_WS_PORT, 5066, port),
            tls(port),
            advertise,
            entries.parsed(Key.SIP_DOMAIN, SipReader::domain).orElse("pronto.local"));
    checkPorts(sip);
    return sip;
  }

  /** Whoever takes any free port for SIP has more than one server here: these are free ones too. */
  private int port(Key key, int otherwise, int sip) {
    return entries.port(key, sip == 0 ? 0 : otherwise);
  }

  private Optional<Tls> tls(int sip) {
    int port = port(Key.SIP_TLS_PORT, 5061, sip);
    int webSocketPort = port(Key.SIP_WSS_PORT, 5067, sip);
    var certificate = entries.parsed(Key.SIP_TLS_CERTIFICATE, SipReader::file);
    var key = entries.parsed(Key.SIP_TLS_KEY, SipReader::file);
    if (entries.has(Key.SIP_TLS_CERTIFICATE) != entries.has(Key.SIP_TLS_KEY)) {
      boolean lone = entries.has(Key.SIP_TLS_CERTIFICATE);
      entries.refuse(
          lone ? Key.SIP_TLS_CERTIFICATE : Key.SIP_TLS_KEY,
          "give %s too, or neither".formatted(lone ? Key.SIP_TLS_KEY : Key.SIP_TLS_CERTIFICATE));
    }
    return certificate.flatMap(
        shown -> key.map(secret -> new Tls(port, webSocketPort, shown, secret)));
  }

  /** Each is TCP on the same addresses. */
  private void checkPorts(Sip sip) {
    var ports = new TreeMap<Key, Integer>(Map.of(Key.SIP_WS_PORT, sip.webSocketPort()));
    sip.tls().ifPresent(tls -> ports.put(Key.SIP_TLS_PORT, tls.port()));
    sip.tls().ifPresent(tls -> ports.put(Key.SIP_WSS_PORT, tls.webSocketPort()));
    var taken = new TreeMap<Integer, Key>(Map.of(sip.port(), Key.SIP_PORT));
    ports.forEach(
        (key, port) -> {
          var holder = taken.putIfAbsent(port, key);
          if (holder != null && port != 0) {
            entries.refuse(key, "%d is that of %s, too: move one of them".formatted(port, holder));
          }
        });
  }

  private static Path file(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new IllegalArgumentException("not a file's name; write it like /etc/pronto/sip.pem");
  }

  private static String domain(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (!DOMAIN.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is not a domain; write it like sip.example.com".formatted(text));
    }
    return lower;
  }
}
