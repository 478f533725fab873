package io.pronto.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Waiting;
import io.pronto.sip.guard.Guard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has us keep what it never takes, or keep room for what it never sends. */
class GreedyPeersTest implements Receiver {
  private static final int SMALL = 4 * 1024;
  private static final int LONG = 1_000;

  private TcpPoint point;

  @BeforeEach
  void open() throws IOException {
    var meters = new SimpleMeterRegistry();
    Securing narrow =
        (plain, _, _) -> {
          plain.setSendBufferSize(SMALL);
          return plain;
        };
    point =
        TcpPoint.bind(
            Transport.TCP,
            new InetSocketAddress("127.0.0.1", 0),
            narrow,
            Securing.NONE,
            new Places(TcpPoint.Limits.DEFAULT),
            new Intake(new Guard(meters), this, meters));
    point.start();
  }

  @AfterEach
  void close() {
    point.stop();
  }

  @Test
  void whoTakesNothingIsLetGo() throws IOException {
    try (var peer = deaf()) {
      ask(peer, 100, 1);

      Waiting.until("it is let go", () -> point.connections() == 0);
      assertThat(peer.isClosed()).isFalse();
    }
  }

  /** Fewer messages than may wait, but more bytes. */
  @Test
  void whoTakesNothingOfALotIsLetGoAtOnce() throws IOException {
    try (var peer = deaf()) {
      long begin = System.nanoTime();
      ask(peer, 300, 5);

      Waiting.until("it is let go", () -> point.connections() == 0);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TcpPoint.PATIENCE);
    } catch (IOException reset) {
      assertThat(point.connections()).isZero();
    }
  }

  @Test
  void roomForALongMessageIsGivenBack() throws Exception {
    try (var server = new ServerSocket(0);
        var ours = new Socket(server.getInetAddress(), server.getLocalPort());
        var peers = server.accept()) {
      var framer = new StreamFramer(ours, TcpPoint.IDLE, TcpPoint.PATIENCE);
      peers
          .getOutputStream()
          .write(Door.options(Transport.TCP, "x".repeat(60_000)).getBytes(StandardCharsets.UTF_8));

      assertThat(framer.next(_ -> {})).isPresent();

      assertThat(framer.held()).isEqualTo(SMALL);
    }
  }

  private Socket deaf() throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(SMALL);
    socket.connect(point.local());
    return socket;
  }

  /** What we do not know is answered with all that an answer must repeat. */
  private static void ask(Socket peer, int times, int vias) throws IOException {
    var via = "Via: SIP/2.0/TCP test.invalid;branch=z9hG4bK" + "x".repeat(LONG - 60) + "\r\n";
    var request = Door.options(Transport.TCP).replace("OPTIONS", "DANCE");
    var more = request.replaceFirst("Via:", via.repeat(vias).replace("$", "") + "Via:");
    for (int i = 0; i < times; i++) {
      peer.getOutputStream().write(more.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void request(SIPRequest request, WireChannel channel) {
    throw new AssertionError("Nothing is asked that is known");
  }

  @Override
  public void response(SIPResponse response, WireChannel channel) {
    throw new AssertionError("No response was sent");
  }

  @Override
  public void lost(WireChannel channel) {
    // The connection is gone, as it should be.
  }
}
