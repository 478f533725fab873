package io.pronto.media.codec;

/**
 * Turns the packets of one stream into linear sound. It remembers what it has heard: packets are
 * given in their order. Nothing is allocated per packet; not safe for use by two threads at once.
 */
public sealed interface AudioDecoder extends AutoCloseable
    permits G711Decoder, G722Decoder, OpusDecoder {
  /** No packet holds more sound than this; longer ones are not decoded. Milliseconds. */
  int LONGEST_MILLIS = 200;

  /** Samples per second that it gives. */
  int rate();

  /** Samples that an array for its sound must hold. */
  default int capacity() {
    return rate() / 1000 * LONGEST_MILLIS;
  }

  /**
   * Decodes {@code length} bytes from {@code from} on.
   *
   * @return samples at the start of {@code into}; 0 when they are no packet of this codec
   */
  int decode(byte[] packet, int from, int length, short[] into);

  /** Makes up {@code samples} in place of lost ones, at the start of {@code into}. */
  void conceal(int samples, short[] into);

  /**
   * The same where the packet after the loss is known already, which may tell of what it follows.
   */
  default void recover(byte[] next, int from, int length, int samples, short[] into) {
    conceal(samples, into);
  }

  /** Gives back what it holds. */
  @Override
  default void close() {}
}
