package io.pronto.peer;

import io.pronto.Pronto;
import io.pronto.bench.Company;
import io.pronto.bench.Jvm;
import io.pronto.bench.Loopback;
import io.pronto.bench.Scratch;
import io.pronto.bench.Server;
import io.pronto.sip.phone.Certified;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * The server that peers are tried with: one for a whole test run, a process of its own, started
 * when first asked for and gone with the tests. Tests keep apart by users of their own.
 */
final class PeerServer {
  private PeerServer() {}

  /** Where it listens for SIP, over UDP and TCP. */
  static InetSocketAddress sip() {
    return Running.SERVER.sip();
  }

  /** Where it listens for SIP over {@code transport}: {@code udp}, {@code tcp} or {@code tls}. */
  static InetSocketAddress sip(String transport) {
    var plain = sip(); // which starts it
    return transport.equals("tls") ? Running.TLS : plain;
  }

  /** Where browsers reach it for SIP: {@code ws} or {@code wss}. */
  static URI webSocket(String scheme) {
    sip(); // which starts it
    var at = scheme.equals("wss") ? Running.WSS : Running.WS;
    return URI.create("%s://127.0.0.1:%d".formatted(scheme, at.getPort()));
  }

  /** The dashboard and the API. */
  static URI http() {
    return Running.SERVER.http();
  }

  /** What vouches for it over TLS: a file in PEM. It need not run for that. */
  static Path authority() {
    return Shown.FOLDER.at("cert.pem");
  }

  private static final class Shown {
    static final Scratch FOLDER = Scratch.named("certificate");

    static {
      try {
        Certified.of("127.0.0.1").write(FOLDER.path());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(FOLDER::close));
    }
  }

  /** An organisation in which a test hires its users. */
  static Company company() {
    return Running.COMPANY;
  }

  private static final class Running {
    static final InetSocketAddress TLS = Loopback.server();
    static final InetSocketAddress WS = Loopback.server();
    static final InetSocketAddress WSS = Loopback.server();
    static final Server SERVER =
        Server.start(
            Jvm.command(Pronto.class, "start"),
            Map.of(
                "PRONTO_CALLS_RING",
                "4",
                "PRONTO_SIP_TLS_PORT",
                "" + TLS.getPort(),
                "PRONTO_SIP_WS_PORT",
                "" + WS.getPort(),
                "PRONTO_SIP_WSS_PORT",
                "" + WSS.getPort(),
                "PRONTO_SIP_TLS_CERTIFICATE",
                authority().toString(),
                "PRONTO_SIP_TLS_KEY",
                Shown.FOLDER.at("key.pem").toString()));
    static final Company COMPANY = Company.found(SERVER, "127.0.0.2", Loopback.carrier().getPort());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }
  }
}
