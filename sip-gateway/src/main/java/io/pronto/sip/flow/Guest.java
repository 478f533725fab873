package io.pronto.sip.flow;

import io.pronto.core.call.CallId;
import io.pronto.core.live.Attendance;
import io.pronto.media.Endpoint;
import io.pronto.media.mix.Seat;
import io.pronto.sip.leg.Mailbox;
import java.time.Instant;
import java.util.Optional;

/** Who has been let into a conference; what changes does so under the room's lock. */
final class Guest {
  private final CallId call;
  private final Mailbox mailbox;
  private final Endpoint endpoint;
  private final boolean moderator;
  private final String language;
  private final Instant since = Instant.now();
  private volatile boolean muted;
  private volatile Optional<Seat> seat = Optional.empty();

  /**
   * The caller of {@code call}, that is heard at {@code endpoint}.
   *
   * @param moderator whether it leads
   * @param language in which it is spoken to
   */
  Guest(CallId call, Mailbox mailbox, Endpoint endpoint, boolean moderator, String language) {
    this.call = call;
    this.mailbox = mailbox;
    this.endpoint = endpoint;
    this.moderator = moderator;
    this.language = language;
  }

  CallId call() {
    return call;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  boolean isModerator() {
    return moderator;
  }

  boolean isMuted() {
    return muted;
  }

  String language() {
    return language;
  }

  /** It hears the others from now on, and they it. */
  void sits(Seat place) {
    place.mute(muted);
    seat = Optional.of(place);
  }

  /** Whether it is among the others, and does not wait for a moderator. */
  boolean isSeated() {
    return seat.isPresent();
  }

  /** Whether nobody hears it from now on. */
  void mute(boolean wanted) {
    muted = wanted;
    seat.ifPresent(place -> place.mute(wanted));
  }

  void leaves() {
    seat.ifPresent(Seat::close);
  }

  /** How it takes part now. */
  Attendance attendance(String conference, boolean locked) {
    boolean speaking = seat.filter(Seat::isSpeaking).isPresent();
    return new Attendance(conference, moderator, muted, speaking, locked, since);
  }
}
