package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.routing.Destination.Elsewhere;
import io.pronto.core.routing.Route;
import io.pronto.media.NoPortFree;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.OutboundLeg;
import io.pronto.sip.leg.Rejection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a user outside while the user's devices ring: at one number after the other, each for
 * its time. What goes wrong out there is no reason to ring the devices any less.
 */
final class FindMeLegs {
  private static final Logger LOG = LoggerFactory.getLogger(FindMeLegs.class);
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final CallServices services;
  private final Mailbox mailbox;
  private final Admission.Asker asker;
  private final Function<Elsewhere, Route> routes;
  private final Function<Route, TrunkHunt> hunts;
  private final Queue<Elsewhere> pending;
  private final long begun = System.nanoTime();
  private Optional<Place> present = Optional.empty();
  private Optional<Place> found = Optional.empty();
  private boolean inHaste;
  private boolean rung;

  /** One number that is called, or has been answered. */
  static final class Place {
    private final Route route;
    private final Admission.Verdict.Admitted admitted;
    private final TrunkHunt hunt;
    private final long end;
    private Optional<TrunkHunt.Try> tried = Optional.empty();

    private Place(
        Duration rings, Route route, Admission.Verdict.Admitted admitted, TrunkHunt hunt) {
      this.route = route;
      this.admitted = admitted;
      this.hunt = hunt;
      this.end = System.nanoTime() + rings.toNanos();
    }

    /** The call as it is there. */
    Route route() {
      return route;
    }

    Airtime airtime() {
      return admitted.airtime();
    }

    Meter meter() {
      return admitted.meter();
    }

    private boolean has(CallLeg leg) {
      return tried.filter(trying -> trying.leg() == leg).isPresent();
    }
  }

  /**
   * Looks for nobody yet.
   *
   * @param wanted where, the first first
   * @param routes the call as it is at one of them
   * @param hunts finds a trunk for a call as it is there
   */
  FindMeLegs(
      CallServices services,
      Mailbox mailbox,
      Admission.Asker asker,
      List<Elsewhere> wanted,
      Function<Elsewhere, Route> routes,
      Function<Route, TrunkHunt> hunts) {
    this.services = services;
    this.mailbox = mailbox;
    this.asker = asker;
    this.pending = new ArrayDeque<>(wanted);
    this.routes = routes;
    this.hunts = hunts;
  }

  /** Whether nothing rings, and nothing will. */
  boolean isDone() {
    return present.isEmpty() && pending.isEmpty();
  }

  /** Whether a number is being called. */
  boolean isCalling() {
    return present.isPresent();
  }

  /** Whether one has rung. */
  boolean hasRung() {
    return rung;
  }

  /** Whether {@code leg} is the one that is called. */
  boolean has(CallLeg leg) {
    return present.filter(place -> place.has(leg)).isPresent();
  }

  /** It rings there. */
  void rings() {
    rung = true;
  }

  /** Calls the next number at once: nothing else rings. */
  void hurry() {
    inHaste = true;
  }

  /** When there is something to do, on the clock of {@link System#nanoTime}. */
  long wakesAt() {
    if (present.isPresent()) {
      var place = present.get();
      return Math.min(place.end, unheededAt(place));
    }
    return pending.isEmpty() ? System.nanoTime() + NEVER : beginsAt(pending.element());
  }

  private long beginsAt(Elsewhere next) {
    return inHaste ? begun : begun + next.after().toNanos();
  }

  private static long unheededAt(Place place) {
    return place
        .tried
        .filter(trying -> !trying.leg().isHeeded())
        .map(trying -> trying.since() + Ringing.ATTENTION.toNanos())
        .orElse(place.end);
  }

  /** Does what is due at {@code now}; the leg that is to be invited, if any. */
  Optional<OutboundLeg> due(long now) {
    try {
      return look(now);
    } catch (RuntimeException e) { // which is no reason to ring the devices any less
      LOG.atError().addKeyValue("call", asker.call()).setCause(e).log("A search outside broke");
      leave(HangupCause.SERVER_FAILURE, Optional.empty());
      return Optional.empty();
    }
  }

  private Optional<OutboundLeg> look(long now) {
    if (present.isPresent() && now - present.get().end >= 0) {
      leave(HangupCause.NO_ANSWER, Optional.empty());
    }
    if (present.isPresent() && now - unheededAt(present.get()) >= 0) {
      refused(new Rejection(408));
    }
    if (present.isPresent() && present.get().tried.isEmpty()) {
      var leg = next(present.get());
      if (leg.isPresent()) {
        return leg;
      }
      leave(HangupCause.NO_ROUTE, Optional.empty());
    }
    while (present.isEmpty() && !pending.isEmpty() && now - beginsAt(pending.element()) >= 0) {
      var leg = begin(pending.remove());
      if (leg.isPresent()) {
        return leg;
      }
    }
    return Optional.empty();
  }

