package io.pronto.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets byte by byte: RFC 6455, and RFC 7118 for what is said by them. */
class WebSocketTest {
  private Door door;

  @BeforeEach
  void open() throws IOException {
    door = new Door();
  }

  @AfterEach
  void nothingIsLeft() {
    Waiting.until("no connection is left", () -> door.connections(Transport.WS) == 0);
    door.close();
  }

  @Test
  void theUpgradeIsAnsweredAsTheRfcHasIt() throws IOException {
    try (var socket = new RawWebSocket(door.at(Transport.WS))) {
      assertThat(socket.ask(RawWebSocket.request()))
          .startsWith("HTTP/1.1 101 ")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .contains("Sec-WebSocket-Protocol: sip\r\n")
          .doesNotContain("Extensions");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sec-WebSocket-Protocol: chat, sip | Sec-WebSocket-Protocol: chat | 400",
        "Sec-WebSocket-Protocol: chat, sip | X-Nothing: sip | 400",
        "Upgrade: websocket | Upgrade: h2c | 426",
        "keep-alive, Upgrade | keep-alive | 426",
        "Version: 13 | Version: 8 | 426",
        "dGhlIHNhbXBsZSBub25jZQ== | c2hvcnQ= | 400",
        "dGhlIHNhbXBsZSBub25jZQ== | not base64 | 400",
        "Host: server.example.com | X-Host: server.example.com | 400",
        "GET /sip | POST /sip | 400",
        "HTTP/1.1 | HTTP/1.0 | 400",
      })
  void whatIsNoUpgradeToSipIsRefusedAndCounted(String part, String instead, String status)
      throws IOException {
    try (var socket = new RawWebSocket(door.at(Transport.WS))) {
      var answer = socket.ask(RawWebSocket.request().replace(part, instead));

      assertThat(answer).startsWith("HTTP/1.1 " + status + ' ').contains("Connection: close");
      Waiting.until("it is counted", () -> door.failed() == 1);
    }
  }

  /** A proxy that checks whether we live, or somebody who has typed the address. */
  @Test
  void anOrdinaryRequestIsToldSoAndIsNoOffence() throws IOException {
    for (int i = 0; i < 2 * Door.FAILURES; i++) {
      try (var socket = new RawWebSocket(door.at(Transport.WS))) {
        assertThat(socket.ask("GET / HTTP/1.1\nHost: pronto.invalid\n\n"))
            .startsWith("HTTP/1.1 426 ");
      }
    }

    Waiting.until("all are counted", () -> door.failed() == 2 * Door.FAILURES);
    assertThat(door.guard.admits(door.at(Transport.WS).getAddress())).isTrue();
  }

  @Test
  void whoAsksForNothingOfTheKindIsBannedInTheEnd() throws IOException {
    for (int i = 0; i < Door.FAILURES; i++) {
      try (var socket = new RawWebSocket(door.at(Transport.WS))) {
        socket.sendRaw(new byte[9_000]);
        assertThat(isCut(socket)).isTrue();
      }
    }

    Waiting.until("it is banned", () -> !door.guard.admits(door.at(Transport.WS).getAddress()));
  }

  @ParameterizedTest
  @ValueSource(ints = {RawWebSocket.TEXT, RawWebSocket.BINARY})
  void aRequestInOneMessageIsAnsweredInOneMessage(int kind) throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(kind, Door.options(Transport.WS));

      var answer = socket.receive();

