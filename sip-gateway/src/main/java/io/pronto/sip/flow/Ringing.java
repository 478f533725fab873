package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;
import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.MediaService;
import io.pronto.media.NoPortFree;
import io.pronto.media.PacketTime;
import io.pronto.media.Prompt;
import io.pronto.media.RtpFormat;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.OutboundLeg;
import io.pronto.sip.leg.Rejection;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Formats;
import io.pronto.sip.sdp.NotAcceptable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls several devices, or one trunk, at once: the first to answer wins, the others are cancelled.
 * Meanwhile the caller hears what there is to hear: the far side's early media, or its own phone's
 * ringing, or, when two seconds bring neither, a ringback of ours.
 */
final class Ringing {
  private static final Logger LOG = LoggerFactory.getLogger(Ringing.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * How long a trunk may take to give an INVITE any response at all, be it 100, counted from when
   * its host's name was looked up; then the next one is tried.
   */
  static final Duration ATTENTION = Duration.ofSeconds(3);

  private final Mailbox mailbox;
  private final MediaService media;
  private final InboundLeg caller;
  private final CallAccount account;
  private final String country;
  private final long attention;
  private final Optional<FindMeLegs> elsewhere;
  private final List<OutboundLeg> trying = new ArrayList<>();
  private Optional<OutboundLeg> earlyLeg = Optional.empty();
  private Optional<Rejection> best = Optional.empty();
  private long ringbackAt = System.nanoTime() + PATIENCE.toNanos();
  private boolean callerHears;
  private boolean ringbackPlays;

  /** What came of it. */
  sealed interface Outcome {
    /** Somebody answered. */
    record Won(OutboundLeg leg, Audio answer) implements Outcome {}

    /** Nobody took the call. */
    record NotTaken(Rejection rejection) implements Outcome {}

    /** It rang for as long as it may. */
    record NoAnswer() implements Outcome {}

    /** The call was ended meanwhile. */
    record Ended(End end) implements Outcome {}
  }

  /**
   * Prepares to call.
   *
   * @param country whose ringback the caller knows
   * @param since from when a trunk's silence counts, on the clock of {@link System#nanoTime}
   * @param elsewhere looks for the party called elsewhere meanwhile
   */
  Ringing(
      Mailbox mailbox,
      MediaService media,
      InboundLeg caller,
      CallAccount account,
      String country,
      long since,
      Optional<FindMeLegs> elsewhere) {
    this.mailbox = mailbox;
    this.media = media;
    this.caller = caller;
    this.account = account;
    this.country = country;
    this.attention = since + ATTENTION.toNanos();
    this.elsewhere = elsewhere;
  }

  /** Calls all of {@code legs}, offering {@code formats}, for {@code limit} at most. */
  Outcome call(
      List<OutboundLeg> legs, List<RtpFormat> formats, PacketTime packetTime, Duration limit)
      throws InterruptedException {
    trying.addAll(legs);
    for (var leg : legs) {
      invite(leg, formats, packetTime);
    }
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long now = System.nanoTime();
      boolean unheeded = isTrunkUnheeded();
      if (unheeded && now - attention >= 0) {
        cancelAll(HangupCause.UNREACHABLE);
        stopRingback();
        return new Outcome.NotTaken(new Rejection(408));
      }
      if (now - end >= 0) {
        cancelAll(HangupCause.NO_ANSWER);
        stopRingback();
        return new Outcome.NoAnswer();
      }
      elsewhere
          .flatMap(search -> search.due(now))
          .ifPresent(leg -> inviteElsewhere(leg, formats, packetTime));
      if (isOver()) {
        stopRingback();
        return nobody();
      }
      if (now - ringbackAt >= 0 && !callerHears) {
        ringback();
      }
      long next = Math.min(unheeded ? attention : end, callerHears ? end : ringbackAt);
      var wakesAt = elsewhere.map(FindMeLegs::wakesAt).orElse(end);
      var outcome = mailbox.next(Math.min(Math.min(next, end), wakesAt)).flatMap(this::take);
      if (outcome.isPresent()) {
        stopRingback();
        return outcome.get();
      }
    }
  }

  private void invite(OutboundLeg leg, List<RtpFormat> formats, PacketTime packetTime) {
    account.tries(leg);
    leg.invite(formats, packetTime);
  }

  /** The devices ring on even if there is no port for somebody else. */
  private void inviteElsewhere(OutboundLeg leg, List<RtpFormat> formats, PacketTime packetTime) {
    try {
      invite(leg, formats, packetTime);
    } catch (NoPortFree full) {
      LOG.atWarn().addKeyValue("call", account.id()).log(full.getMessage());
      elsewhere.orElseThrow().end(HangupCause.CONGESTION, Optional.empty());
    }
  }

  /**
   * Whether nobody rings, and nobody will: who is busy or refuses is not looked for elsewhere, who
   * cannot be reached is at once.
   */
  private boolean isOver() {
    if (!trying.isEmpty()) {
      return false;
    }
    if (elsewhere.filter(search -> !search.isDone()).isEmpty()) {
      return true;
    }
    var search = elsewhere.get();
    var word = best.map(Rejection::cause).filter(Ringing::isPersons);
    if (word.isPresent()) {
      search.end(word.get(), Optional.empty());
      return true;
    }
    if (search.isCalling()) {
      return false;
    }
    search.hurry();
    return best.filter(Ringing::isOwnWord).isPresent();
  }

  /** Many a phone says so for a person who presses a key. */
  private static boolean isPersons(HangupCause cause) {
    return cause == HangupCause.BUSY || cause == HangupCause.DECLINED;
  }

