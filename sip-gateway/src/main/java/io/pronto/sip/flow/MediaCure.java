package io.pronto.sip.flow;

import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is done about a party that is not heard while the other one is: first its sound may come
 * from another address, as it does where a NAT has begun another mapping; where that does not help
 * within a second its session is put to it again, once in a call.
 */
final class MediaCure {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Sessions.Again again;
  private final Consumer<CallLeg> offer;
  private final Set<CallLeg> missed = new HashSet<>();
  private final Set<CallLeg> asked = new HashSet<>();
  private final Set<CallLeg> answered = new HashSet<>();
  private final Map<CallLeg, Timers.Timer> waiting = new HashMap<>();

  /** By what a party is heard again. */
  enum Means {
    /** It came by itself. */
    NONE("none"),
    /** It sends from another address than before. */
    NEW_ADDRESS("new_address"),
    /** It has answered a re-INVITE. */
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
   * @param offer puts a leg's session to it again
   */
  MediaCure(Sessions.Again again, Consumer<CallLeg> offer) {
    this.again = again;
    this.offer = offer;
  }

  /** {@code leg} is not heard. */
  void missed(CallLeg leg) {
    missed.add(leg);
    leg.media().endpoint().seek(false);
    if (!asked.contains(leg)) {
      askLater(leg);
    }
  }

  /**
   * {@code leg} has answered an offer of ours: what it sends from now on may come from anywhere.
   */
  void answered(CallLeg leg) {
    if (missed.contains(leg) && asked.contains(leg)) {
      answered.add(leg);
      leg.media().endpoint().seek(true);
    }
  }

  /** {@code leg} is heard again. */
  Means restored(CallLeg leg, boolean moved) {
    missed.remove(leg);
    stopWaiting(leg);
    if (answered.remove(leg)) {
      return Means.REINVITE;
    }
    return moved ? Means.NEW_ADDRESS : Means.NONE;
  }

  /** The call is over. */
  void close() {
    waiting.values().forEach(Timers.Timer::cancel);
  }

  private void askLater(CallLeg leg) {
    stopWaiting(leg);
    waiting.put(leg, again.after(PATIENCE, () -> ask(leg)));
  }

  private void stopWaiting(CallLeg leg) {
    var timer = waiting.remove(leg);
    if (timer != null) {
      timer.cancel();
    }
  }

  private void ask(CallLeg leg) {
    if (!missed.contains(leg) || !leg.isUp()) {
      return;
    }
    if (leg.isNegotiating()) {
      askLater(leg);
    } else if (asked.add(leg)) {
      offer.accept(leg);
    }
  }
}
