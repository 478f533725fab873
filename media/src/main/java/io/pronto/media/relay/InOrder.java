package io.pronto.media.relay;

import java.nio.ByteBuffer;

/**
 * Puts the packets of one source in order before something else is made of them. Nothing is delayed
 * but by packets that are missing. For the loop's thread; allocates nothing per packet.
 */
final class InOrder {
  /** Numbers that differ by more come from a sender that has started anew (RFC 3550, A.1). */
  private static final int MAX_DROPOUT = 3000;

  private static final int MAX_MISORDER = 100;

  /** Takes the packets in their order. */
  interface Taker {
    /** {@code first}, which comes next, is the first of a source, or of one that begins anew. */
    void begin(HeardPacket first);

    /**
     * The next packet, valid until this returns.
     *
     * @param missing how many before it have not come
     */
    void accept(HeardPacket packet, int missing, long now);
  }

  private final Taker taker;
  private final ReorderWindow window = new ReorderWindow();
  private HeardPacket fresh = new HeardPacket();
  private boolean running;
  private int source;
  private int expected;

  InOrder(Taker taker) {
    this.taker = taker;
  }

  /** Takes a packet that came at {@code now}. */
  void take(ByteBuffer packet, long now) {
    fresh.read(packet);
    int ahead = (short) (fresh.sequence - expected);
    if (!running || fresh.source != source || ahead > MAX_DROPOUT || ahead < -MAX_MISORDER) {
      releaseAll(now);
      begin();
      ahead = 0;
    }
    if (ahead < 0) {
      window.late(-ahead, now);
    } else if (ahead >= ReorderWindow.SLOTS) {
      releaseAll(now);
      accept(fresh, (short) (fresh.sequence - expected), now);
    } else if (ahead == 0) {
      accept(fresh, 0, now);
      releaseNext(now);
    } else {
      fresh = window.hold(fresh, now);
    }
    tick(now);
  }

  /** Looks whether packets have waited long enough for one that is missing. */
  void tick(long now) {
    if (window.isDue(now)) {
      release(now);
      releaseNext(now);
    }
  }

  /** What comes next begins anew: there are others of the source that are not taken here. */
  void stop() {
    running = false;
  }

  /** The source taken last. */
  int source() {
    return source;
  }

  private void begin() {
    running = true;
    source = fresh.source;
    expected = fresh.sequence;
    window.restart();
    taker.begin(fresh);
  }

  private void releaseAll(long now) {
    while (!window.isEmpty()) {
      release(now);
    }
  }

  private void releaseNext(long now) {
    while (window.ahead(expected) == 0) {
      release(now);
    }
  }

  private void release(long now) {
    int missing = window.ahead(expected);
    accept(window.release(expected + missing & 0xFFFF, now), missing, now);
  }

  private void accept(HeardPacket packet, int missing, long now) {
    expected = packet.sequence + 1 & 0xFFFF;
    window.advance(missing, now);
    taker.accept(packet, missing, now);
  }
}
