package io.pronto.sip.flow;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.HangupCause;
import io.pronto.core.conference.Conference;
import io.pronto.core.conference.ConferencePins.Admission;
import io.pronto.core.live.Attendance;
import io.pronto.media.MediaEvent;
import io.pronto.media.Prompt;
import io.pronto.media.Prompt.OfConference;
import io.pronto.media.RtpFormat;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Formats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A caller and a conference: it is let in, is among the others, and leaves. */
final class ConferenceFlow {
  /** How often it is looked whether who is in it speaks. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final char COMMAND = '*';

  private final Rooms rooms;
  private final Mailbox mailbox;
  private final InboundLeg caller;
  private final CallAccount account;
  private final Conference conference;
  private final String language;
  private final Regaining regaining;
  private Optional<Admission> admission = Optional.empty();
  private Optional<Attendance> shown = Optional.empty();
  private boolean keyedIn;
  private boolean commanded;

  /** {@code caller} calls {@code conference}, and is spoken to in {@code language}. */
  ConferenceFlow(
      Rooms rooms,
      Mailbox mailbox,
      InboundLeg caller,
      CallAccount account,
      Conference conference,
      String language) {
    this.rooms = rooms;
    this.mailbox = mailbox;
    this.caller = caller;
    this.account = account;
    this.conference = conference;
    this.language = language;
    this.regaining = new Regaining(caller);
  }

  /**
   * Runs it to its end.
   *
   * @param usual what is offered to a caller that has offered nothing
   */
  End run(List<RtpFormat> usual) throws InterruptedException {
    var refusal = rooms.refusal(conference);
    if (refusal.isPresent()) {
      return End.of(refusal.get());
    }
    rooms.comes(conference);
    try {
      return settled(answer(usual));
    } finally {
      rooms.goes(conference);
    }
  }

  /** Who hangs up before it has been let in has been answered all the same, if it has. */
  private End settled(End end) {
    return end.cause() == HangupCause.CANCELLED && account.isAnswered() ? hungUp() : end;
  }

  private static End hungUp() {
    return new End(HangupCause.NORMAL, HangupCause.NORMAL.sipStatus(), "caller");
  }

  private End answer(List<RtpFormat> usual) throws InterruptedException {
    var doorkeeper = new Doorkeeper(mailbox, caller, this::isPin);
    var open = doorkeeper.open(spoken(usual), () -> account.entered(conference));
    if (open.isPresent()) {
      return open.get();
    }
    if (conference.pins().areAsked()) {
      var asked =
          doorkeeper.ask(Prompt.conference(OfConference.PIN, language), Prompt.wrongCode(language));
      switch (asked) {
        case Doorkeeper.Outcome.Admitted _ -> {}
        case Doorkeeper.Outcome.Refused _ -> {
          if (keyedIn || conference.pins().party().isPresent()) {
            return End.of(HangupCause.WRONG_PIN);
          }
        }
        case Doorkeeper.Outcome.Ended(var end) -> {
          return end;
        }
      }
    }
    return enter();
  }

  /** Only what can be mixed is spoken. Who had to know a code speaks as it was answered then. */
  private List<RtpFormat> spoken(List<RtpFormat> usual) {
    var said = caller.isUp() ? caller.media().ours() : caller.offer();
    return said.map(Audio::formats).orElse(usual).stream().filter(Formats::isRecordable).toList();
  }

  private boolean isPin(String keyed) {
    keyedIn = true;
    admission = rooms.admits(conference, caller.invite().source(), keyed);
    return admission.isPresent();
  }

  private End enter() throws InterruptedException {
    var endpoint = caller.media().endpoint();
    boolean leads = admission.filter(Admission.MODERATOR::equals).isPresent();
    var guest = new Guest(account.id(), mailbox, endpoint, leads, language);
    return switch (rooms.enter(conference, guest)) {
      case Rooms.Entered.Refused(var cause) -> refused(cause);
      case Rooms.Entered.In(var room) -> {
        endpoint.hearKeyTones(true);
        try {
          yield attend(room, guest);
        } finally {
          room.leave(guest);
          account.attends(Optional.empty());
        }
      }
    };
  }

