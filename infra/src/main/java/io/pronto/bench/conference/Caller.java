package io.pronto.bench.conference;

import io.pronto.media.Direction;
import io.pronto.media.Endpoint;
import io.pronto.media.Remote;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;

/**
 * One party in packets of 20 ms: of G.711, silent or one that says a burst of 40 ms at a time, and
 * that notes of what it hears when a burst begins; or a silent one of Opus.
 */
final class Caller implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int LOUD = 4_000;
  private static final int QUIET_PACKETS = 3;

  private final DatagramChannel socket;
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(HEADER + AudioEncoder.MOST_BYTES);
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(2_048);
  private final byte[] burst = new byte[G711.FRAME];
  private final RtpFormat format;
  private final byte[] silence;
  private InetSocketAddress server;
  private int sequence;
  private int timestamp;
  private int quiet = QUIET_PACKETS;
  private long heard;

  Caller(Codec codec) throws IOException {
    format = codec.format();
    silence = silence(codec);
    socket = DatagramChannel.open();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.configureBlocking(false);
    for (int i = 0; i < G711.FRAME; i++) {
      burst[i] = G711.PCMA.encode((short) (12_000 * Math.cos(2 * Math.PI * 1_000 * i / 8_000)));
    }
  }

  /** 20 ms of it. */
  private static byte[] silence(Codec codec) {
    try (var encoder = codec.encoder(codec.rateTowards(Codec.G722), "")) {
      int samples = encoder.rate() / 50;
      var packet = new byte[AudioEncoder.MOST_BYTES];
      return Arrays.copyOf(packet, encoder.encode(new short[samples], 0, samples, packet, 0));
    }
  }

  /** What the server is to know of it. */
  Remote remote() throws IOException {
    return new Remote(
        (InetSocketAddress) socket.getLocalAddress(), List.of(format), Direction.SENDRECV);
  }

  /** It sends there from now on. */
  void joins(Endpoint endpoint) throws IOException {
    server = endpoint.rtp();
    socket.connect(server);
  }

  /** Says its next 20 ms. */
  void say(boolean loud) throws IOException {
    outgoing.clear();
    outgoing.put((byte) 0x80).put((byte) format.payloadType());
    outgoing.putShort((short) sequence++).putInt(timestamp);
    outgoing.putInt(System.identityHashCode(this)).put(loud ? burst : silence).flip();
    timestamp += format.clockRate() / 50;
    socket.write(outgoing);
  }

  /**
   * Takes what has come; for one of G.711.
   *
   * @return when the first sample of a burst that begins in it is heard, on the clock of {@link
   *     System#nanoTime}; 0 when none does
   */
  long hear() throws IOException {
    long onset = 0;
    for (incoming.clear(); socket.read(incoming) > 0; incoming.clear()) {
      long now = System.nanoTime();
      heard++;
      int at = firstLoud(incoming.flip());
      if (at >= 0 && quiet >= QUIET_PACKETS) {
        onset = now + at * 125_000L;
      }
      quiet = at >= 0 ? 0 : quiet + 1;
    }
    return onset;
  }

  /** Empties its socket. */
  void ignore() throws IOException {
    do {
      incoming.clear();
    } while (socket.read(incoming) > 0);
  }

  /** Packets that it has heard. */
  long heard() {
    return heard;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static int firstLoud(ByteBuffer packet) {
    for (int i = HEADER; i < packet.limit(); i++) {
      if (Math.abs(G711.PCMA.decode(packet.get(i))) > LOUD) {
        return i - HEADER;
      }
    }
    return -1;
  }
}
