package io.pronto.media.mix;

/** Packets of one party that wait for their turn, found by their numbers. */
final class Waiting {
  /** How far ahead of the next one a packet may be: 0.64 s of packets of 20 ms. */
  static final int SLOTS = 32;

  private final Arrived[] slots = new Arrived[SLOTS];
  private final boolean[] taken = new boolean[SLOTS];
  private int held;

  Waiting() {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Arrived();
    }
  }

  /** Keeps {@code packet}; returns another one to be used in its place. */
  Arrived keep(Arrived packet) {
    int slot = packet.sequence % SLOTS;
    var spare = slots[slot];
    held += taken[slot] ? 0 : 1;
    taken[slot] = true;
    slots[slot] = packet;
    return spare;
  }

  /** How far ahead of {@code expected} the first packet is that waits; -1 when none does. */
  int ahead(int expected) {
    for (int i = 0; held > 0 && i < SLOTS; i++) {
      if (taken[(expected + i & 0xFFFF) % SLOTS]) {
        return i;
      }
    }
    return -1;
  }

  /** The packet numbered {@code sequence}, that waits. */
  Arrived at(int sequence) {
    return slots[sequence % SLOTS];
  }

  /** The packet numbered {@code sequence} waits no longer; it is valid until the next is kept. */
  void release(int sequence) {
    taken[sequence % SLOTS] = false;
    held--;
  }

  void clear() {
    for (int i = 0; i < SLOTS; i++) {
      taken[i] = false;
    }
    held = 0;
  }
}
