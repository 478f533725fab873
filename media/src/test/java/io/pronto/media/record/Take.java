package io.pronto.media.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.manifest.Track;
import io.pronto.media.Direction;
import io.pronto.media.Remote;
import io.pronto.media.Side;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import io.pronto.media.relay.TapNote;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** One lane of a recording without sockets or clock: packets arrive when the test says so. */
final class Take {
  static final int FRAME = G711.FRAME;

  private static final Remote G711_PARTY =
      new Remote(
          new InetSocketAddress("127.0.0.1", 4000),
          List.of(Codec.PCMA.format(), Codec.PCMU.format()),
          Direction.SENDRECV);

  final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final Timeline timeline =
      new Timeline(
          (sound, offset, length) -> {
            bytes.write(sound, offset, length);
            return true;
          });
  final Lane lane = new Lane(Side.CALLER, timeline, new TappedPacket());

  /** For how much longer than usual sound is waited for. */
  int grace;

  Take() {
    lane.join(0, Optional.empty());
    note(TapNote.State.OPEN, 0);
  }

  void note(TapNote.State state, long arrival) {
    arrive(note(state), arrival);
  }

  /** A note about a party that has agreed to G.711. */
  static ByteBuffer note(TapNote.State state) {
    return TapNote.of(state, G711_PARTY);
  }

  /** A packet of A-law whose samples are the bytes of {@link #code} from its timestamp on. */
  void sound(int source, int sequence, int timestamp, long arrival) {
    arrive(packet(G711.PCMA.payloadType(), source, sequence, timestamp), arrival);
  }

  void arrive(ByteBuffer tapped, long arrival) {
    timeline.writeUntil(arrival - Session.PATIENCE - grace);
    lane.take(tapped, arrival);
  }

  static ByteBuffer packet(int payloadType, int source, int sequence, int timestamp) {
    var packet = ByteBuffer.allocate(12 + FRAME);
    packet.put((byte) 0x80).put((byte) payloadType).putShort((short) sequence);
    packet.putInt(timestamp).putInt(source);
    for (int i = 0; i < FRAME; i++) {
      packet.put(code(timestamp + i));
    }
    return packet.flip();
  }

  /** Nothing that repeats; A-law has no code that decodes to 0. */
  static byte code(int sample) {
    int mixed = sample * 0x9E3779B1;
    return (byte) ((mixed ^ mixed >>> 15) * 0x85EBCA77 >>> 24);
  }

  static short value(int sample) {
    return G711.PCMA.decode(code(sample));
  }

  /** Ends the recording at {@code end} and returns what the manifest says of the lane. */
  Track end(long end) {
    timeline.finish(end);
    var track = timeline.track(Side.CALLER, lane.packets());
    assertThat(timeline.track(Side.CALLED, lane.packets()).millis()).isEqualTo(end / 8);
    assertThat(bytes.size()).isEqualTo(4 * end);
    assertThat(track.millis()).isEqualTo(end / 8);
    return track;
  }

  /** The lane's samples, as written. */
  short[] samples() {
    var all = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    var samples = new short[all.remaining() / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = all.get(2 * i);
    }
    return samples;
  }

  /** Asserts that the samples from {@code at} on are those of the timestamps from {@code from}. */
  void holds(long at, int from, int length) {
    var expected = new short[length];
    for (int i = 0; i < length; i++) {
      expected[i] = value(from + i);
    }
    assertThat(part(at, length)).as("from %d", at).isEqualTo(expected);
  }

  void holdsSilence(long at, int length) {
    assertThat(part(at, length)).as("from %d", at).isEqualTo(new short[length]);
  }

  private short[] part(long at, int length) {
    var all = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    var part = new short[length];
    for (int i = 0; i < length; i++) {
      part[i] = all.getShort((int) (4 * (at + i)));
    }
    return part;
  }
}
