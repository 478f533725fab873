package io.pronto.sip.stack;

import io.pronto.sip.wire.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;

/** An address that cannot be bound: the message says why. */
public final class CannotListen extends IOException {
  private static final long serialVersionUID = 1L;

  private final Transport transport;
  private final InetSocketAddress address;

  CannotListen(Transport transport, InetSocketAddress address, IOException cause) {
    super("SIP cannot listen: " + cause.getMessage(), cause);
    this.transport = transport;
    this.address = address;
  }

  /** What was to be spoken there. */
  public Transport transport() {
    return transport;
  }

  /** The address and the port. */
  public InetSocketAddress address() {
    return address;
  }
}
