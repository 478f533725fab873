package io.pronto.sip.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket by hand, which may break every rule of RFC 6455. */
final class RawWebSocket implements AutoCloseable {
  static final int TEXT = 0x81;
  static final int TEXT_BEGUN = 0x01;
  static final int CONTINUED = 0x00;
  static final int CONTINUED_LAST = 0x80;
  static final int BINARY = 0x82;
  static final int CLOSE = 0x88;
  static final int PING = 0x89;
  static final int PONG = 0x8a;

  private static final byte[] MASK = {1, 2, 3, 4};

  final Socket socket;
  private final DataInputStream in;

  /** What came: the first byte and the payload. */
  record Piece(int first, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int code() {
      return ByteBuffer.wrap(payload).getShort();
    }
  }

  RawWebSocket(InetSocketAddress server) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setSoTimeout(15_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /** Sends {@code request}, whose lines end with line feeds, and returns the answer's head. */
  String ask(String request) throws IOException {
    socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes());
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readByte());
    }
    return head.toString();
  }

  /** One that has been agreed. */
  static RawWebSocket open(InetSocketAddress server) throws IOException {
    var opened = new RawWebSocket(server);
    var answer = opened.ask(request());
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError(answer);
    }
    return opened;
  }

  /** As RFC 6455 has it in section 1.3. */
  static String request() {
    return """
    GET /sip HTTP/1.1
    Host: server.example.com
    Upgrade: websocket
    Connection: keep-alive, Upgrade
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
    Origin: http://example.com
    Sec-WebSocket-Protocol: chat, sip
    Sec-WebSocket-Version: 13
    Sec-WebSocket-Extensions: permessage-deflate

    """;
  }

  void send(int first, String text) throws IOException {
    send(first, text.getBytes(StandardCharsets.UTF_8));
  }

  void send(int first, byte[] payload) throws IOException {
    socket.getOutputStream().write(piece(first, payload));
  }

  void sendRaw(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  static byte[] piece(int first, byte[] payload) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(first);
    if (payload.length < 126) {
      bytes.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      bytes.write(0x80 | 126);
      bytes.write(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      bytes.write(0x80 | 127);
      bytes.write(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    bytes.write(MASK);
    for (int i = 0; i < payload.length; i++) {
      bytes.write(payload[i] ^ MASK[i % 4]);
    }
    return bytes.toByteArray();
  }

  /** The next piece; fails when none comes. */
  Piece receive() throws IOException {
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = (int) in.readLong();
    }
    return new Piece(first, in.readNBytes(length));
  }

  /** Whether the server has closed, and said nothing more. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
