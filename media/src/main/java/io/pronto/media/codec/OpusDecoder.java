package io.pronto.media.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.Arrays;

/** Opus (RFC 6716) of any bandwidth, decoded to the rate that is wanted; stereo becomes mono. */
final class OpusDecoder implements AudioDecoder {
  /** Whoever forgets to close one does not keep its memory. */
  static final Cleaner CLEANER = Cleaner.create(Thread.ofPlatform().daemon().factory());

  private static final int MOST_BYTES = 2_048;

  private final int rate;
  private final MemorySegment decoder;
  private final MemorySegment packet = Arena.ofAuto().allocate(MOST_BYTES);
  private final MemorySegment sound;
  private final Cleaner.Cleanable memory;

  /** A decoder to {@code rate} samples per second: 8, 16 or 48 thousand. */
  OpusDecoder(int rate) {
    this.rate = rate;
    sound = Arena.ofAuto().allocate(2L * capacity(), 8);
    var made = OpusLibrary.newDecoder(rate);
    decoder = made;
    memory = CLEANER.register(this, () -> OpusLibrary.destroyDecoder(made));
  }

  @Override
  public int rate() {
    return rate;
  }

  @Override
  public int decode(byte[] bytes, int from, int length, short[] into) {
    if (length < 1 || length > MOST_BYTES) {
      return 0;
    }
    MemorySegment.copy(bytes, from, packet, JAVA_BYTE, 0, length);
    int samples = OpusLibrary.decode(decoder, packet, length, sound, capacity(), 0);
    return given(samples, into);
  }

  /** Whole steps of 2.5 ms, as the library wants them; what is left of the last is silence. */
  @Override
  public void conceal(int samples, short[] into) {
    int whole = samples - samples % (rate / 400);
    Arrays.fill(into, whole, samples, (short) 0);
    if (whole > 0) {
      given(OpusLibrary.decode(decoder, MemorySegment.NULL, 0, sound, whole, 0), into);
    }
  }

  /** The packet after a loss may hold the lost one in a coarser form (RFC 6716, 2.1.7). */
  @Override
  public void recover(byte[] next, int from, int length, int samples, short[] into) {
    if (length < 1 || length > MOST_BYTES || samples % (rate / 400) != 0) {
      conceal(samples, into);
      return;
    }
    MemorySegment.copy(next, from, packet, JAVA_BYTE, 0, length);
    if (given(OpusLibrary.decode(decoder, packet, length, sound, samples, 1), into) != samples) {
      conceal(samples, into);
    }
  }

  @Override
  public void close() {
    memory.clean();
  }

  private int given(int samples, short[] into) {
    int some = Math.max(0, samples);
    MemorySegment.copy(sound, JAVA_SHORT, 0, into, 0, some);
    return some;
  }
}
