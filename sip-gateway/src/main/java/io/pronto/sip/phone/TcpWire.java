package io.pronto.sip.phone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** SIP over one TCP connection to the server, framed by Content-Length (RFC 3261, 18.3). */
final class TcpWire implements Wire {
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
    return new Received(Framing.next(in), (InetSocketAddress) socket.getRemoteSocketAddress());
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
