package io.pronto.media.relay;

import io.pronto.media.Remote;
import io.pronto.media.relay.TapNote.State;
import java.nio.ByteBuffer;

/** Copies one peer's packets to the recorder while somebody wants them. For the loop's thread. */
final class Tap {
  private static final int NOBODY = -1;

  private final TapRing ring;
  private final Allowance allowance = new Allowance();
  private int number = NOBODY;
  private ByteBuffer owed;
  private long owedSince;
  private ByteBuffer before = TapNote.of(State.UNKNOWN);

  Tap(TapRing ring) {
    this.ring = ring;
  }

  /** Marks the copies {@code wanted} from now on; a note is due then. */
  void open(int wanted) {
    number = wanted;
    owed = null;
  }

  /** Ends the copies marked {@code unwanted}. */
  void close(int unwanted) {
    if (number == unwanted) {
      number = NOBODY;
    }
  }

  /** Copies a packet, but of a flood no more than speech can be: the rest is lost to it. */
  void packet(long now, ByteBuffer packet) {
    if (number != NOBODY && settles() && allowance.takes(now)) {
      ring.offer(number, now, packet);
    }
  }

  /**
   * Tells what the ring had no room for; false while it has none. Without its note what follows
   * would not be understood, and packets may be missing, but no note.
   */
  boolean settles() {
    if (owed != null && number != NOBODY && ring.offer(number, owedSince, owed)) {
      owed = null;
    }
    return owed == null;
  }

  /** Tells how things stand with the peer; {@code agreed} is null before anything is. */
  void note(boolean closed, boolean receives, Remote agreed) {
    if (number == NOBODY) {
      return;
    }
    var heard = receives ? State.OPEN : State.HELD;
    var state = closed ? State.CLOSED : agreed == null ? State.UNKNOWN : heard;
    owed = agreed == null ? TapNote.of(state) : TapNote.of(state, agreed, before);
    before = owed.duplicate();
    owedSince = System.nanoTime();
    settles();
  }
}
