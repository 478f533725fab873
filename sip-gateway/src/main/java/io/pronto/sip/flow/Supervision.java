package io.pronto.sip.flow;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.SupervisionMode;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.organisation.SupervisionNotice;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Route;
import io.pronto.media.Direction;
import io.pronto.media.Endpoint;
import io.pronto.media.LiveMix;
import io.pronto.media.MediaEvent;
import io.pronto.media.NoPortFree;
import io.pronto.media.PacketTime;
import io.pronto.media.Prompt;
import io.pronto.media.RtpFormat;
import io.pronto.media.codec.Codec;
import io.pronto.media.mix.Seat;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.OutboundLeg;
import io.pronto.sip.leg.Timers;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Formats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever of the organisation listens to two who talk, and may speak up: its telephones are rung,
 * and when it answers the two and it are mixed until it hangs up. One at a time; never in a call
 * for help. What is recorded is what each of the two says, so that nothing of it is. For the call's
 * thread.
 */
final class Supervision {
  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
  private static final List<RtpFormat> OFFERED =
      List.of(
          Codec.PCMA.format(),
          Codec.PCMU.format(),
          new RtpFormat(101, "telephone-event", 8000, 1, "0-16"));

  private final CallServices services;
  private final Mailbox mailbox;
  private final Function<OutboundLeg.Invitation, OutboundLeg> legs;
  private final InboundLeg caller;
  private final OutboundLeg called;
  private final CallAccount account;
  private final Caller who;
  private final Route route;
  private final String language;
  private final List<OutboundLeg> ringing = new ArrayList<>();
  private Optional<CallCommand.Supervise> asked = Optional.empty();
  private Optional<Attending> attending = Optional.empty();
  private Optional<Timers.Timer> patience = Optional.empty();
  private Optional<FollowedCalls.Watch> watch = Optional.empty();
  private boolean noticeDue;

  /** The one who has answered, and where all three sit. */
  private record Attending(
      OutboundLeg leg, LiveMix mix, Seat own, Seat agent, Seat other, Instant since) {
    /** The same, in another mode from now on. */
    Attending otherwise() {
      return new Attending(leg, mix, own, agent, other, Instant.now());
    }
  }

  /**
   * Of the call between {@code caller} and {@code called}.
   *
   * @param legs makes a leg of the call
   * @param language in which the one who is supervised is told
   */
  Supervision(
      CallServices services,
      Mailbox mailbox,
      Function<OutboundLeg.Invitation, OutboundLeg> legs,
      InboundLeg caller,
      OutboundLeg called,
      CallAccount account,
      Caller who,
      Route route,
      String language) {
    this.services = services;
    this.mailbox = mailbox;
    this.legs = legs;
    this.caller = caller;
    this.called = called;
    this.account = account;
    this.who = who;
    this.route = route;
    this.language = language;
  }

  /** Whether the two are mixed now, with whoever listens. */
  boolean isMixing() {
    return attending.isPresent();
  }

  /** Somebody wants to take part, or, taking part, to do so otherwise. */
  void ask(CallCommand.Supervise wanted) {
    if (asked.isPresent()) {
      if (asked.get().userId().equals(wanted.userId())) {
        change(wanted.mode());
      } else {
        refused(wanted, "supervised_already");
      }
    } else if (route.isForHelp()) {
      refused(wanted, "emergency");
    } else if (!isMixable(caller) || !isMixable(called)) {
      refused(wanted, "codec");
    } else if (!mayBegin()) {
      refused(wanted, "restricted");
    } else {
      ring(wanted);
    }
  }

  /** When somebody in the call is restricted or erased, it ends as though that was asked for. */
  private boolean mayBegin() {
    watch =
        services
            .followed()
            .begin(
                route.organisation().orElseThrow(),
                account.id(),
                account::parties,
                () ->
                    mailbox.postEvent(
                        new LegEvent.Asked(new CallCommand.EndSupervision(Optional.empty()))));
    return watch.isPresent();
  }

  private void unwatch() {
    watch.ifPresent(FollowedCalls.Watch::close);
    watch = Optional.empty();
  }

  /** Somebody wants to take part before the two talk. */
  void askedTooEarly(CallCommand.Supervise wanted) {
    refused(wanted, "not_answered");
  }

  /** Nobody is to take part any more, or {@code user} alone is not. */
  void end(Optional<String> user) {
    if (asked.filter(by -> user.isEmpty() || user.get().equals(by.userId())).isPresent()) {
      if (isMixing()) {
        leave();
      } else {
        giveUp(HangupCause.CANCELLED);
      }
    }
  }

