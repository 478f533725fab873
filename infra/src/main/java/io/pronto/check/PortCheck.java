package io.pronto.check;

import io.pronto.settings.Settings;
import io.pronto.sip.stack.BadCertificate;
import io.pronto.sip.stack.ServerCertificate;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Takes each port for a moment. */
final class PortCheck {
  private static final int SAMPLES = 20;

  private PortCheck() {}

  static List<Finding> sip(Settings.Sip sip) {
    var findings = new ArrayList<Finding>();
    for (var host : sip.hosts()) {
      var at = "%d on %s".formatted(sip.port(), host.getHostAddress());
      findings.add(
          fault(() -> udp(host, sip.port()), () -> tcp(host, sip.port()))
              ? Finding.bad(
                  "sip.port",
                  at + " cannot be taken, UDP and TCP: stop what holds it, or set another")
              : Finding.good("sip.port", at + " is free, UDP and TCP"));
      findings.add(tcp("sip.ws.port", host, sip.webSocketPort()));
      sip.tls()
          .ifPresent(
              tls -> {
                findings.add(tcp("sip.tls.port", host, tls.port()));
                findings.add(tcp("sip.wss.port", host, tls.webSocketPort()));
              });
    }
    findings.add(certificate(sip));
    return findings;
  }

  private static Finding tcp(String key, InetAddress host, int port) {
    var at = "%d on %s".formatted(port, host.getHostAddress());
    return fault(() -> tcp(host, port))
        ? Finding.bad(key, at + " cannot be taken: stop what holds it, or set another")
        : Finding.good(key, at + " is free");
  }

  private static Finding certificate(Settings.Sip sip) {
    if (sip.tls().isEmpty()) {
      return Finding.poor(
          "sip.tls", "no sip.tls.certificate: no SIP over TLS, and none from browsers over WSS");
    }
    try {
      var tls = sip.tls().get();
      var certificate = ServerCertificate.of(tls.certificate(), tls.key());
      return Finding.good("sip.tls", "the certificate is good until " + certificate.until());
    } catch (BadCertificate e) {
      return Finding.bad("sip.tls", e.getMessage());
    }
  }

  static Finding http(Settings.Http http) {
    var at = "%d on %s".formatted(http.port(), http.host());
    return fault(() -> tcp(InetAddress.getByName(http.host()), http.port()))
        ? Finding.bad("http.port", at + " cannot be taken: stop what holds it, or set another")
        : Finding.good("http.port", at + " is free");
  }

  /** A busy port or two are passed over in use, so a few are tried, spread over the range. */
  static Finding media(Settings.Media media) {
    int step = Math.max(1, (media.lastPort() - media.firstPort()) / SAMPLES);
    long busy =
        IntStream.iterate(media.firstPort(), port -> port <= media.lastPort(), port -> port + step)
            .filter(port -> fault(() -> udp(media.host(), port)))
            .count();
    var at =
        "%d-%d on %s".formatted(media.firstPort(), media.lastPort(), media.host().getHostAddress());
    if (busy > SAMPLES / 2) {
      return Finding.bad("media.ports", at + " are mostly taken: set another range");
    }
    int calls = (media.lastPort() - media.firstPort() + 1) / 4;
    return Finding.good("media.ports", "%s: up to %,d calls at once".formatted(at, calls));
  }

  private interface Taking {
    void take() throws IOException;
  }

  private static boolean fault(Taking... ports) {
    try {
      for (var port : ports) {
        port.take();
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static void udp(InetAddress host, int port) throws IOException {
    new DatagramSocket(new InetSocketAddress(host, port)).close();
  }

  private static void tcp(InetAddress host, int port) throws IOException {
    new ServerSocket(port, 1, host).close();
  }
}
