package io.pronto.sip.flow;

import io.pronto.core.routing.Route;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Presentation;
import io.pronto.media.MediaEvent;
import io.pronto.media.NoPortFree;
import io.pronto.media.PacketTime;
import io.pronto.media.Prompt;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.sdp.Formats;
import io.pronto.sip.sdp.NotAcceptable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a caller in words why the call is not taken, before it is refused: as early media, which
 * costs the caller nothing (RFC 3960, section 3).
 */
final class Announcement {
  /** Longer than it takes to agree on keys, and to get the last packet out. */
  private static final Duration MARGIN = Duration.ofSeconds(12);

  private static final Duration TONE = Duration.ofSeconds(3);
  private static final Set<Finding> REFUSED =
      Set.of(Finding.ANONYMOUS_REFUSED, Finding.ANONYMOUS_CHALLENGED);

  private final Mailbox mailbox;
  private final InboundLeg caller;

  Announcement(Mailbox mailbox, InboundLeg caller) {
    this.mailbox = mailbox;
    this.caller = caller;
  }

  /**
   * What is to be said of a call that {@code route} refuses.
   *
   * @param voices in whose words
   * @param country whose language is spoken, ISO 3166 alpha-2
   */
  static Optional<Prompt> of(Route route, Voices voices, String country) {
    return route.trace().stream()
        .filter(step -> REFUSED.contains(step.finding()))
        .map(step -> Presentation.of(step.input().get("why")))
        .map(why -> voices.anonymousRefused(route.organisation(), why, language(country)))
        .findFirst();
  }

  /** What is spoken in {@code country}, of the languages there are prompts in. */
  static String language(String country) {
    return switch (country) {
      case "FR", "BE", "LU", "MC" -> "fr";
      case "IT", "SM", "VA" -> "it";
      default -> "en";
    };
  }

  /** Lets {@code tone} sound for a while; how the call has ended meanwhile, if it has. */
  Optional<End> sound(Prompt tone) throws InterruptedException {
    var endpoint = caller.media().endpoint();
    endpoint.play(tone, true);
    long end = System.nanoTime() + TONE.toNanos();
    while (true) {
      var event = mailbox.next(end);
      if (event.isEmpty()) {
        endpoint.stopPlaying();
        return Optional.empty();
      }
      var over = Alone.take(caller, event.get());
      if (over.isPresent()) {
        return over;
      }
    }
  }

  /** Says {@code prompt} to its end; how the call has ended meanwhile, if it has. */
  Optional<End> say(Prompt prompt) throws InterruptedException {
    return isHeard() ? sayAfterAnswer(prompt) : Optional.empty();
  }

  /** The same to a caller who hears us already. */
  Optional<End> sayAfterAnswer(Prompt prompt) throws InterruptedException {
    caller.media().endpoint().play(prompt, false);
    long end = System.nanoTime() + prompt.length().plus(MARGIN).toNanos();
    while (true) {
      var event = mailbox.next(end);
      if (event.isEmpty()
          || event.get() instanceof LegEvent.Media(MediaEvent.PromptEnded ended)
              && ended.prompt() == prompt) {
        return Optional.empty();
      }
      var over = Alone.take(caller, event.get());
      if (over.isPresent()) {
        return over;
      }
    }
  }

  /**
   * Who asks for our offer, speaks nothing that we can, or finds no port free is refused without a
   * word.
   */
  private boolean isHeard() {
    try {
      var spoken = caller.offer().map(offer -> Formats.forOurVoice(offer.formats()));
      if (spoken.filter(Formats::carrySpeech).isEmpty()) {
        return false;
      }
      caller.progress(spoken.get(), PacketTime.ANY);
      return true;
    } catch (NotAcceptable | NoPortFree e) {
      return false;
    }
  }
}
