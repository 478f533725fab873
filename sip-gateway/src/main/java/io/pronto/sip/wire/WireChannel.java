package io.pronto.sip.wire;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.RawMessageChannel;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What a transaction sends through: one of our sockets and one peer. */
public abstract sealed class WireChannel extends MessageChannel implements RawMessageChannel
    permits UdpChannel, TcpConnection {
  private final SIPTransactionStack stack;
  private final Transport transport;
  private final InetSocketAddress remote;

  WireChannel(MessageProcessor point, Transport transport, InetSocketAddress remote) {
    this.messageProcessor = point;
    this.stack = point.getSIPStack();
    this.transport = transport;
    this.remote = remote;
  }

  /** The path that this channel is. */
  public abstract Flow flow();

  /** Sends {@code bytes} to the peer. */
  abstract void send(byte[] bytes) throws IOException;

  InetSocketAddress remote() {
    return remote;
  }

  Transport transport() {
    return transport;
  }

  @Override
  public final void sendMessage(SIPMessage message) throws IOException {
    send(message.encodeAsBytes(transport.name()));
  }

  @Override
  protected final void sendMessage(byte[] bytes, InetAddress to, int port, boolean retry)
      throws IOException {
    send(bytes);
  }

  /** The stack calls this for a message to one of its own ports: it goes over the network too. */
  @Override
  public final void processMessage(SIPMessage message) throws IOException {
    sendMessage(message);
  }

  @Override
  public final SIPTransactionStack getSIPStack() {
    return stack;
  }

  @Override
  public final String getTransport() {
    return transport.name();
  }

  @Override
  public final boolean isReliable() {
    return transport.isReliable();
  }

  @Override
  public final boolean isSecure() {
    return transport.isSecure();
  }

  @Override
  public final String getPeerAddress() {
    return Host.literal(remote.getAddress());
  }

  @Override
  protected final InetAddress getPeerInetAddress() {
    return remote.getAddress();
  }

  @Override
  protected final String getPeerProtocol() {
    return transport.name();
  }

  @Override
  public final int getPeerPort() {
    return remote.getPort();
  }

  @Override
  public final int getPeerPacketSourcePort() {
    return remote.getPort();
  }

  @Override
  public final InetAddress getPeerPacketSourceAddress() {
    return remote.getAddress();
  }

  @Override
  public final String getKey() {
    return getKey(remote.getAddress(), remote.getPort(), transport.name());
  }

  @Override
  public final String getViaHost() {
    return Host.literal(messageProcessor.getIpAddress());
  }

  @Override
  public final int getViaPort() {
    return messageProcessor.getPort();
  }
}
