package io.pronto.media.relay;

/**
 * Packets that came before one that is missing. How long they wait for it is learned from how late
 * such packets have come: not at all where none ever did. For the loop's thread.
 */
final class ReorderWindow {
  /** Packets that are held at most, from the missing one on. */
  static final int SLOTS = 16;

  /** Nothing is waited for any longer: what is later is lost to a conversation. */
  private static final long MOST_NANOS = 240_000_000L;

  private static final long MARGIN_NANOS = 10_000_000L;

  /** After so long without a late packet the wait becomes shorter. */
  private static final long CALM_NANOS = 10_000_000_000L;

  private final HeardPacket[] slots = new HeardPacket[SLOTS];
  private final boolean[] taken = new boolean[SLOTS];
  private int held;
  private long heldSince;
  private long patience;
  private long skippedAt;
  private long lateAt;

  /** The last 64 numbers passed, the newest lowest: 1 where the packet had not come. */
  private long skipped;

  ReorderWindow() {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new HeardPacket();
    }
  }

  boolean isEmpty() {
    return held == 0;
  }

  /**
   * Holds {@code packet}, that is less than {@link #SLOTS} ahead.
   *
   * @return another one to be used in its place
   */
  HeardPacket hold(HeardPacket packet, long now) {
    int slot = packet.sequence % SLOTS;
    var spare = slots[slot];
    if (!taken[slot]) {
      taken[slot] = true;
      heldSince = held == 0 ? now : heldSince;
      held++;
    }
    slots[slot] = packet;
    return spare;
  }

  /** Whether what is held has waited long enough at {@code now}. */
  boolean isDue(long now) {
    return held > 0 && now - heldSince >= patience;
  }

  /** How far ahead of {@code expected} the first packet is that is held; -1 when none is. */
  int ahead(int expected) {
    for (int i = 0; held > 0 && i < SLOTS; i++) {
      if (taken[(expected + i & 0xFFFF) % SLOTS]) {
        return i;
      }
    }
    return -1;
  }

  /** Hands out the packet numbered {@code sequence}, that is held; it is valid until the next. */
  HeardPacket release(int sequence, long now) {
    int slot = sequence % SLOTS;
    taken[slot] = false;
    held--;
    heldSince = now;
    return slots[slot];
  }

  /** Notes that the numbers go on by one, after {@code missing} that are not waited for. */
  void advance(int missing, long now) {
    if (missing > 0) {
      skippedAt = now;
      skipped = missing >= 63 ? -1 : (skipped << missing) | (1L << missing) - 1;
    }
    skipped <<= 1;
    if (patience > 0 && now - lateAt > CALM_NANOS) {
      lateAt = now;
      patience /= 2;
    }
  }

  /** Learns from a packet that is {@code behind} the next by 1 or more: it may have come twice. */
  void late(int behind, long now) {
    if (behind <= 64 && (skipped >>> behind - 1 & 1) != 0) {
      skipped &= ~(1L << behind - 1);
      lateAt = now;
      long needed = now - skippedAt + patience + MARGIN_NANOS;
      patience = Math.clamp(needed, patience, MOST_NANOS);
    }
  }

  /** Forgets which packets have not come: the numbers begin anew. */
  void restart() {
    skipped = 0;
  }
}
