package io.pronto.sip.flow;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.RecordingState;
import io.pronto.media.Endpoint;
import io.pronto.media.MediaEvent;
import io.pronto.media.Side;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.OutboundLeg;
import io.pronto.sip.leg.Signalling;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two parties talk: from the answer until one of them is gone. */
final class Bridge {
  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

  /** No party that is joined with another is missed so soon. */
  private static final long SETTLED_NANOS = Duration.ofSeconds(2).toNanos();

  private final Mailbox mailbox;
  private final Signalling signalling;
  private final InboundLeg caller;
  private final OutboundLeg called;
  private final CallRecording recording;
  private final Holding holding;
  private final CallAccount account;
  private final Meter meter;
  private final Supervision supervision;
  private final Sessions sessions;
  private final KeyPassage keys;
  private final Hearing hearing;
  private Optional<Notice> notice = Optional.empty();
  private final Set<Endpoint> hearingNotice = new HashSet<>();
  private boolean joined;
  private long joinedAt;
  private boolean noticeHeard = true;
  private boolean callerAcknowledged;

  Bridge(
      Mailbox mailbox,
      Signalling signalling,
      InboundLeg caller,
      OutboundLeg called,
      CallRecording recording,
      Holding holding,
      CallAccount account,
      Meter meter,
      Supervision supervision) {
    this.mailbox = mailbox;
    this.signalling = signalling;
    this.caller = caller;
    this.called = called;
    this.recording = recording;
    this.holding = holding;
    this.account = account;
    this.meter = meter;
    this.supervision = supervision;
    this.keys = new KeyPassage(caller, called, recording.isRefusable());
    this.callerAcknowledged = caller.isAcknowledged();
    Sessions.Again again =
        (wait, work) -> signalling.timers().after(wait, account.id().value(), mailbox, work);
    this.sessions =
        new Sessions(
            caller, called, recording.isPlanned(), account::held, holding::hasMusic, again);
    this.hearing = new Hearing(account, again, this::agreed);
  }

  /** Lets them talk, and returns how that ended. */
  End run() throws InterruptedException {
    try {
      return talk();
    } finally {
      supervision.close();
    }
  }

  private End talk() throws InterruptedException {
    if (!recording.isWanted() || !recording.isAnnounced()) {
      join();
    }
    if (callerAcknowledged) {
      sessions.acknowledged(caller, Optional.empty());
    }
    agreed();
    meter.start();
    while (true) {
      var event = mailbox.next(meter.wakesAt());
      var end = event.filter(happened -> !isOfSupervision(happened)).flatMap(this::take);
      if (hearingNotice.isEmpty()) {
        supervision.giveNotice();
      }
      if (end.isEmpty() && meter.isSpent()) {
        end = ended(HangupCause.BALANCE_EXHAUSTED, "server");
      }
      if (end.isPresent()) {
        sessions.close();
        hearing.close();
        recording.missed();
        return end.get();
      }
    }
  }

  private boolean isOfSupervision(LegEvent event) {
    if (event instanceof LegEvent.Asked(var command)) {
      asked(command);
    }
    boolean taken = supervision.take(event);
    keys.mixed(supervision.isMixing());
    return taken;
  }

  private void asked(CallCommand command) {
    switch (command) {
      case CallCommand.Supervise wanted when joined -> supervision.ask(wanted);
      case CallCommand.Supervise wanted -> supervision.askedTooEarly(wanted);
      case CallCommand.EndSupervision(var user) -> supervision.end(user);
      case CallCommand.Stream wanted -> recording.stream(wanted);
      case CallCommand.EndStream _ -> recording.endStream();
      case CallCommand.HangUp _,
          CallCommand.Record _,
          CallCommand.Mute _,
          CallCommand.LockConference _,
          CallCommand.EndConference _ -> {}
    }
  }

