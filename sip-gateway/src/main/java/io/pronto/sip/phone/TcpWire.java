package io.pronto.sip.phone;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** SIP over one TCP connection to the server, framed by Content-Length (RFC 3261, 18.3). */
final class TcpWire implements Wire {
  private static final Pattern LENGTH =
      Pattern.compile("\r\n(?:content-length|l)\\s*:\\s*(\\d+)", Pattern.CASE_INSENSITIVE);

  private final Socket socket = new Socket();
  private final InputStream in;

  TcpWire(InetAddress bind, InetSocketAddress server) throws IOException {
    socket.bind(new InetSocketAddress(bind, 0));
    socket.connect(server, 5_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  @Override
  public String transport() {
    return "TCP";
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public void send(String message, InetSocketAddress to) throws IOException {
    socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Received receive() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The server closed the connection");
      }
      head.append((char) next);
      if (head.toString().equals("\r\n")) {
        head.setLength(0);
      }
    }
    var length = LENGTH.matcher(head);
    var body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    return new Received(
        head + new String(body, StandardCharsets.UTF_8),
        (InetSocketAddress) socket.getRemoteSocketAddress());
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
