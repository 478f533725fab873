package io.pronto.sip.wire;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.phone.Certified;
import io.pronto.sip.stack.Handlers;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.stack.SipSettings;
import io.pronto.sip.stack.SipStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** A server that answers every request with 200, on every transport, and bans at ten failures. */
final class Door implements AutoCloseable, Handlers {
  static final int FAILURES = 10;

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Guard guard = new Guard(meters, FAILURES, Duration.ofMinutes(1), Duration.ofMinutes(1));
  final AtomicInteger lost = new AtomicInteger();
  final Path folder;
  final Certified identity;
  final SipStack stack;

  Door() throws IOException {
    this(Whose.IDENTITY);
  }

  /** One for all, since it takes a while to make one. */
  private static final class Whose {
    static final Certified IDENTITY;

    static {
      try {
        IDENTITY = Certified.of("127.0.0.1");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Door(Certified identity) throws IOException {
    this.identity = identity;
    folder = Files.createTempDirectory("door");
    identity.write(folder);
    var tls = new SipSettings.Tls(0, 0, folder.resolve("cert.pem"), folder.resolve("key.pem"));
    var host = InetAddress.ofLiteral("127.0.0.1");
    var settings = new SipSettings(List.of(host), 0, List.of(), "pronto.local");
    stack = new SipStack(settings.withWebSockets(0).with(tls), guard, meters);
    stack.start(this);
  }

  InetSocketAddress at(Transport transport) {
    return new InetSocketAddress("127.0.0.1", stack.port(transport));
  }

  /** Connections that have failed to show what they are. */
  int failed() {
    return (int) meters.counter("pronto.sip.handshakes.failed").count();
  }

  /** How many connections there are over {@code transport}. */
  int connections(Transport transport) {
    return (int)
        meters
            .get("pronto.sip.connections")
            .tag("transport", transport.parameter())
            .gauge()
            .value();
  }

  @Override
  public void request(IncomingRequest request) {
    if (!request.is(Request.ACK)) {
      try {
        stack.respond(request, Messages.response(request.request(), 200));
      } catch (SendFailed e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void stray(Response response, Flow flow) {
    throw new AssertionError("No response was sent");
  }

  @Override
  public void lost(Flow flow) {
    lost.incrementAndGet();
  }

  @Override
  public void close() {
    stack.close();
  }

  /** An OPTIONS that says that it came over {@code transport}. */
  static String options(Transport transport) {
    return options(transport, "");
  }

  static String options(Transport transport, String body) {
    return """
    OPTIONS sip:pronto.local SIP/2.0
    Via: SIP/2.0/%s test.invalid;branch=z9hG4bK%s;rport
    Max-Forwards: 70
    From: <sip:a@test.invalid>;tag=1
    To: <sip:pronto.local>
    Call-ID: %s@test.invalid
    CSeq: 1 OPTIONS
    Content-Length: %d

    """
            .formatted(
                transport, Long.toHexString(System.nanoTime()), System.nanoTime(), body.length())
            .replace("\n", "\r\n")
        + body;
  }
}