  private Optional<End> take(LegEvent event) {
    switch (event) {
      case LegEvent.HungUp(var leg) when isParty(leg) -> {
        return ended(HangupCause.NORMAL, sideOf(leg));
      }
      case LegEvent.Lost(var leg, var cause) when isParty(leg) -> {
        return ended(cause, "server");
      }
      case LegEvent.Cancelled _ -> { // while our answer waits for a PRACK
        return Optional.of(new End(HangupCause.CANCELLED, 487, "caller"));
      }
      case LegEvent.EndAsked(var cause) -> {
        return ended(cause, "server");
      }
      case LegEvent.Media(MediaEvent.Silent(var endpoint, var quiet)) when isOurs(endpoint) -> {
        LOG.atWarn()
            .addKeyValue("call", account.id())
            .log("The {} has sent no sound for {} s", side(endpoint), quiet.toSeconds());
        return ended(HangupCause.MEDIA_TIMEOUT, "server");
      }
      case LegEvent.Media(MediaEvent.OneWay(var endpoint)) when isOurs(endpoint) && haveTalked() ->
          hearing.missed(legOf(endpoint), side(endpoint));
      case LegEvent.Media(MediaEvent.Restored(var endpoint, var moved)) when isOurs(endpoint) ->
          hearing.restored(legOf(endpoint), side(endpoint), moved);
      case LegEvent.Media(MediaEvent.DigitalSilence(var endpoint, var heardBefore))
          when isOurs(endpoint) && haveTalked() ->
          hearing.silent(legOf(endpoint), side(endpoint), heardBefore);
      case LegEvent.Media(MediaEvent.SoundAgain(var endpoint)) when isOurs(endpoint) ->
          hearing.sounds(legOf(endpoint), side(endpoint));
      case LegEvent.Media(MediaEvent.Measured(var endpoint, _)) when isOurs(endpoint) ->
          account.measured(side(endpoint), legOf(endpoint).quality());
      case LegEvent.Media(MediaEvent.PromptEnded ended)
          when notice.filter(said -> said.prompt() == ended.prompt()).isPresent() ->
          noticeEnded(ended);
      case LegEvent.Acknowledged(var leg, var answer) when isParty(leg) -> {
        callerAcknowledged |= leg == caller;
        sessions.acknowledged(leg, answer);
        agreed();
      }
      case LegEvent.Offered(var leg, var offer) when isParty(leg) -> {
        sessions.offered(leg, offer);
        agreed();
      }
      case LegEvent.OfferAnswered(var leg, var answer) when isParty(leg) -> {
        sessions.answered(leg, answer);
        agreed();
      }
      case LegEvent.OfferRefused(var leg, var status) when isParty(leg) -> {
        sessions.refused(leg, status);
        holding.agreed(caller, called);
        hearing.agreed(caller, called);
        announce();
      }
      case LegEvent.Info info when isParty(info.leg()) -> {
        if (mayRefuse()
            && Keys.pressed(info.leg(), info).filter(k -> k == CallRecording.REFUSAL).isPresent()) {
          refuse(info.leg().media().endpoint());
        } else {
          var side = info.leg() == caller ? Side.CALLER : Side.CALLED;
          Keys.pressed(info.leg(), info).ifPresent(key -> recording.pressed(side, key));
          keys.told(info);
        }
      }
      case LegEvent.Media(MediaEvent.KeyPressed(var endpoint, var key)) when isOurs(endpoint) -> {
        if (key == CallRecording.REFUSAL && mayRefuse()) {
          refuse(endpoint);
        } else {
          keys.heard(legOf(endpoint), key);
        }
      }
      case LegEvent.RecordAsked(var wanted, var reason) -> recordAsked(wanted, reason);
      // What is left concerns legs that lost the race to answer, or comes too late.
      case LegEvent.HungUp _,
          LegEvent.Lost _,
          LegEvent.Media _,
          LegEvent.Acknowledged _,
          LegEvent.Offered _,
          LegEvent.OfferAnswered _,
          LegEvent.OfferRefused _,
          LegEvent.Info _,
          LegEvent.Asked _,
          LegEvent.Progress _,
          LegEvent.Answered _,
          LegEvent.Refused _ -> {}
    }
    return Optional.empty();
  }

