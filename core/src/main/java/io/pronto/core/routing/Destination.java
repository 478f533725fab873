package io.pronto.core.routing;

import io.pronto.core.call.HangupCause;
import io.pronto.core.conference.Conference;
import io.pronto.core.numbering.E164;
import io.pronto.core.people.Line;
import io.pronto.core.rules.SealedCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a call goes. */
public sealed interface Destination {
  /**
   * To all devices of a user.
   *
   * @param elsewhere where the user is looked for while they ring, the first first
   */
  record RingUser(Line line, List<Elsewhere> elsewhere) implements Destination {
    /** Copies the list. */
    public RingUser {
      elsewhere = List.copyOf(elsewhere);
    }
  }

  /**
   * Outside, while a user's devices ring.
   *
   * @param after how long they ring before
   * @param rings how long it is called then
   */
  record Elsewhere(Outside outside, Duration after, Duration rings) {}

  /**
   * To the outside, by a trunk.
   *
   * @param number E.164, or a short code such as 112 or 3179
   * @param shown the number that the party called sees; empty for nobody's
   * @param emergency whether it is a call for help, which nothing may stop
   */
  record Outside(String number, Optional<E164> shown, boolean emergency) implements Destination {}

  /** Into a conference. */
  record Join(Conference conference) implements Destination {}

  /**
   * Nowhere.
   *
   * @param sipStatus what the caller is told, 400 to 699
   * @param unless the code of the number called that lets the caller through all the same, as
   *     {@link io.pronto.core.rules.AccessCodes} has sealed it; empty for none
   */
  record Reject(HangupCause cause, int sipStatus, Optional<SealedCode> unless)
      implements Destination {
    /** Nothing lets the caller through. */
    public Reject(HangupCause cause, int sipStatus) {
      this(cause, sipStatus, Optional.empty());
    }

    /** The caller is told what the cause says. */
    public Reject(HangupCause cause) {
      this(cause, cause.sipStatus());
    }
  }
}
