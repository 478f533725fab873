package io.pronto.sip.phone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** SIP over one connection to the server, TCP or TLS, framed by Content-Length (RFC 3261, 18.3). */
final class TcpWire implements Wire {
  private final Socket socket;
  private final InputStream in;
  private final String transport;

  /** TCP. */
  TcpWire(InetAddress bind, InetSocketAddress server) throws IOException {
    this("TCP", connected(bind, server));
  }

  /** TLS, with a server that {@code trust} trusts. */
  TcpWire(InetAddress bind, InetSocketAddress server, SSLContext trust) throws IOException {
    this("TLS", secured(connected(bind, server), server, trust));
  }

  private TcpWire(String transport, Socket socket) throws IOException {
    this.transport = transport;
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream());
  }

  private static Socket connected(InetAddress bind, InetSocketAddress server) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(bind, 0));
    socket.connect(server, 5_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static Socket secured(Socket plain, InetSocketAddress server, SSLContext trust)
      throws IOException {
    var host = server.getAddress().getHostAddress();
    var socket =
        (SSLSocket) trust.getSocketFactory().createSocket(plain, host, server.getPort(), true);
    var parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  @Override
  public String transport() {
    return transport;
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