  private static boolean isOwnWord(Rejection rejection) {
    return switch (rejection.cause()) {
      case NOT_REGISTERED, UNREACHABLE, NETWORK_FAILURE, NO_ANSWER -> false;
      default -> true;
    };
  }

  private Outcome nobody() {
    boolean rang = elsewhere.filter(FindMeLegs::hasRung).isPresent();
    return best.filter(word -> !rang || isOwnWord(word))
        .<Outcome>map(Outcome.NotTaken::new)
        .orElseGet(
            () -> rang ? new Outcome.NoAnswer() : new Outcome.NotTaken(new Rejection(480, 20)));
  }

  private boolean isTrunkUnheeded() {
    return trying.stream().anyMatch(leg -> leg.trunkId().isPresent() && !leg.isHeeded());
  }

  private Optional<Outcome> take(LegEvent event) {
    return switch (event) {
      case LegEvent.Progress(var leg, var status, var early) -> progress(leg, status, early);
      case LegEvent.Answered(var leg, var answer) -> won(leg, answer);
      case LegEvent.Refused(var leg, var rejection) -> gone(leg, rejection);
      case LegEvent.Lost(var leg, _) when leg != caller -> gone(leg, new Rejection(408));
      case LegEvent.HungUp(var leg) when leg != caller -> gone(leg, new Rejection(480));
      case LegEvent.Media(MediaEvent.FirstPacket(var endpoint)) -> heard(endpoint);
      case LegEvent.Cancelled _,
          LegEvent.EndAsked _,
          LegEvent.Lost _,
          LegEvent.HungUp _,
          LegEvent.Media _,
          LegEvent.Acknowledged _,
          LegEvent.Offered _,
          LegEvent.OfferAnswered _,
          LegEvent.OfferRefused _,
          LegEvent.RecordAsked _,
          LegEvent.Asked _,
          LegEvent.Info _ ->
          Alone.take(caller, event).flatMap(this::ended);
    };
  }

  /** What a network outside says to the caller of somebody else's is not to be heard. */
  private Optional<Outcome> progress(OutboundLeg leg, int status, Optional<Audio> early) {
    account.rings();
    if (isElsewhere(leg)) {
      elsewhere.get().rings();
      if (!callerHears) {
        letRing();
      }
    } else if (early.isPresent() && earlyLeg.isEmpty()) {
      hearEarly(leg, early.get());
    } else if (status == 180 && !callerHears) {
      letRing();
    }
    return Optional.empty();
  }

  /**
   * A phone that listens to us already, from an earlier try or answer, does not ring by itself any
   * more.
   */
  private void letRing() {
    if (caller.isUp() || caller.hasEarlyMedia()) {
      ringback();
    } else {
      caller.ring();
      callerHears = true;
    }
  }

  /** The far side may announce early media and send none: then the ringback comes after all. */
  private void hearEarly(OutboundLeg leg, Audio early) {
    try {
      caller.progress(early.formats(), early.packetTime());
      earlyLeg = Optional.of(leg);
      media.bridge(caller.media().endpoint(), leg.media().endpoint());
      ringbackAt = System.nanoTime() + PATIENCE.toNanos();
      callerHears = false;
    } catch (NotAcceptable e) {
      caller.ring();
      callerHears = true;
    }
  }

  private Optional<Outcome> heard(Endpoint endpoint) {
    if (earlyLeg.filter(leg -> leg.media().endpoint() == endpoint).isPresent()) {
      callerHears = true;
      stopRingback();
    }
    return Optional.empty();
  }

  private void ringback() {
    callerHears = true;
    try {
      var spoken = caller.offer().map(o -> Formats.forOurVoice(o.formats()));
      caller.progress(spoken.orElse(List.of()), PacketTime.ANY);
      caller.media().endpoint().play(Prompt.ringback(country), true);
      ringbackPlays = true;
    } catch (NotAcceptable e) {
      caller.ring();
    }
  }

  private void stopRingback() {
    if (ringbackPlays) {
      ringbackPlays = false;
      caller.media().endpoint().stopPlaying();
    }
  }

  private boolean isElsewhere(CallLeg leg) {
    return elsewhere.filter(search -> search.has(leg)).isPresent();
  }

  private Optional<Outcome> won(OutboundLeg leg, Audio answer) {
    trying.remove(leg);
    trying.forEach(OutboundLeg::answeredElsewhere);
    trying.clear();
    elsewhere.ifPresent(search -> search.end(HangupCause.CANCELLED, Optional.of(leg)));
    return Optional.of(new Outcome.Won(leg, answer));
  }

  /** A 6xx speaks for all devices (RFC 3261, section 16.7, item 5). */
  private void refused(OutboundLeg leg, Rejection rejection) {
    trying.remove(leg);
    if (earlyLeg.filter(early -> early == leg).isPresent()) {
      earlyLeg = Optional.empty();
      callerHears = false;
      ringbackAt = System.nanoTime();
    }
    best = Optional.of(best.map(b -> b.orBetter(rejection)).orElse(rejection));
    if (rejection.status() >= 600) {
      cancelAll(rejection.cause());
    }
  }

  private Optional<Outcome> gone(CallLeg leg, Rejection rejection) {
    if (isElsewhere(leg)) {
      elsewhere.get().refused(rejection);
    } else if (leg instanceof OutboundLeg out && trying.contains(out)) {
      refused(out, rejection);
    }
    return Optional.empty();
  }

  private Optional<Outcome> ended(End end) {
    cancelAll(end.cause());
    return Optional.of(new Outcome.Ended(end));
  }

  private void cancelAll(HangupCause cause) {
    trying.forEach(leg -> leg.end(cause));
    trying.clear();
    elsewhere.ifPresent(search -> search.end(cause, Optional.empty()));
  }
}
