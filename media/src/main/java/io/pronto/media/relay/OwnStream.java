package io.pronto.media.relay;

import io.pronto.media.codec.G711;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/** Our own voice towards one peer: a source whose numbers go on, packet of 20 ms by packet. */
final class OwnStream {
  private static final int MARKER = 0x80;

  private final int source = ThreadLocalRandom.current().nextInt();
  private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);
  private int timestamp = ThreadLocalRandom.current().nextInt();

  /** The timestamp of the packet that is next. */
  int timestamp() {
    return timestamp;
  }

  /** Lets 20 ms pass without a packet. */
  void pass() {
    timestamp += G711.FRAME;
  }

  /** Begins the next packet, of the moment at which it is sent. */
  void begin(ByteBuffer packet, int payloadType, boolean first) {
    begin(packet, payloadType, first, timestamp);
  }

  /** Begins the next packet, of {@code moment}. */
  void begin(ByteBuffer packet, int payloadType, boolean first, int moment) {
    packet.clear();
    packet.put((byte) 0x80).put((byte) (payloadType | (first ? MARKER : 0)));
    packet.putShort((short) sequence++).putInt(moment).putInt(source);
    pass();
  }
}
