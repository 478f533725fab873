package io.pronto.media.mix;

/**
 * How long one party's packets are kept before they are played. It looks at how much too early the
 * latest packet of the last seconds came: too little, and more is kept from now on; a whole tick
 * too much, and less is. What is found so is done little by little by who plays: {@link #surplus}
 * says how much of it is left to do. Times are nanoseconds.
 */
final class Depth {
  static final long MILLI = 1_000_000L;
  static final long TICK = 20 * MILLI;

  /** Nothing is kept for longer: what is later is lost to a conversation. */
  static final long MOST = 240 * MILLI;

  /** How much too early the latest packet is to come at least. */
  private static final long MARGIN = 2 * MILLI;

  /** And how much more than a tick it must be before less is kept. */
  private static final long CALM = 3 * MILLI;

  /** What is kept beyond a whole number of ticks serves nobody; less than this is let be. */
  private static final long CRUMB = 3 * MILLI;

  private static final int AVERAGED = 64;
  private static final int TICKS_PER_WINDOW = 100;
  private static final long NEVER = Long.MAX_VALUE;

  private long kept;
  private long surplus;
  private int ticks;
  private long early = NEVER;
  private long beyond = NEVER;
  private long earlyBefore = NEVER;
  private long beyondBefore = NEVER;

  /** How long a packet is kept on the average: as long as one that begins a stream is to be. */
  long kept() {
    return kept;
  }

  /** What is still to be kept less, above 0, or more, below 0. */
  long surplus() {
    return surplus;
  }

  /**
   * Notes a packet.
   *
   * @param lead how long after the next tick it is to be played; below 0 when that is over
   * @param wait from its arrival until that tick
   */
  void heard(long lead, long wait) {
    long needed = wait + Math.floorDiv(lead, TICK) * TICK;
    if (needed >= -MOST) {
      kept += (Math.max(0, lead) - kept) / AVERAGED;
      early = Math.min(early, needed);
      beyond = Math.min(beyond, Math.floorMod(lead, TICK));
    }
  }

  /** Notes that less is kept, or more where {@code less} is below 0. */
  void changed(long less) {
    kept = Math.clamp(kept - less, 0, MOST);
    surplus -= less;
    if (Math.abs(surplus) < CRUMB) {
      forget();
    }
  }

  /** Decides, once a tick. */
  void tick() {
    if (surplus != 0) {
      return;
    }
    long latest = Math.min(early, earlyBefore);
    if (latest < MARGIN) {
      long more = Math.ceilDiv(MARGIN - latest, TICK) * TICK;
      surplus = -Math.min(more - Math.min(beyond, beyondBefore), Math.max(0, MOST - kept));
      if (surplus > -CRUMB) {
        forget();
      }
    } else if (earlyBefore != NEVER && latest != NEVER) {
      long whole = Math.max(0, Math.floorDiv(latest - MARGIN - CALM, TICK) * TICK);
      long excess = whole + Math.min(beyond, beyondBefore);
      surplus = excess >= CRUMB ? excess : 0;
    }
    roll();
  }

  /** Forgets what has been noted: a stream begins anew. */
  void forget() {
    surplus = 0;
    ticks = 0;
    early = NEVER;
    beyond = NEVER;
    earlyBefore = NEVER;
    beyondBefore = NEVER;
  }

  private void roll() {
    ticks++;
    if (ticks == TICKS_PER_WINDOW) {
      ticks = 0;
      earlyBefore = early;
      beyondBefore = beyond;
      early = NEVER;
      beyond = NEVER;
    }
  }
}
