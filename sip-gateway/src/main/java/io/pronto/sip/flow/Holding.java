package io.pronto.sip.flow;

import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.media.Prompt;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.sdp.Audio;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who is on hold hears music, from when the hold is agreed until it ends. It plays on our side of
 * the party's leg and follows that leg's codec, whatever the hold makes of it.
 */
final class Holding {
  private final Mailbox mailbox;
  private final Voices voices;
  private final Optional<OrganisationId> organisation;
  private final Optional<E164> number;
  private final String language;
  private final boolean quiet;
  private final Set<CallLeg> held = new HashSet<>();

  /**
   * Nobody is on hold yet.
   *
   * @param organisation whose music is played
   * @param number of it, which may have music of its own
   * @param quiet whether nobody is to hear any, as in calls for help
   */
  Holding(
      Mailbox mailbox,
      Voices voices,
      Optional<OrganisationId> organisation,
      Optional<E164> number,
      String language,
      boolean quiet) {
    this.mailbox = mailbox;
    this.voices = voices;
    this.organisation = organisation;
    this.number = number;
    this.language = language;
    this.quiet = quiet;
  }

  /** Whether there is music of ours, so that whoever is held should be able to hear something. */
  boolean hasMusic() {
    return !quiet && voices.playsOnHold(organisation);
  }

  /** Two parties have agreed on something, or one of them with us: perhaps on a hold. */
  void agreed(CallLeg a, CallLeg b) {
    agreed(a, holds(b));
    agreed(b, holds(a));
  }

  private void agreed(CallLeg leg, boolean isHeld) {
    if (!isHeld && held.remove(leg)) {
      leg.media().endpoint().stopMusic();
    } else if (isHeld && hasMusic() && held.add(leg)) {
      fetch(leg);
    }
  }

  /** What is to be read is not waited for: the call goes on. */
  private void fetch(CallLeg leg) {
    Thread.ofVirtual()
        .name("hold-music")
        .start(
            () -> {
              var music = voices.holdMusic(organisation, number, language);
              mailbox.post(() -> begin(leg, music));
            });
  }

  private void begin(CallLeg leg, Prompt music) {
    if (held.contains(leg)) {
      leg.media().endpoint().startMusic(music);
    }
  }

  /** Whether {@code leg} does not want to hear the other. */
  private static boolean holds(CallLeg leg) {
    return leg.media().theirs().map(Audio::direction).filter(way -> !way.sends()).isPresent();
  }
}
