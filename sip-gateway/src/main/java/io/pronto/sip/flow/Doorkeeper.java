package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;
import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.media.Prompt;
import io.pronto.media.RtpFormat;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.sdp.Formats;
import io.pronto.sip.sdp.NotAcceptable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Answers a caller who must know a code and asks for it. It is answered since many a network lets
 * nothing of a caller through before.
 */
final class Doorkeeper {
  private static final int TRIES = 3;

  /** The longest code there is. */
  private static final int LONGEST = 10;

  /** How long nobody presses a key at first, after the prompt; and then between two. */
  private static final Duration FIRST = Duration.ofSeconds(8);

  private static final Duration NEXT = Duration.ofSeconds(4);

  /** Longer than a 2xx is repeated for its ACK (RFC 3261, section 13.3.1.4). */
  private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(40);

  private final Mailbox mailbox;
  private final InboundLeg caller;
  private final Predicate<String> isCode;
  private final Queue<Character> pressed = new ArrayDeque<>();

  /** What came of it. */
  sealed interface Outcome {
    /** The code was right. */
    record Admitted() implements Outcome {}

    /** It was not, or there was none. */
    record Refused() implements Outcome {}

    /** The call has ended meanwhile. */
    record Ended(End end) implements Outcome {}
  }

  /** Nothing more is to be heard before the caller has keyed something in, or will not. */
  private sealed interface Keyed {
    record Digits(String text) implements Keyed {}

    record Over(End end) implements Keyed {}
  }

  Doorkeeper(Mailbox mailbox, InboundLeg caller, Predicate<String> isCode) {
    this.mailbox = mailbox;
    this.caller = caller;
    this.isCode = isCode;
  }

  /**
   * Answers in {@code spoken}, if the caller can be heard and spoken to in any of it. A caller that
   * another doorkeeper has answered before is only waited for, if it has not acknowledged that.
   *
   * @param sent runs when the answer is sent, or at once where it has been
   * @return how the call has ended, if it has; refused by us for want of a codec in common
   */
  Optional<End> open(List<RtpFormat> spoken, Runnable sent) throws InterruptedException {
    if (!answers(spoken, sent)) {
      return Optional.of(End.of(HangupCause.INCOMPATIBLE_MEDIA));
    }
    return caller.isAcknowledged() ? Optional.empty() : acknowledged();
  }

  /**
   * Asks whoever has been answered, by {@code first} and, after each code that is wrong, by {@code
   * again}.
   */
  Outcome ask(Prompt first, Prompt again) throws InterruptedException {
    caller.media().endpoint().hearKeyTones(true);
    try {
      return listen(first, again);
    } finally {
      caller.media().endpoint().hearKeyTones(false);
    }
  }

  private Outcome listen(Prompt first, Prompt again) throws InterruptedException {
    var prompt = first;
    for (int i = 0; i < TRIES; i++) {
      switch (keyed(prompt)) {
        case Keyed.Over(var end) -> {
          return new Outcome.Ended(end);
        }
        case Keyed.Digits(var digits) -> {
          if (digits.isEmpty()) {
            return new Outcome.Refused();
          }
          if (isCode.test(digits)) {
            return new Outcome.Admitted();
          }
        }
      }
      prompt = again;
    }
    return new Outcome.Refused();
  }

  /** Who speaks nothing that we can cannot be asked. */
  private boolean answers(List<RtpFormat> spoken, Runnable sent) {
    try {
      if (!Formats.carrySpeech(spoken)) {
        return false;
      }
      if (caller.isUp()) {
        sent.run();
      } else {
        caller.answer(spoken, Direction.SENDRECV, PacketTime.ANY, sent);
      }
      return true;
    } catch (NotAcceptable e) {
      return false;
    }
  }

  /** The beginning of what is said before is lost on many a caller. */
  private Optional<End> acknowledged() throws InterruptedException {
    long limit = System.nanoTime() + ACKNOWLEDGEMENT.toNanos();
    while (true) {
      var event = mailbox.next(limit);
      if (event.isEmpty()) {
        return Optional.of(End.of(HangupCause.NO_ACKNOWLEDGEMENT));
      }
      if (event.get() instanceof LegEvent.Acknowledged(var leg, _) && leg == caller) {
        return Optional.empty();
      }
      Keys.pressed(caller, event.get()).ifPresent(pressed::add);
      var over = Alone.take(caller, event.get());
      if (over.isPresent()) {
        return over;
      }
    }
  }

  /**
   * What is keyed in up to {@code #}, or up to a pause; the first key ends the prompt. Keys pressed
   * before it count, and a {@code #} alone means nothing: it may end a code that was whole already.
   */
  private Keyed keyed(Prompt prompt) throws InterruptedException {
    var digits = new StringBuilder();
    var endpoint = caller.media().endpoint();
    long until = System.nanoTime() + prompt.length().plus(FIRST).toNanos();
    if (pressed.isEmpty()) {
      endpoint.play(prompt, false);
    }
    while (!isWhole(digits)) {
      var event = mailbox.next(until);
      if (event.isEmpty()) {
        break;
      }
      var over = Alone.take(caller, event.get());
      if (over.isPresent()) {
        return new Keyed.Over(over.get());
      }
      var key = Keys.pressed(caller, event.get());
      if (key.isPresent()) {
        endpoint.stopPlaying();
        pressed.add(key.get());
        until = System.nanoTime() + NEXT.toNanos();
      }
    }
    return new Keyed.Digits(digits.toString());
  }

  private boolean isWhole(StringBuilder digits) {
    while (!pressed.isEmpty()) {
      char key = pressed.remove();
      if (key != '#') {
        digits.append(key);
      }
      if (key == '#' && !digits.isEmpty() || digits.length() == LONGEST) {
        return true;
      }
    }
    return false;
  }
}