  private void agreed() {
    keys.agreed();
    holding.agreed(caller, called);
    hearing.agreed(caller, called);
    announce();
  }

  private void recordAsked(RecordingState wanted, String reason) {
    switch (wanted) {
      case RUNNING -> {
        recording.resume();
        if (!recording.isWanted() && recording.want()) {
          begin();
        }
      }
      case PAUSED -> recording.pause(reason);
      case ENDED -> recording.end(mailbox::post);
      case NONE, EXCLUDED, PLANNED -> {}
    }
  }

  /** Whoever is recorded from the middle of a call on is told as well. */
  private void begin() {
    if (recording.isAnnounced()) {
      announce();
    } else {
      join();
    }
  }

  /**
   * Both parties are told before the recording starts, each in its own line's language: as soon as
   * both are reached and neither holds. Until then nobody is told what is not so yet.
   */
  private void announce() {
    if (!callerAcknowledged || !recording.awaitsNotice() || !hearingNotice.isEmpty()) {
      return;
    }
    if (!caller.media().hearsUs() || !called.media().hearsUs()) {
      connect();
      return;
    }
    var begun = recording.announce();
    notice = Optional.of(begun);
    for (var leg : List.of(caller, called)) {
      hearingNotice.add(leg.media().endpoint());
      leg.media().endpoint().play(begun.prompt(), false);
    }
  }

  private void noticeEnded(MediaEvent.PromptEnded ended) {
    var endpoint = ended.endpoint();
    if (hearingNotice.remove(endpoint)) {
      var leg = legOf(endpoint).id();
      notice.orElseThrow().ended(side(endpoint), leg, ended.whole(), ended.played());
      noticeHeard &= ended.whole();
      if (hearingNotice.isEmpty()) {
        join();
      }
    }
  }

  /** Who does not want to be recorded is asked no more, and neither is the other. */
  private void refuse(Endpoint endpoint) {
    hearingNotice.clear();
    recording.refuse(side(endpoint));
    join();
    var told = recording.notRecorded();
    for (var leg : List.of(caller, called)) {
      leg.media().endpoint().play(told, false);
    }
  }

  private void join() {
    connect();
    if (!recording.isWanted()) {
      return;
    }
    if (noticeHeard) {
      recording.start(caller, called, mailbox::post);
    } else {
      recording.fail("The notice could not be played to both parties");
    }
  }

  private void connect() {
    if (!joined) {
      joined = true;
      joinedAt = System.nanoTime();
      signalling.media().bridge(caller.media().endpoint(), called.media().endpoint());
    }
  }

  /** What was missed before, when a caller need not be heard yet, is nothing to tell of. */
  private boolean haveTalked() {
    return joined && System.nanoTime() - joinedAt >= SETTLED_NANOS;
  }

  private boolean mayRefuse() {
    return !hearingNotice.isEmpty() && recording.isRefusable();
  }

  private static Optional<End> ended(HangupCause cause, String by) {
    return Optional.of(new End(cause, cause.sipStatus(), by));
  }

  private boolean isParty(CallLeg leg) {
    return leg == caller || leg == called;
  }

  private String sideOf(CallLeg leg) {
    return leg == caller ? "caller" : "called";
  }

  private CallLeg legOf(Endpoint endpoint) {
    return endpoint == caller.media().endpoint() ? caller : called;
  }

  private boolean isOurs(Endpoint endpoint) {
    return endpoint == caller.media().endpoint() || endpoint == called.media().endpoint();
  }

  private String side(Endpoint endpoint) {
    return endpoint == caller.media().endpoint() ? "caller" : "called";
  }
}
