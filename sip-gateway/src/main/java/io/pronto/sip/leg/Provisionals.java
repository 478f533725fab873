package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.sip.header.RAckHeader;

/**
 * The provisional responses to one INVITE: reliable where the caller requires it, or supports it
 * and they hold a session description (RFC 3262); one at a time, each repeated until its PRACK.
 */
final class Provisionals {
  private final CallLeg leg;
  private final IncomingRequest invite;
  private final boolean required;
  private final boolean supported;
  private final Runnable neverAcknowledged;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private Optional<Repeater> unacknowledged = Optional.empty();
  private long sequence = ThreadLocalRandom.current().nextLong(1, 1L << 30);

  /**
   * Nothing has been sent yet.
   *
   * @param neverAcknowledged runs when a reliable response has had no PRACK for 32 s
   */
  Provisionals(CallLeg leg, IncomingRequest invite, Runnable neverAcknowledged) {
    this.leg = leg;
    this.invite = invite;
    this.required = Headers.requires(invite.request(), "100rel");
    this.supported = required || SessionTerms.supports(invite.request(), "100rel");
    this.neverAcknowledged = neverAcknowledged;
  }

  /** Sends {@code response}, after those before it have been acknowledged. */
  void send(SIPResponse response) {
    boolean described = response.getRawContent() != null;
    if (!required && !(supported && described)) {
      leg.sender.respond(invite, response);
    } else {
      whenAcknowledged(() -> sendReliably(response));
    }
  }

  /** Runs {@code then} once nothing sent waits for a PRACK: at once, mostly. */
  void whenAcknowledged(Runnable then) {
    if (unacknowledged.isPresent()) {
      waiting.add(then);
    } else {
      then.run();
    }
  }

  /** Takes a PRACK; false when it acknowledges nothing that waits. */
  boolean acknowledged(SIPRequest prack) {
    if (unacknowledged.isEmpty()
        || !(prack.getHeader(RAckHeader.NAME) instanceof RAckHeader ack)
        || ack.getRSeqNumber() != sequence
        || ack.getCSeqNumber() != invite.request().getCSeq().getSeqNumber()) {
      return false;
    }
    unacknowledged.get().stop();
    unacknowledged = Optional.empty();
    return true;
  }

  /** Sends what has waited for the PRACK that has just been answered. */
  void proceed() {
    while (unacknowledged.isEmpty() && !waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  /** A final response goes out, or nobody listens any more. */
  void stop() {
    unacknowledged.ifPresent(Repeater::stop);
    unacknowledged = Optional.empty();
    waiting.clear();
  }

  private void sendReliably(SIPResponse response) {
    sequence++;
    response.setHeader(Messages.header("Require", "100rel"));
    response.setHeader(Messages.header("RSeq", Long.toString(sequence)));
    leg.sender.respond(invite, response);
    Consumer<SIPResponse> again = repeated -> leg.sender.resend(invite, repeated);
    unacknowledged =
        Optional.of(
            new Repeater(
                leg.signalling.timers(),
                leg.mailbox,
                leg.owner,
                false,
                () -> again.accept(response),
                neverAcknowledged));
  }
}
