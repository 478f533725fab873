package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;
import io.pronto.core.conference.Conference;
import io.pronto.core.live.Attendance;
import io.pronto.media.LiveMix;
import io.pronto.media.Prompt;
import io.pronto.sip.leg.LegEvent;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A conference that is held on this server: who is in it. For any thread. */
final class Room {
  private final Rooms rooms;

  /**
   * As it was when somebody came in last: who changes it does so for whoever comes from then on.
   */
  private volatile Conference conference;

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Guest> guests = new ArrayList<>();
  private Optional<LiveMix> mix = Optional.empty();
  private boolean begun;
  private boolean locked;
  private boolean over;

  /** A room in which nobody is yet. */
  Room(Rooms rooms, Conference conference) {
    this.rooms = rooms;
    this.conference = conference;
  }

  /** What came of it when somebody wanted to come in. */
  sealed interface Entry {
    /** It is in. */
    record In() implements Entry {}

    /** It is not let in. */
    record Refused(HangupCause cause) implements Entry {}

    /** It was ended, or the last one has just left: there is another room by now, or will be. */
    record Over() implements Entry {}
  }

  Conference conference() {
    return conference;
  }

  int size() {
    return within(guests::size);
  }

  /** Why nobody, or no one but a moderator, is let in now. */
  Optional<HangupCause> refusal(int most, boolean moderator) {
    return within(
        () -> {
          if (over) {
            return Optional.empty();
          }
          if (guests.size() >= most) {
            return Optional.of(HangupCause.CONFERENCE_FULL);
          }
          return locked && !moderator
              ? Optional.of(HangupCause.CONFERENCE_LOCKED)
              : Optional.<HangupCause>empty();
        });
  }

  /** Lets {@code guest} in, as {@code wanted}, the conference as it is now, says. */
  Entry enter(Guest guest, Conference wanted) {
    return within(
        () -> {
          if (over) {
            return new Entry.Over();
          }
          var refusal = refusal(wanted.maxParties(), guest.isModerator());
          if (refusal.isPresent()) {
            return new Entry.Refused(refusal.get());
          }
          conference = wanted;
          guests.add(guest);
          try {
            admit(guest, wanted);
          } catch (RuntimeException e) {
            turnAway(guest);
            throw e;
          }
          return new Entry.In();
        });
  }

  /** It could not be let in, as where no place is left to mix it: nobody is to wait for it. */
  private void turnAway(Guest guest) {
    guests.remove(guest);
    guest.leaves();
    if (guests.isEmpty()) {
      close();
    }
  }

  private void admit(Guest guest, Conference wanted) {
    if (!begun && wanted.waitForModerator() && !guest.isModerator()) {
      guest.endpoint().play(Prompt.conference(Prompt.OfConference.WAIT, guest.language()), true);
    } else if (begun) {
      seat(guest);
    } else {
      seat(guest);
      begun = true;
      tell("conference.started", Optional.empty());
      guests.stream().filter(waiting -> waiting != guest).forEach(this::seatAfterWaiting);
    }
    tell("conference.joined", Optional.of(guest));
  }

  private void seatAfterWaiting(Guest guest) {
    guest.endpoint().stopPlaying();
    seat(guest);
  }

  private void seat(Guest guest) {
    if (mix.isEmpty()) {
      mix = Optional.of(rooms.media().mix(conference.id()));
    }
    guest.sits(mix.get().join(guest.endpoint()));
    chime(Prompt.chimeIn());
  }

  /** {@code guest} is in no more. */
  void leave(Guest guest) {
    within(
        () -> {
          if (guests.remove(guest)) {
            guest.leaves();
            tell("conference.left", Optional.of(guest));
            if (guests.isEmpty()) {
              close();
            } else if (guest.isSeated()) {
              chime(Prompt.chimeOut());
            }
          }
          return guests.size();
        });
  }

  /** Mutes {@code guest}, or unmutes it. */
  void mute(Guest guest, boolean wanted) {
    within(
        () -> {
          guest.mute(wanted);
          return wanted;
        });
  }

  /** Whether nobody but moderators is let in from now on. */
  void lock(boolean wanted) {
    within(() -> locked = wanted);
  }

  boolean isLocked() {
    return within(() -> locked);
  }

  /** Ends it for all who are in it; who comes now comes into another. */
  void end() {
    var ended = new LegEvent.EndAsked(HangupCause.CONFERENCE_ENDED);
    within(
            () -> {
              over = true;
              return List.copyOf(guests);
            })
        .forEach(guest -> guest.mailbox().postEvent(ended));
  }

  /** How {@code guest} takes part now. */
  Attendance attendance(Guest guest) {
    return within(() -> guest.attendance(conference.id(), locked));
  }

  private void close() {
    over = true;
    if (begun) {
      tell("conference.ended", Optional.empty());
    }
    mix.ifPresent(LiveMix::close);
    rooms.remove(this);
  }

  private void chime(Prompt sound) {
    if (conference.announce()) {
      mix.ifPresent(playing -> playing.play(sound));
    }
  }

  private void tell(String type, Optional<Guest> guest) {
    var news = new JsonObject().put("conference_id", conference.id()).put("parties", guests.size());
    guest.ifPresent(
        who -> news.put("call_id", who.call().value()).put("moderator", who.isModerator()));
    rooms.tell(conference.organisation(), type, news);
  }

  private <T> T within(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