  /** Takes what concerns whoever supervises; false when {@code event} is of somebody else. */
  boolean take(LegEvent event) {
    switch (event) {
      case LegEvent.Answered(var leg, _) when ringing.contains(leg) -> join(leg);
      case LegEvent.Refused(var leg, _) when ringing.contains(leg) -> gone(leg);
      case LegEvent.Lost(var leg, _) when isOurs(leg) -> gone(leg);
      case LegEvent.HungUp(var leg) when isOurs(leg) -> gone(leg);
      case LegEvent.Offered(var leg, var offer) when isAttending(leg) -> agree(leg, offer);
      case LegEvent.Media(MediaEvent.Silent(var endpoint, _)) when isAttending(endpoint) -> leave();
      case LegEvent.Media(MediaEvent.HandshakeFailed(var endpoint, _)) when isAttending(endpoint) ->
          leave();
      case LegEvent.Media(MediaEvent.KeyPressed(var endpoint, var key))
          when isAttending(endpoint) ->
          pressed(key);
      case LegEvent.Info info when isAttending(info.leg()) ->
          Keys.pressed(info.leg(), info).ifPresent(this::pressed);
      case LegEvent.Answered _,
          LegEvent.Refused _,
          LegEvent.Lost _,
          LegEvent.HungUp _,
          LegEvent.Offered _,
          LegEvent.Media _,
          LegEvent.Info _,
          LegEvent.Progress _,
          LegEvent.Cancelled _,
          LegEvent.Acknowledged _,
          LegEvent.OfferAnswered _,
          LegEvent.OfferRefused _,
          LegEvent.RecordAsked _,
          LegEvent.Asked _,
          LegEvent.EndAsked _ -> {
        return false;
      }
    }
    return true;
  }

  /** Tells the one who is supervised, once nothing else is being said to it. */
  void giveNotice() {
    if (noticeDue) {
      noticeDue = false;
      attending.ifPresent(_ -> give(asked.orElseThrow().notice()));
    }
  }

  /** The call is over. */
  void close() {
    stopRinging(HangupCause.CANCELLED);
    ended();
  }

  /** Whatever keeps the telephones from ringing, the two talk on. */
  private void ring(CallCommand.Supervise wanted) {
    asked = Optional.of(wanted);
    try {
      ringDevices(wanted);
    } catch (RedisUnavailable | DatabaseUnavailable | NoPortFree e) {
      LOG.atWarn()
          .addKeyValue("call", account.id())
          .log("Nobody can be let in to supervise a call: " + e.getMessage());
      giveUp(HangupCause.CONGESTION);
    }
  }

  private void ringDevices(CallCommand.Supervise wanted) {
    var organisation = route.organisation().orElseThrow();
    var invitations =
        services.directory().line(organisation, wanted.userId()).stream()
            .flatMap(
                line ->
                    services
                        .invitations()
                        .toDevices(line, who, account.callerName(), caller.invite())
                        .stream())
            .filter(invitation -> isWanted(invitation, wanted))
            .toList();
    if (invitations.isEmpty()) {
      giveUp(HangupCause.NOT_REGISTERED);
      return;
    }
    for (var invitation : invitations) {
      var leg = legs.apply(invitation);
      ringing.add(leg);
      account.tries(leg);
      leg.invite(OFFERED, PacketTime.ANY);
    }
    patience =
        Optional.of(
            services
                .signalling()
                .timers()
                .after(
                    services.ringTime(),
                    account.id().value(),
                    mailbox,
                    () -> giveUp(HangupCause.NO_ANSWER)));
  }

  private static boolean isWanted(OutboundLeg.Invitation invitation, CallCommand.Supervise wanted) {
    return wanted.deviceId().isEmpty()
        || invitation.counterpart().deviceId().equals(wanted.deviceId());
  }

  /** Nobody will answer any more. */
  private void giveUp(HangupCause cause) {
    if (!isMixing()) {
      stopRinging(cause);
      asked.ifPresent(wanted -> refused(wanted, cause.code()));
      asked = Optional.empty();
      unwatch();
    }
  }

  private void stopRinging(HangupCause cause) {
    stopWaiting();
    ringing.forEach(leg -> leg.end(cause));
    ringing.clear();
  }

