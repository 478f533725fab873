package io.pronto.media;

import io.pronto.media.codec.G711;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a peer says: a tone that comes and goes every 200 ms, in packets of 20 ms. */
final class Voice {
  private static final int BEAT = G711.RATE / 5;

  private final Peer peer;
  private final Endpoint via;
  private final G711 law;
  private final int hertz;
  private int source = 1000;
  private int sequence = 65_500;
  private int timestamp = -1000;
  private int samples;
  private final long before;
  private int said;

  Voice(Peer peer, Endpoint via, G711 law, int hertz) {
    this.peer = peer;
    this.via = via;
    this.law = law;
    this.hertz = hertz;
    this.before = via.statistics().packetsReceived() + via.statistics().refused();
  }

  /** Says the next 20 ms. */
  void say() throws IOException {
    peer.say(via, packet());
    said++;
  }

  /** Whether all that was said has come. */
  boolean arrived() {
    var statistics = via.statistics();
    return statistics.packetsReceived() + statistics.refused() - before >= said;
  }

  /** Lets 20 ms get lost on the way. */
  void lose() {
    packet();
  }

  /** Takes no breath, but misses 20 ms of what it says, as a sound card does that is held up. */
  void skip() {
    timestamp += G711.FRAME;
    samples += G711.FRAME;
  }

  /** Goes on as another source, with other numbers. */
  void changeSource() {
    source += 77;
    sequence += 9000;
    timestamp += 1_234_567;
  }

  private byte[] packet() {
    var packet = ByteBuffer.allocate(172);
    packet.put((byte) 0x80).put((byte) law.payloadType()).putShort((short) sequence++);
    packet.putInt(timestamp).putInt(source);
    while (packet.hasRemaining()) {
      packet.put(law.encode(sample(samples++)));
    }
    timestamp += G711.FRAME;
    return packet.array();
  }

  private short sample(int at) {
    boolean sounds = at / BEAT % 2 == 1;
    return (short) (sounds ? 8000 * Math.sin(2 * Math.PI * hertz * at / G711.RATE) : 0);
  }
}
