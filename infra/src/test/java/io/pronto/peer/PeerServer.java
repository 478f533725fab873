package io.pronto.peer;

import io.pronto.Pronto;
import io.pronto.bench.Company;
import io.pronto.bench.Jvm;
import io.pronto.bench.Loopback;
import io.pronto.bench.Server;
import java.net.InetSocketAddress;
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

  /** An organisation in which a test hires its users. */
  static Company company() {
    return Running.COMPANY;
  }

  private static final class Running {
    static final Server SERVER =
        Server.start(Jvm.command(Pronto.class, "start"), Map.of("PRONTO_CALLS_RING", "4"));
    static final Company COMPANY = Company.found(SERVER, "127.0.0.2", Loopback.carrier().getPort());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }
  }
}
