package io.pronto.sip.phone;

import java.io.IOException;
import java.net.InetSocketAddress;

/** What carries a phone's messages: a UDP socket or one connection to the server. */
interface Wire extends AutoCloseable {
  /** "UDP", "TCP", "TLS", "WS" or "WSS", as in a Via. */
  String transport();

  /** Where this end is. */
  InetSocketAddress local();

  /** Where this end says that it is: in Via and Contact. */
  default String sentBy() {
    var text = local().getAddress().getHostAddress();
    return (text.contains(":") ? '[' + text + ']' : text) + ':' + local().getPort();
  }

  /** Sends one message to {@code to} (but for UDP: to the server, whatever {@code to} is). */
  void send(String message, InetSocketAddress to) throws IOException;

  /** Waits for the next message; throws {@link IOException} once closed. */
  Received receive() throws IOException;

  @Override
  void close();

  /** A message and the address it came from. */
  record Received(String text, InetSocketAddress from) {}
}