  /** The leg that is called has refused: the next trunk is tried where that may do better. */
  void refused(Rejection rejection) {
    var place = present.orElseThrow();
    var tried = place.tried.orElseThrow();
    tried.leg().end(rejection.cause());
    place.hunt.judge(tried, Optional.of(rejection));
    place.hunt.rate(tried, Optional.of(rejection), false, Optional.empty());
    place.tried = Optional.empty();
    if (tried.leg().hasRung() || !TrunkHunt.isFaultOfTrunk(rejection)) {
      leave(rejection.cause(), Optional.empty());
    }
  }

  /** Calls nobody any more but {@code winner}, for {@code cause}. */
  void end(HangupCause cause, Optional<OutboundLeg> winner) {
    pending.clear();
    found = winner.filter(this::has).flatMap(_ -> present);
    found.ifPresent(
        place -> place.tried.ifPresent(tried -> place.hunt.judge(tried, Optional.empty())));
    if (found.isEmpty()) {
      leave(cause, winner);
    }
  }

  /** Where the call was answered, if that was at one of them. */
  Optional<Place> found() {
    return found;
  }

  /**
   * The call is over for {@code cause}: nothing is held any more.
   *
   * @param answered whether the parties have talked
   */
  void close(HangupCause cause, boolean answered) {
    end(cause, found.flatMap(place -> place.tried).map(TrunkHunt.Try::leg));
    found.ifPresent(
        place -> {
          found = Optional.empty();
          present = Optional.empty();
          place.tried.ifPresent(
              tried -> place.hunt.rate(tried, Optional.empty(), answered, Optional.empty()));
          release(place, cause);
        });
  }

  /** Takes leave of the number that is called; who answered elsewhere, if somebody did. */
  private void leave(HangupCause cause, Optional<OutboundLeg> winner) {
    if (present.isEmpty()) {
      return;
    }
    var place = present.get();
    present = Optional.empty();
    try {
      place.tried.ifPresent(
          tried -> {
            place.hunt.judge(tried, Optional.empty());
            place.hunt.rate(tried, Optional.empty(), false, Optional.empty());
            if (winner.isPresent()) {
              tried.leg().answeredElsewhere();
            } else {
              tried.leg().end(cause);
            }
          });
    } finally {
      release(place, cause);
    }
  }

  private static void release(Place place, HangupCause cause) {
    try {
      place.hunt.close();
    } finally {
      place.airtime().close(cause);
    }
  }

  private Optional<OutboundLeg> begin(Elsewhere wanted) {
    Consumer<HangupCause> cut = cause -> mailbox.post(() -> cut(cause));
    try {
      return switch (services.admission().ask(asker, wanted.outside(), wanted.rings(), cut)) {
        case Admission.Verdict.Refused(var cause) -> {
          notCalled(wanted, cause.words());
          yield Optional.empty();
        }
        case Admission.Verdict.Admitted admitted -> begin(wanted, admitted);
      };
    } catch (RedisUnavailable | DatabaseUnavailable | NoPortFree away) {
      notCalled(wanted, away.getMessage());
      return Optional.empty();
    }
  }

  private Optional<OutboundLeg> begin(Elsewhere wanted, Admission.Verdict.Admitted admitted) {
    var begins = Optional.<Place>empty();
    try {
      var route = routes.apply(wanted);
      begins = Optional.of(new Place(wanted.rings(), route, admitted, hunts.apply(route)));
      var leg = next(begins.get());
      present = leg.isPresent() ? begins : Optional.empty();
      return leg;
    } finally {
      if (present.isEmpty()) {
        begins.ifPresentOrElse(
            place -> release(place, HangupCause.NO_ROUTE),
            () -> admitted.airtime().close(HangupCause.NO_ROUTE));
      }
    }
  }

  private static Optional<OutboundLeg> next(Place place) {
    place.tried = place.hunt.next();
    return place.tried.map(TrunkHunt.Try::leg);
  }

  /** Ends what is called outside, and the call itself only once it is there. */
  private void cut(HangupCause cause) {
    if (found.isPresent()) {
      mailbox.postEvent(new LegEvent.EndAsked(cause));
      return;
    }
    var leg = present.flatMap(place -> place.tried).map(TrunkHunt.Try::leg);
    leave(cause, Optional.empty());
    leg.ifPresent(gone -> mailbox.postEvent(new LegEvent.Lost(gone, cause)));
  }

  private void notCalled(Elsewhere wanted, String why) {
    LOG.atInfo()
        .addKeyValue("call", asker.call())
        .addKeyValue("org", asker.organisation())
        .log("A user is not looked for outside: " + why);
  }
}
