package io.pronto.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gov.nist.javax.sip.message.SIPRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Waiting;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SipStackTest {
  private final BlockingQueue<IncomingRequest> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Response> responses = new LinkedBlockingQueue<>();
  private final BlockingQueue<Replies.Failure> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<Response> strays = new LinkedBlockingQueue<>();
  private final SipStack server = stack(SipSettings.loopback("pronto.local"));
  private final SipStack client = stack(SipSettings.loopback("pronto.local"));

  private final Replies replies =
      new Replies() {
        @Override
        public void response(Response response) {
          responses.add(response);
        }

        @Override
        public void failed(Failure failure) {
          failures.add(failure);
        }
      };

  private SipStack stack(SipSettings settings) {
    var meters = new SimpleMeterRegistry();
    var stack = new SipStack(settings, new Guard(meters), meters);
    try {
      stack.start(
          new Handlers() {
            @Override
            public void request(IncomingRequest request) {
              requests.add(request);
            }

            @Override
            public void stray(Response response, Flow flow) {
              strays.add(response);
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return stack;
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void aRequestIsAnsweredOverUdp() throws Exception {
    exchangeOver(Transport.UDP);
  }

  @Test
  void aRequestIsAnsweredOverTcp() throws Exception {
    exchangeOver(Transport.TCP);
  }

  /** It would keep a stack that has been closed, and all that handles its requests. */
  @Test
  void noThreadWaitsForEventsThatNeverCome() {
    Waiting.until("JAIN-SIP's scanners have ended", () -> scanners() == 0);
  }

  private static long scanners() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("EventScannerThread"))
        .count();
  }

  private void exchangeOver(Transport transport) throws Exception {
    client.send(request(Request.OPTIONS), client.flow(transport, at(server.port())), replies);
    var incoming = take(requests);
    server.respond(incoming, Messages.response(incoming.request(), 200));

    assertThat(take(responses).getStatusCode()).isEqualTo(200);
    assertThat(incoming.flow().transport()).isEqualTo(transport);
  }

  @Test
  void aRequestGoesOverTheConnectionThatThePeerOpened() throws Exception {
    client.send(request(Request.OPTIONS), client.flow(Transport.TCP, at(server.port())), replies);
    var incoming = take(requests);

    server.send(request(Request.OPTIONS), incoming.flow(), replies);
    var back = take(requests);

    assertThat(back.flow().remote().getPort()).isEqualTo(server.port());
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void aCancelFindsItsInvite() throws Exception {
    var invite =
        client.send(
            request(Request.INVITE), client.flow(Transport.UDP, at(server.port())), replies);
    var incoming = take(requests);
    server.respond(incoming, Messages.response(incoming.request(), 180));
    assertThat(take(responses).getStatusCode()).isEqualTo(180);

    client.cancel(invite, Messages.header("Reason", "SIP;cause=487"), replies);
    var cancel = take(requests);

    assertThat(server.cancelled(cancel)).isEqualTo(incoming.transaction());
    server.respond(cancel, Messages.response(cancel.request(), 200));
    server.respond(incoming, Messages.response(incoming.request(), 487));
    assertThat(List.of(take(responses).getStatusCode(), take(responses).getStatusCode()))
        .containsExactlyInAnyOrder(200, 487);
  }

  @Test
  void anAcknowledgementOfSuccessReachesTheHandlers() throws Exception {
    var flow = client.flow(Transport.UDP, at(server.port()));
    client.send(request(Request.INVITE), flow, replies);
    var incoming = take(requests);
    var ok = Messages.response(incoming.request(), 200);
    ok.setHeader(Messages.contact(Messages.address(server.contact(incoming.flow()))));
    server.respond(incoming, ok);
    assertThat(take(responses).getStatusCode()).isEqualTo(200);

    server.resend(incoming, ok, "");
    assertThat(take(responses).getStatusCode()).isEqualTo(200);
    client.acknowledge(request(Request.ACK), flow);

    var acknowledgement = take(requests);
    assertThat(acknowledgement.method()).isEqualTo(Request.ACK);
    assertThat(acknowledgement.transaction()).isEmpty();
  }

  @Test
  void aClosedPortLeavesNothingBehind() throws Exception {
    int closed = closedPort();

    for (int i = 0; i < 500; i++) {
      assertThatThrownBy(
              () ->
                  client.send(
                      request(Request.INVITE), client.flow(Transport.TCP, at(closed)), replies))
          .isInstanceOf(SendFailed.class);
    }

    assertThat(client.transactions()).isZero();
    assertThat(client.connections()).isZero();
    assertThat(failures).isEmpty();
  }

  @Test
  void aBrokenConnectionFailsWhatWasSentOnItAtOnce() throws Exception {
    try (var peer = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      client.send(
          request(Request.INVITE), client.flow(Transport.TCP, at(peer.getLocalPort())), replies);
      peer.accept().close();

      assertThat(take(failures)).isEqualTo(Replies.Failure.TRANSPORT);
      assertThat(client.transactions()).isZero();
    }
  }

  private static SIPRequest request(String method) {
    var uri = Messages.sipUri("bob", "127.0.0.1");
    var from = Messages.address(Messages.sipUri("alice", "pronto.local"));
    var request =
        Messages.request(
            method,
            uri,
            Messages.from(from, Messages.newTag()),
            Messages.to(Messages.address(uri)),
            Messages.newCallId(),
            1);
    request.setHeader(Messages.contact(from));
    return request;
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    var taken = queue.poll(5, TimeUnit.SECONDS);
    assertThat(taken).as("what should have come").isNotNull();
    return taken;
  }
}
