package io.pronto.media.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;

/**
 * An even RTP port and the RTCP port above it, bound once and lent to one call after another. The
 * package's description tells line and door. All but the making is for the loop's thread.
 */
final class RtpPort implements AutoCloseable {
  /** Differentiated services "expedited forwarding" (RFC 3246), as voice is marked. */
  private static final int EXPEDITED = 0xB8;

  /** Where the line is tied while it has no peer: the discard port, from which nothing comes. */
  private static final int DISCARD = 9;

  /** A port is lent again when it has been free, and nothing has come to it, for so long. */
  private static final long REST_NANOS = 1_000_000_000L;

  /** A port that has been free for so long is not worth its sockets. */
  private static final long IDLE_NANOS = 60 * REST_NANOS;

  private final int number;
  private final DatagramChannel line;
  private final DatagramChannel door;
  private final DatagramChannel rtcp;
  private final LoopCounters counters;
  private boolean tied;
  private Forwarder occupant;
  private volatile long restingSince = System.nanoTime() - REST_NANOS;

  private RtpPort(
      int number,
      DatagramChannel line,
      DatagramChannel door,
      DatagramChannel rtcp,
      LoopCounters counters) {
    this.number = number;
    this.line = line;
    this.door = door;
    this.rtcp = rtcp;
    this.counters = counters;
  }

  /**
   * Binds {@code number} and the port above.
   *
   * @throws IOException when either is in use
   */
  static RtpPort bind(InetAddress address, int number, LoopCounters counters) throws IOException {
    var line = open(address);
    var door = open(address);
    var rtcp = open(address);
    try {
      line.bind(new InetSocketAddress(address, number));
      bindBeside(line, door);
      line.connect(nobody(address));
      rtcp.bind(new InetSocketAddress(address, number + 1));
      return new RtpPort(number, line, door, rtcp, counters);
    } catch (IOException e) {
      closeAll(line, door, rtcp);
      throw e;
    }
  }

  int number() {
    return number;
  }

  /** Lets {@code selector} tell of packets, with this port as attachment. */
  void register(Selector selector) throws IOException {
    for (var channel : List.of(line, door, rtcp)) {
      channel.register(selector, SelectionKey.OP_READ, this);
    }
  }

  /** Gives the port to a call. */
  void occupy(Forwarder forwarder) {
    occupant = forwarder;
  }

  /** Takes it back: whatever still comes is thrown away. */
  void vacate() throws IOException {
    occupant = null;
    tied = false;
    restingSince = System.nanoTime();
    reconnect(nobody(((InetSocketAddress) rtcp.getLocalAddress()).getAddress()));
  }

  /** Says whether nobody has it and nothing has come to it for a while, at {@code now}. */
  boolean rested(long now) {
    return now - restingSince >= REST_NANOS;
  }

  /** Says whether nobody has needed it for a minute, at {@code now}. */
  boolean isIdle(long now) {
    return now - restingSince >= IDLE_NANOS;
  }

  /** Ties the line to {@code peer}, in place of whom it was tied to. */
  void tie(InetSocketAddress peer) throws IOException {
    tied = false;
    reconnect(peer);
    tied = true;
  }

  /** Sends the bytes between position and limit to the peer; false when that is not possible. */
  boolean send(ByteBuffer packet) {
    try {
      return tied && line.write(packet) > 0;
    } catch (
        IOException unreachable) { // the peer's host refused an earlier packet: as good as lost
      return false;
    }
  }

  /** Sends the bytes between position and limit to {@code target}, to which it is not tied. */
  void sendTo(ByteBuffer packet, InetSocketAddress target) {
    try {
      door.send(packet, target);
    } catch (IOException unreachable) {
      // STUN and DTLS are sent again
    }
  }

  /** Sends the bytes between position and limit from the RTCP port to {@code target}. */
  void sendRtcp(ByteBuffer packet, InetSocketAddress target) {
    try {
      rtcp.send(packet, target);
    } catch (IOException unreachable) {
      // RTCP is sent again in seconds
    }
  }

  /** Reads one packet from {@code ready} into {@code buffer} and hands it to whom it belongs. */
  void read(SelectableChannel ready, ByteBuffer buffer, long now) throws IOException {
    buffer.clear();
    if (ready == line) {
      readLine(buffer, now);
    } else {
      readFromAnybody((DatagramChannel) ready, buffer, now);
    }
  }

  @Override
  public void close() throws IOException {
    closeAll(line, door, rtcp);
  }

  private void readLine(ByteBuffer buffer, long now) throws IOException {
    if (line.read(buffer) <= 0) {
      return;
    }
    buffer.flip();
    if (tied) {
      occupant.fromPeer(buffer, now);
    }
  }

  private void readFromAnybody(DatagramChannel channel, ByteBuffer buffer, long now)
      throws IOException {
    var source = (InetSocketAddress) channel.receive(buffer);
    if (source == null) {
      return;
    }
    buffer.flip();
    if (occupant == null) {
      restingSince = now;
      counters.stale.add(1);
    } else if (channel == rtcp) {
      occupant.fromControl(buffer, source, now);
    } else {
      occupant.fromElsewhere(buffer, source, now);
    }
  }

  private void reconnect(InetSocketAddress peer) throws IOException {
    line.disconnect();
    line.connect(peer);
  }

  private static InetSocketAddress nobody(InetAddress bound) {
    var here = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    return new InetSocketAddress(here, DISCARD);
  }

  /**
   * Binds {@code door} to the port of {@code line}. Both allow that only meanwhile, so that no
   * other program can ever share the port.
   */
  private static void bindBeside(DatagramChannel line, DatagramChannel door) throws IOException {
    SocketOption<Boolean> shared = StandardSocketOptions.SO_REUSEADDR;
    line.setOption(shared, true);
    door.setOption(shared, true).bind(line.getLocalAddress());
    line.setOption(shared, false);
    door.setOption(shared, false);
  }

  private static DatagramChannel open(InetAddress address) throws IOException {
    var channel =
        address.isAnyLocalAddress()
            ? DatagramChannel.open()
            : DatagramChannel.open(family(address));
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.IP_TOS, EXPEDITED);
    return channel;
  }

  private static ProtocolFamily family(InetAddress address) {
    return address.getAddress().length == 4
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  private static void closeAll(DatagramChannel... channels) throws IOException {
    for (var channel : channels) {
      channel.close();
    }
  }
}