  private void join(OutboundLeg leg) {
    stopWaiting();
    ringing.remove(leg);
    ringing.forEach(OutboundLeg::answeredElsewhere);
    stopRinging(HangupCause.CANCELLED); // those who have answered at the same moment
    var mix = services.signalling().media().mix(account.id().value());
    var own = mix.join(leg.media().endpoint());
    own.mute(true); // until it is settled who hears it
    var agent = mix.join(agent().media().endpoint());
    var other = mix.join(other().media().endpoint());
    attending = Optional.of(new Attending(leg, mix, own, agent, other, Instant.now()));
    leg.media().endpoint().hearKeyTones(true);
    hear(asked.orElseThrow().mode());
    own.mute(false);
    noticeDue = true;
    tell("supervision.started");
  }

  private void stopWaiting() {
    patience.ifPresent(Timers.Timer::cancel);
    patience = Optional.empty();
  }

  private void give(SupervisionNotice notice) {
    var endpoint = agent().media().endpoint();
    switch (notice) {
      case NONE -> {}
      case TONE -> endpoint.play(Prompt.chimeIn(), false);
      case ANNOUNCEMENT -> endpoint.play(Prompt.supervision(language), false);
    }
  }

  private void change(SupervisionMode mode) {
    var before = asked.orElseThrow();
    if (before.mode() != mode) {
      attending.ifPresent(until -> note(until.since()));
      attending = attending.map(Attending::otherwise);
      asked =
          Optional.of(
              new CallCommand.Supervise(mode, before.userId(), before.deviceId(), before.notice()));
      if (attending.isPresent()) {
        hear(mode);
        tell("supervision.changed");
      }
    }
  }

  /** Who hears whom is all that the modes differ in. */
  private void hear(SupervisionMode mode) {
    var seats = attending.orElseThrow();
    seats.agent().hear(seats.own(), mode != SupervisionMode.LISTEN);
    seats.other().hear(seats.own(), mode == SupervisionMode.BARGE);
  }

  private void pressed(char key) {
    switch (key) {
      case '1' -> change(SupervisionMode.LISTEN);
      case '2' -> change(SupervisionMode.WHISPER);
      case '3' -> change(SupervisionMode.BARGE);
      default -> {}
    }
  }

  private void gone(CallLeg leg) {
    if (isAttending(leg)) {
      leave();
    } else if (ringing.remove((OutboundLeg) leg) && ringing.isEmpty()) {
      giveUp(HangupCause.DECLINED);
    }
  }

  /** The two go on as before. */
  private void leave() {
    services.signalling().media().bridge(caller.media().endpoint(), called.media().endpoint());
    ended();
  }

  private void ended() {
    attending.ifPresent(
        was -> {
          was.leg().end(HangupCause.NORMAL);
          was.mix().close();
          tell("supervision.ended");
          note(was.since());
        });
    attending = Optional.empty();
    asked = Optional.empty();
    unwatch();
  }

  private void note(Instant since) {
    services
        .supervisions()
        .note(route.organisation().orElseThrow(), account.id(), asked.orElseThrow(), since);
  }

  private void tell(String type) {
    var wanted = asked.orElseThrow();
    account.supervised(type, wanted.userId(), wanted.mode(), Optional.empty());
  }

  private void refused(CallCommand.Supervise wanted, String why) {
    account.supervised("supervision.refused", wanted.userId(), wanted.mode(), Optional.of(why));
  }

  /** Hold and resume, as with anybody. */
  private static void agree(CallLeg leg, Optional<Audio> offer) {
    var spoken = leg.media().ours().orElseThrow().formats();
    if (offer.isEmpty()) {
      leg.counter(spoken, Direction.SENDRECV, PacketTime.ANY);
    } else if (Formats.carrySpeech(Formats.agreed(offer.get().formats(), spoken))) {
      leg.accept(spoken, Direction.SENDRECV, PacketTime.ANY);
    } else {
      leg.refuse(488);
    }
  }

  /** The one of the two who is the organisation's own; of two colleagues the one called. */
  private CallLeg agent() {
    return isAgentCalling() ? caller : called;
  }

  private CallLeg other() {
    return isAgentCalling() ? called : caller;
  }

  private boolean isAgentCalling() {
    return who instanceof Caller.OfDevice && called.trunkId().isPresent();
  }

  private static boolean isMixable(CallLeg leg) {
    return leg.media().ours().stream()
        .flatMap(audio -> audio.formats().stream())
        .anyMatch(format -> Codec.of(format).isPresent());
  }

  private boolean isOurs(CallLeg leg) {
    return isAttending(leg) || leg instanceof OutboundLeg out && ringing.contains(out);
  }

  private boolean isAttending(CallLeg leg) {
    return attending.filter(now -> now.leg() == leg).isPresent();
  }

  private boolean isAttending(Endpoint endpoint) {
    return attending.filter(now -> now.leg().media().endpoint() == endpoint).isPresent();
  }
}
