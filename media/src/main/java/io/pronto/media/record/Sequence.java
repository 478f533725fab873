package io.pronto.media.record;

/** Counts the packets that one party has sent, by their numbers (RFC 3550, appendix A.3). */
final class Sequence {
  /** The packet begins a stream: no other is before it. */
  static final int BEGINS = Integer.MAX_VALUE;

  /** Numbers that differ by more come from a sender that has started anew (appendix A.1). */
  private static final int MAX_DROPOUT = 3000;

  private static final int MAX_MISORDER = 100;

  private boolean running;
  private int source;
  private int highest;
  private long expected;

  /**
   * Says how far the packet is ahead of those before it: 1 when it is the next, more when some are
   * missing, 0 or less when it comes late or twice, or {@link #BEGINS}.
   */
  int advance(int packetSource, int sequence) {
    int ahead = (short) (sequence - highest);
    if (!running || packetSource != source || ahead > MAX_DROPOUT || ahead < -MAX_MISORDER) {
      running = true;
      source = packetSource;
      highest = sequence;
      expected++;
      return BEGINS;
    }
    if (ahead > 0) {
      expected += ahead;
      highest = sequence;
    }
    return ahead;
  }

  /** Lets the next packet begin a stream: what is not sent until then is not missing. */
  void pause() {
    running = false;
  }

  /** How many packets have been sent so far. */
  long expected() {
    return expected;
  }
}
