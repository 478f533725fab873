package io.pronto.sip.wire;

import gov.nist.core.HostPort;
import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** One of our addresses on one transport, as the stack of JAIN-SIP knows it. */
public abstract sealed class ListeningPort extends MessageProcessor permits UdpPoint, TcpPoint {
  private final Transport transport;
  private final InetSocketAddress local;

  ListeningPort(Transport transport, InetSocketAddress local) {
    super(transport.parameter());
    this.transport = transport;
    this.local = local;
  }

  /** The address bound, which may be a wildcard, and the port. */
  public final InetSocketAddress local() {
    return local;
  }

  /** What is spoken here. */
  public final Transport protocol() {
    return transport;
  }

  /**
   * The channel to the peer of {@code flow}.
   *
   * @throws IOException when there is no connection and none can be opened
   */
  public abstract WireChannel channel(Flow flow) throws IOException;

  @Override
  public final WireChannel createMessageChannel(HostPort target) throws IOException {
    return createMessageChannel(target.getInetAddress(), target.getPort());
  }

  @Override
  public final WireChannel createMessageChannel(InetAddress host, int port) throws IOException {
    int known = port > 0 ? port : getDefaultTargetPort();
    return channel(new Flow(transport, local, new InetSocketAddress(host, known), true));
  }

  @Override
  public final SIPTransactionStack getSIPStack() {
    return sipStack;
  }

  @Override
  public final int getDefaultTargetPort() {
    return transport.port();
  }

  @Override
  public final boolean isSecure() {
    return transport.isSecure();
  }

  @Override
  public final int getMaximumMessageSize() {
    return Envelope.MAX_HEADERS + StreamFramer.MAX_BODY;
  }

  @Override
  public final boolean inUse() {
    return false;
  }
}
