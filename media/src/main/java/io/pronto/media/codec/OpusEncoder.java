package io.pronto.media.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/** Opus (RFC 6716) for speech, mono, from sound at 8, 16 or 48 kHz. */
final class OpusEncoder implements AudioEncoder {
  private static final int MOST_MILLIS = 60;

  private final int rate;
  private final MemorySegment encoder;
  private final MemorySegment sound;
  private final MemorySegment packet = Arena.ofAuto().allocate(MOST_BYTES);
  private final Cleaner.Cleanable memory;

  /** An encoder of sound at {@code rate} samples per second that keeps to {@code wishes}. */
  OpusEncoder(int rate, OpusWishes wishes) {
    this.rate = rate;
    sound = Arena.ofAuto().allocate(2L * rate / 1000 * MOST_MILLIS, 8);
    var made = OpusLibrary.newEncoder(rate);
    encoder = made;
    memory = OpusDecoder.CLEANER.register(this, () -> OpusLibrary.destroyEncoder(made));
    OpusLibrary.set(encoder, OpusLibrary.SET_BITRATE, wishes.bitRate(rate));
    OpusLibrary.set(encoder, OpusLibrary.SET_MAX_BANDWIDTH, wishes.bandwidth());
    OpusLibrary.set(encoder, OpusLibrary.SET_VBR, wishes.constant() ? 0 : 1);
    OpusLibrary.set(encoder, OpusLibrary.SET_COMPLEXITY, OpusWishes.COMPLEXITY);
    OpusLibrary.set(encoder, OpusLibrary.SET_INBAND_FEC, wishes.redundant() ? 1 : 0);
    OpusLibrary.set(
        encoder, OpusLibrary.SET_PACKET_LOSS, wishes.redundant() ? OpusWishes.LOSS_PER_CENT : 0);
  }

  @Override
  public int rate() {
    return rate;
  }

  @Override
  public int encode(short[] samples, int from, int count, byte[] into, int at) {
    MemorySegment.copy(samples, from, sound, JAVA_SHORT, 0, count);
    int bytes = OpusLibrary.encode(encoder, sound, count, packet, MOST_BYTES);
    if (bytes <= 0) {
      return 0;
    }
    MemorySegment.copy(packet, JAVA_BYTE, 0, into, at, bytes);
    return bytes;
  }

  @Override
  public void close() {
    memory.clean();
  }
}
