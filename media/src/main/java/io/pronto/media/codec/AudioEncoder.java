package io.pronto.media.codec;

/**
 * Turns linear sound into the packets of one stream. Nothing is allocated per packet; not safe for
 * use by two threads at once.
 */
public sealed interface AudioEncoder extends AutoCloseable
    permits G711Encoder, G722Encoder, OpusEncoder {
  /** No packet has more bytes than this: what fits into a datagram everywhere. */
  int MOST_BYTES = 1_275;

  /** Samples per second that it takes. */
  int rate();

  /**
   * Encodes {@code samples} from {@code from} on: 10, 20, 40 or 60 ms of sound.
   *
   * @return bytes at {@code at} of {@code into}; 0 when there are none to be sent
   */
  int encode(short[] sound, int from, int samples, byte[] into, int at);

  /** Gives back what it holds. */
  @Override
  default void close() {}
}
