package io.pronto.media.secure;

/**
 * What is known of one synchronisation source under one key: how far its packets have come, and
 * which of the last have been seen (RFC 3711, sections 3.3.1 and 3.3.2).
 */
final class Source {
  /** How many packets behind the foremost may still come. */
  static final int WINDOW = 64;

  final int id;

  /** What is added to the sequence numbers of a sender. */
  int offset;

  /** The sequence number that would confirm that the source has begun anew; -1 for none. */
  int expected = -1;

  /** When it was last used, by its table's count. */
  long used;

  private long highest;
  private long seen;

  /** One of which the packet of {@code index} is the first. */
  Source(int id, long index) {
    this.id = id;
    this.highest = index;
  }

  /** Which index a packet of {@code sequence} has most probably; negative before the first. */
  long index(int sequence) {
    long guess = highest & -0x10000 | sequence;
    if (guess - highest > 0x8000) {
      return guess - 0x10000;
    }
    return highest - guess > 0x8000 ? guess + 0x10000 : guess;
  }

  /** The foremost index so far. */
  long highest() {
    return highest;
  }

  /** Whether the packet of {@code index} has been seen, or is too old for that to be known. */
  boolean isOld(long index) {
    return index < 0
        || index <= highest - WINDOW
        || index <= highest && (seen >>> (int) (highest - index) & 1) != 0;
  }

  /** Notes that the packet of {@code index}, which is not old, has been seen. */
  void see(long index) {
    if (index > highest) {
      long ahead = index - highest;
      seen = ahead < WINDOW ? seen << (int) ahead : 0;
      highest = index;
    }
    seen |= 1L << (int) (highest - index);
  }
}
