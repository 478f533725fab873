package io.pronto.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.sip.guard.Guard;
import io.pronto.sip.stack.Handlers;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.SipSettings;
import io.pronto.sip.stack.SipStack;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.sip.message.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What phones send to keep a NAT open or to learn that a connection is dead. */
class KeepAliveTest {
  private static final String BINDING_REQUEST = "000100002112a442" + "0102030405060708090a0b0c";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Guard guard = new Guard(meters, 1, Duration.ofMinutes(1), Duration.ofMinutes(1));
  private SipStack stack;

  @AfterEach
  void close() {
    stack.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aDoubleLineEndIsAnsweredByASingleOne(String host) throws IOException {
    listenAt(host);
    try (var socket = new Socket(InetAddress.getByName(host), stack.port())) {
      socket.setSoTimeout(5_000);

      socket.getOutputStream().write("\r\n\r\n".getBytes());
      assertThat(socket.getInputStream().readNBytes(2)).isEqualTo("\r\n".getBytes());

      socket.getOutputStream().write("\r\n\r\n\r\n\r\n".getBytes());
      assertThat(socket.getInputStream().readNBytes(4)).isEqualTo("\r\n\r\n".getBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aBindingRequestIsToldWhereItCameFrom(String host) throws IOException {
    listenAt(host);
    try (var socket = new DatagramSocket(0, InetAddress.getByName(host))) {
      send(socket, HexFormat.of().parseHex(BINDING_REQUEST));

      var answer = receive(socket);

      var told = new byte[socket.getLocalAddress().getAddress().length];
      for (int i = 0; i < told.length; i++) {
        told[i] = (byte) (answer[28 + i] ^ answer[4 + i]);
      }
      int port = ((answer[26] ^ answer[4]) & 0xff) << 8 | (answer[27] ^ answer[5]) & 0xff;
      assertThat(HexFormat.of().formatHex(answer, 0, 2)).isEqualTo("0101");
      assertThat(HexFormat.of().formatHex(answer, 4, 20)).isEqualTo(BINDING_REQUEST.substring(8));
      assertThat(InetAddress.getByAddress(told)).isEqualTo(socket.getLocalAddress());
      assertThat(port).isEqualTo(socket.getLocalPort());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "00", "0d0a", "0d0a0d0a", "6a614b"})
  void whatIsTooShortToBeSipIsNoOffence(String hex) throws IOException {
    listenAt("127.0.0.1");
    try (var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      send(socket, HexFormat.of().parseHex(hex));
      send(socket, HexFormat.of().parseHex(BINDING_REQUEST));

      receive(socket);

      assertThat(guard.admits(socket.getLocalAddress())).isTrue();
      assertThat(meters.counter("pronto.sip.messages.refused").count()).isZero();
    }
  }

  private void listenAt(String host) throws IOException {
    var settings =
        new SipSettings(List.of(InetAddress.getByName(host)), 0, List.of(), "pronto.local");
    stack = new SipStack(settings, guard, meters);
    stack.start(
        new Handlers() {
          @Override
          public void request(IncomingRequest request) {
            throw new AssertionError("No request was sent");
          }

          @Override
          public void stray(Response response, Flow flow) {
            throw new AssertionError("No response was sent");
          }
        });
  }

  private void send(DatagramSocket socket, byte[] bytes) throws IOException {
    var to = new InetSocketAddress(socket.getLocalAddress(), stack.port());
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(5_000);
    var packet = new DatagramPacket(new byte[1_500], 1_500);
    socket.receive(packet);
    return packet.getData();
  }
}