      assertThat(answer.first()).isEqualTo(RawWebSocket.TEXT);
      assertThat(answer.text()).startsWith("SIP/2.0 200 OK\r\n").contains("received=127.0.0.1");
    }
  }

  @Test
  void aProxyMayHaveTakenTlsOff() throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.TEXT, Door.options(Transport.WSS));

      assertThat(socket.receive().text()).startsWith("SIP/2.0 200 OK\r\n");
    }
  }

  @Test
  void theBodyEndsWithTheMessageWhereNoLengthIsSaid() throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(
          RawWebSocket.TEXT,
          Door.options(Transport.WS, "a body").replace("Content-Length: 6\r\n", ""));

      assertThat(socket.receive().text()).startsWith("SIP/2.0 200 OK\r\n");
    }
  }

  @Test
  void fragmentsAreOneMessageAndPingsBetweenThemAreAnswered() throws IOException {
    var bytes = Door.options(Transport.WS).getBytes(StandardCharsets.UTF_8);
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.TEXT_BEGUN, new String(bytes, 0, 20, StandardCharsets.UTF_8));
      socket.send(RawWebSocket.PING, "are you there");
      socket.send(RawWebSocket.CONTINUED, new String(bytes, 20, 30, StandardCharsets.UTF_8));
      socket.send(
          RawWebSocket.CONTINUED_LAST,
          new String(bytes, 50, bytes.length - 50, StandardCharsets.UTF_8));

      var pong = socket.receive();
      assertThat(pong.first()).isEqualTo(RawWebSocket.PONG);
      assertThat(pong.text()).isEqualTo("are you there");
      assertThat(socket.receive().text()).startsWith("SIP/2.0 200 OK\r\n");
    }
  }

  @Test
  void aDoubleLineEndIsAnsweredByASingleOne() throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.TEXT, "\r\n\r\n");
      socket.send(RawWebSocket.TEXT, "\r\n"); // the answer to one of ours, which wants none
      socket.send(RawWebSocket.PONG, "nobody asked");
      socket.send(RawWebSocket.PING, "");

      assertThat(socket.receive().text()).isEqualTo("\r\n");
      assertThat(socket.receive().first()).isEqualTo(RawWebSocket.PONG);
    }
  }

  @Test
  void aCloseIsReturnedAndTheConnectionEnds() throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.CLOSE, new byte[] {3, (byte) 0xe8});

      var answer = socket.receive();

      assertThat(answer.first()).isEqualTo(RawWebSocket.CLOSE);
      assertThat(answer.code()).isEqualTo(1000);
      assertThat(socket.isAtEnd()).isTrue();
    }
  }

  /** In hexadecimal, on the wire, and the code by which it is refused. */
  @ParameterizedTest
  @CsvSource({
    "8103414243, 1002", // not masked
    "c18301020304404040, 1002", // a bit of an extension
    "838301020304404040, 1002", // no such opcode
    "8b8301020304404040, 1002", // no such control
    "098001020304, 1002", // a ping in fragments
    "89fe00ff01020304, 1002", // a ping of 255 bytes
    "808301020304404040, 1002", // goes on with nothing
    "81fe000301020304fefdfc, 1007", // not UTF-8
    "81ff000000000100000001020304, 1009", // 16 MiB
    "81ffffffffffffffffff01020304, 1009", // less than nothing
  })
  void aBrokenFrameIsRefusedByItsCode(String hex, int code) throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.sendRaw(java.util.HexFormat.of().parseHex(hex));

      var answer = socket.receive();

      assertThat(answer.first()).isEqualTo(RawWebSocket.CLOSE);
      assertThat(answer.code()).isEqualTo(code);
      assertThat(socket.isAtEnd()).isTrue();
    }
  }

  @Test
  void oneMessageMayNotBeginWithinAnother() throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.TEXT_BEGUN, "OPTIONS ");
      socket.send(RawWebSocket.TEXT, "OPTIONS ");

      assertThat(socket.receive().code()).isEqualTo(1002);
    }
  }

  @Test
  void manySmallFragmentsMayNotGrowBeyondAllMeasure() throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.TEXT_BEGUN, "OPTIONS ");
      for (int i = 0; i < 11; i++) {
        socket.send(RawWebSocket.CONTINUED, "x".repeat(8_000));
      }

      assertThat(socket.receive().code()).isEqualTo(1009);
    }
  }

  @Test
  void whatIsNoSipIsRefusedAndCountsAgainstItsSource() throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.TEXT, Door.options(Transport.WS).replace("CSeq: 1", "CSeq: x"));
      assertThat(socket.receive().text()).startsWith("SIP/2.0 400 ");
    }
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.TEXT, "Hello, how are you?");
      assertThat(socket.receive().first()).isEqualTo(RawWebSocket.CLOSE);
      assertThat(socket.isAtEnd()).isTrue();
    }

    assertThat(door.meters.counter("pronto.sip.messages.refused").count()).isEqualTo(2);
  }

  @Test
  void aMessageOfTheGreatestSizeIsTaken() throws IOException {
    try (var socket = RawWebSocket.open(door.at(Transport.WS))) {
      socket.send(RawWebSocket.TEXT, Door.options(Transport.WS, "x".repeat(64 * 1024)));

      assertThat(socket.receive().text()).startsWith("SIP/2.0 200 OK\r\n");
    }
  }

  private static boolean isCut(RawWebSocket socket) {
    try {
      return socket.isAtEnd();
    } catch (IOException reset) {
      return true;
    }
  }
}
