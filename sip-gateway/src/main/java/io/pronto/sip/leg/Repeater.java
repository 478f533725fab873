package io.pronto.sip.leg;

import java.time.Duration;

/**
 * Sends something again until it is acknowledged: after T1, then twice as long each time up to T2,
 * for 64 × T1 in all (RFC 3261, section 13.3.1.4; RFC 3262, section 3).
 */
final class Repeater {
  private static final Duration T1 = Duration.ofMillis(500);
  private static final Duration T2 = Duration.ofSeconds(4);
  private static final Duration LIMIT = T1.multipliedBy(64);

  private final Timers timers;
  private final Mailbox mailbox;
  private final String owner;
  private final boolean grows;
  private final Runnable send;
  private final Runnable givenUp;
  private Timers.Timer timer;
  private Duration waited = Duration.ZERO;
  private boolean over;

  /**
   * Begins to wait for the acknowledgement of what has just been sent.
   *
   * @param capped whether the interval stops growing at T2
   * @param send sends it once more
   * @param givenUp runs when no acknowledgement has come in time
   */
  Repeater(
      Timers timers,
      Mailbox mailbox,
      String owner,
      boolean capped,
      Runnable send,
      Runnable givenUp) {
    this.timers = timers;
    this.mailbox = mailbox;
    this.owner = owner;
    this.grows = !capped;
    this.send = send;
    this.givenUp = givenUp;
    next(T1);
  }

  /** It has been acknowledged, or it no longer matters. */
  void stop() {
    over = true;
    timer.cancel();
  }

  private void next(Duration interval) {
    timer = timers.after(interval, owner, mailbox, () -> due(interval));
  }

  private void due(Duration interval) {
    if (over) {
      return;
    }
    waited = waited.plus(interval);
    if (waited.compareTo(LIMIT) >= 0) {
      over = true;
      givenUp.run();
      return;
    }
    send.run();
    var twice = interval.multipliedBy(2);
    next(grows || twice.compareTo(T2) < 0 ? twice : T2);
  }
}
