package io.pronto.media.relay;

/**
 * Packets that came to one endpoint and were dropped, by why: counted here and for the whole loop.
 */
final class Losses {
  private final LoopCounters loops;
  private final Tally strangers = new Tally();
  private final Tally malformed = new Tally();
  private final Tally refused = new Tally();
  private final Tally forged = new Tally();

  Losses(LoopCounters loops) {
    this.loops = loops;
  }

  /** It came from another address than the peer's. */
  void stranger() {
    count(strangers, loops.strange);
  }

  /** It is not RTP, or not RTCP. */
  void malformed() {
    count(malformed, loops.malformed);
  }

  /** The peer had been told not to send it. */
  void refused() {
    count(refused, loops.refused);
  }

  /** It is not protected with the peer's key, or has come before. */
  void forged() {
    count(forged, loops.forged);
  }

  long ofStrangers() {
    return strangers.get();
  }

  long ofMalformed() {
    return malformed.get();
  }

  long ofRefused() {
    return refused.get();
  }

  long ofForged() {
    return forged.get();
  }

  private static void count(Tally ours, Tally loops) {
    ours.add(1);
    loops.add(1);
  }
}
