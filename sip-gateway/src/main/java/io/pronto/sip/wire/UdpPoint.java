package io.pronto.sip.wire;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP port, read by one thread, so that what a peer sent in order is seen in order. The thread
 * parses and runs the transactions itself: a hand-over would cost more than the work.
 */
public final class UdpPoint extends ListeningPort {
  private static final Logger LOG = LoggerFactory.getLogger(UdpPoint.class);
  private static final int SOCKET_BUFFER = 8 << 20;
  private static final int LARGEST_DATAGRAM = 65_535;

  /** Less is one of the many ways of phones to keep a NAT open, such as four zeros. */
  private static final int SHORTEST_MESSAGE = 16;

  private final DatagramChannel channel;
  private final Intake intake;
  private final Thread reader;

  private UdpPoint(DatagramChannel channel, Intake intake) throws IOException {
    super(Transport.UDP, (InetSocketAddress) channel.getLocalAddress());
    this.channel = channel;
    this.intake = intake;
    this.reader = Thread.ofPlatform().daemon().name("sip-udp-" + local()).unstarted(this::read);
  }

  /**
   * Binds {@code address}; port 0 takes a free one.
   *
   * @throws IOException when the address is not ours or the port is taken
   */
  public static UdpPoint bind(InetSocketAddress address, Intake intake) throws IOException {
    var family =
        address.getAddress() instanceof Inet6Address
            ? StandardProtocolFamily.INET6
            : StandardProtocolFamily.INET;
    var channel = DatagramChannel.open(family);
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
      channel.bind(address);
      return new UdpPoint(channel, intake);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public WireChannel channel(Flow flow) {
    return new UdpChannel(this, flow.remote());
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public void stop() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("A UDP port did not close");
    }
  }

  void send(byte[] bytes, InetSocketAddress to) throws IOException {
    channel.send(ByteBuffer.wrap(bytes), to);
  }

  private void read() {
    var buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        var source = (InetSocketAddress) channel.receive(buffer);
        take(buffer.array(), buffer.position(), source);
      } catch (ClosedChannelException e) {
        LOG.atDebug().addKeyValue("local", local()).log("A UDP port is closed");
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("local", local()).setCause(e).log("Receiving failed");
      }
    }
  }

  private void take(byte[] bytes, int length, InetSocketAddress source) {
    if (!intake.admits(source.getAddress(), bytes, length)) {
      return;
    }
    var datagram = Datagram.withoutLeadingLines(bytes, length);
    if (datagram.length < SHORTEST_MESSAGE || isKeepAlive(datagram, source)) {
      return;
    }
    var frame = Datagram.judged(datagram);
    intake.take(frame.bytes(), frame.length(), frame.envelope(), new UdpChannel(this, source));
  }

  private boolean isKeepAlive(byte[] datagram, InetSocketAddress source) {
    var answer = Stun.answer(datagram, datagram.length, source);
    answer.ifPresent(
        bytes -> {
          try {
            send(bytes, source);
          } catch (IOException e) {
            LOG.atDebug()
                .addKeyValue("peer", Flow.text(source))
                .log("A keep-alive was not answered");
          }
        });
    return answer.isPresent();
  }
}
