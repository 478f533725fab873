package io.pronto.sip.flow;

import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is done about a party that is not heard while the other one is: where no packets come, first
 * its sound may come from another address, as it does where a NAT has begun another mapping; where
 * that does not help within a second its session is put to it again, once in a call, and once more
 * if that has met an offer of its own. Who says by RTCP that it sends nothing is left alone.
 */
final class MediaCure {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int PENDING = 491;

  /** Who is heard later than that after its answer is not heard because of it. */
  private static final long EFFECT_NANOS = Duration.ofSeconds(5).toNanos();

  private final Sessions.Again again;
  private final Runnable agreed;
  private final boolean seeks;
  private final Set<CallLeg> missed = new HashSet<>();
  private final Set<CallLeg> asked = new HashSet<>();
  private final Set<CallLeg> askedTwice = new HashSet<>();
  private final Map<CallLeg, Long> answered = new HashMap<>();
  private final Map<CallLeg, Timers.Timer> waiting = new HashMap<>();
  private boolean closed;

  /** By what a party is heard again. */
  enum Means {
    /** It came by itself. */
    NONE("none"),
    /** It sends from another address than before. */
    NEW_ADDRESS("new_address"),
    /** It has just answered a re-INVITE. */
    REINVITE("reinvite");

    private final String code;

    Means(String code) {
      this.code = code;
    }

    /** As events have it. */
    String code() {
      return code;
    }
  }

  /**
   * A cure for two parties.
   *
   * @param agreed runs when a party has answered: what is agreed may be new
   * @param seeks whether its sound may come from another address meanwhile: not where packets come
   */
  MediaCure(Sessions.Again again, Runnable agreed, boolean seeks) {
    this.again = again;
    this.agreed = agreed;
    this.seeks = seeks;
  }

  /** {@code leg} is not heard. */
  void missed(CallLeg leg) {
    missed.add(leg);
    if (seeks) {
      leg.media().endpoint().seek();
    }
    if (!asked.contains(leg)) {
      askLater(leg, PATIENCE);
    }
  }

  /** Whether {@code leg} is not heard, as far as we know. */
  boolean misses(CallLeg leg) {
    return missed.contains(leg);
  }

  /** {@code leg} is heard again. */
  Means restored(CallLeg leg, boolean moved) {
    var answeredAt = answered.get(leg);
    forget(leg);
    if (answeredAt != null && System.nanoTime() - answeredAt <= EFFECT_NANOS) {
      return Means.REINVITE;
    }
    return moved ? Means.NEW_ADDRESS : Means.NONE;
  }

  /** {@code leg} need not be heard any more: it holds, or is held. */
  void forget(CallLeg leg) {
    missed.remove(leg);
    answered.remove(leg);
    stopWaiting(leg);
  }

  /** The call is over. */
  void close() {
    closed = true;
    waiting.values().forEach(Timers.Timer::cancel);
  }

  private void askLater(CallLeg leg, Duration wait) {
    stopWaiting(leg);
    waiting.put(leg, again.after(wait, () -> ask(leg)));
  }

  private void stopWaiting(CallLeg leg) {
    var timer = waiting.remove(leg);
    if (timer != null) {
      timer.cancel();
    }
  }

  private void ask(CallLeg leg) {
    if (closed || !missed.contains(leg) || !leg.isUp()) {
      return;
    }
    if (leg.isNegotiating() || leg.media().endpoint().isIdle()) {
      askLater(leg, PATIENCE);
    } else {
      asked.add(leg);
      leg.remind(status -> reminded(leg, status));
    }
  }

  /** What the party sends from now on may come from where its answer came from. */
  private void reminded(CallLeg leg, int status) {
    if (closed || !leg.isUp()) {
      return;
    }
    if (status < 300) {
      agreed.run();
    }
    if (missed.contains(leg)) {
      if (status < 300) {
        answered.put(leg, System.nanoTime());
        if (seeks) {
          leg.media().endpoint().seek(leg.host());
        }
      } else if (status == PENDING && askedTwice.add(leg)) {
        askLater(leg, Duration.ofMillis(ThreadLocalRandom.current().nextLong(2_100, 4_000)));
      }
    }
  }
}