  /** Who has been answered is told why. */
  private End refused(HangupCause cause) throws InterruptedException {
    var what = cause == HangupCause.CONFERENCE_FULL ? OfConference.FULL : OfConference.LOCKED;
    return cause == HangupCause.CONFERENCE_ELSEWHERE
        ? End.of(cause)
        : new Announcement(mailbox, caller)
            .sayAfterAnswer(Prompt.conference(what, language))
            .orElse(End.of(cause));
  }

  private End attend(Room room, Guest guest) throws InterruptedException {
    while (true) {
      show(room, guest);
      regaining.look();
      var event = mailbox.next(System.nanoTime() + LOOK.toNanos());
      var end = event.flatMap(happened -> take(room, guest, happened));
      if (end.isPresent()) {
        return end.get();
      }
    }
  }

  private void show(Room room, Guest guest) {
    var now = Optional.of(room.attendance(guest));
    if (!now.equals(shown)) {
      shown = now;
      account.attends(now);
    }
  }

  private Optional<End> take(Room room, Guest guest, LegEvent event) {
    Keys.pressed(caller, event).ifPresent(key -> pressed(room, guest, key));
    return switch (event) {
      case LegEvent.HungUp(var leg) when leg == caller -> Optional.of(hungUp());
      case LegEvent.Media(MediaEvent.Silent(var endpoint, _)) when endpoint == guest.endpoint() ->
          Optional.of(End.of(HangupCause.MEDIA_TIMEOUT));
      case LegEvent.Media(MediaEvent.HandshakeFailed(var endpoint, _))
          when endpoint == guest.endpoint() ->
          Optional.of(End.of(HangupCause.MEDIA_NOT_SECURED));
      case LegEvent.Media(MediaEvent.Unheard(var endpoint)) when endpoint == guest.endpoint() -> {
        regaining.missed();
        yield Optional.empty();
      }
      case LegEvent.Media(MediaEvent.Measured(var endpoint, _))
          when endpoint == guest.endpoint() -> {
        account.measured("caller", caller.quality());
        yield Optional.empty();
      }
      case LegEvent.Asked(var command) -> {
        obey(room, guest, command);
        yield Optional.empty();
      }
      case LegEvent.HungUp _,
          LegEvent.Media _,
          LegEvent.Lost _,
          LegEvent.Cancelled _,
          LegEvent.EndAsked _,
          LegEvent.Acknowledged _,
          LegEvent.Offered _,
          LegEvent.OfferAnswered _,
          LegEvent.OfferRefused _,
          LegEvent.Info _,
          LegEvent.RecordAsked _,
          LegEvent.Progress _,
          LegEvent.Answered _,
          LegEvent.Refused _ ->
          Alone.take(caller, event);
    };
  }

  private void obey(Room room, Guest guest, CallCommand command) {
    switch (command) {
      case CallCommand.Mute(var wanted) -> mute(room, guest, wanted);
      case CallCommand.LockConference(var wanted) -> room.lock(wanted);
      case CallCommand.EndConference _ -> room.end();
      case CallCommand.HangUp _,
          CallCommand.Record _,
          CallCommand.Stream _,
          CallCommand.EndStream _,
          CallCommand.Supervise _,
          CallCommand.EndSupervision _ -> {}
    }
  }

  private void pressed(Room room, Guest guest, char key) {
    if (commanded) {
      commanded = false;
      switch (key) {
        case '6' -> mute(room, guest, !guest.isMuted());
        case '5' -> {
          if (guest.isModerator()) {
            room.lock(!room.isLocked());
            say(room.isLocked() ? OfConference.CLOSED : OfConference.OPEN);
          }
        }
        case '9' -> {
          if (guest.isModerator()) {
            room.end();
          }
        }
        case COMMAND -> commanded = true;
        default -> {}
      }
    } else {
      commanded = key == COMMAND;
    }
  }

  private void mute(Room room, Guest guest, boolean wanted) {
    if (guest.isMuted() != wanted) {
      room.mute(guest, wanted);
      if (guest.isSeated()) {
        say(wanted ? OfConference.MUTED : OfConference.UNMUTED);
      }
    }
  }

  private void say(OfConference what) {
    caller.media().endpoint().play(Prompt.conference(what, language), false);
  }
}
