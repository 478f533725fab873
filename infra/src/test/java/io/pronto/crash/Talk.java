package io.pronto.crash;

import io.pronto.sip.phone.PhoneCall;
import io.pronto.sip.phone.Sound;

/**
 * A call that was answered: the caller hums one tone, the party called another, each with a whole
 * number of periods in a packet of 20 ms, by which {@link Playback} knows it.
 */
record Talk(PhoneCall caller, PhoneCall called) {
  static final double CALLER_TONE = 400;
  static final double CALLED_TONE = 1_000;
  private static final int LONG = 120_000;

  /** Lets both hum until the call ends; what they hear before that does not count. */
  Talk begin() {
    caller.say(Sound.tone(CALLER_TONE, LONG));
    called.say(Sound.tone(CALLED_TONE, LONG));
    caller.forget();
    called.forget();
    return this;
  }

  /** Waits until each has heard {@code millis} of the other. */
  Talk awaitHeard(int millis) {
    caller.awaitHeard(millis);
    called.awaitHeard(millis);
    return this;
  }

  /** Waits until each has heard {@code millis} more of the other. */
  Talk awaitMore(int millis) {
    caller.forget();
    called.forget();
    return awaitHeard(millis);
  }

  /** The party called hangs up. */
  void end() {
    called.hangUp();
    caller.awaitEnded();
  }

  /** How much of the other each has heard, in milliseconds: the lesser. */
  int heardMillis() {
    return Math.min(caller.heard().millis(), called.heard().millis());
  }

  /** Neither says anything any more. */
  void silence() {
    caller.silence();
    called.silence();
  }
}
