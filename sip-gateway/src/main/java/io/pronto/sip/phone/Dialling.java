package io.pronto.sip.phone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/** Opens a phone's connection to its server: another one each time. */
@FunctionalInterface
interface Dialling {
  Wire wire() throws IOException;

  static Dialling tcp(InetSocketAddress server) {
    return () -> new TcpWire(server.getAddress(), server);
  }

  static Dialling tls(InetSocketAddress server, SSLContext trust) {
    return () -> new TcpWire(server.getAddress(), server, trust);
  }

  static Dialling ws(InetSocketAddress server) {
    try {
      var nobody = SSLContext.getDefault();
      return () -> new WebSocketWire(server, "ws", nobody);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Dialling wss(InetSocketAddress server, SSLContext trust) {
    return () -> new WebSocketWire(server, "wss", trust);
  }
}
