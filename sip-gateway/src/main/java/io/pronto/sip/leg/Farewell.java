package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.call.HangupCause;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import java.time.Duration;
import java.util.Optional;
import javax.sip.message.Request;

/**
 * Our answers that wait for their ACK, and our BYE, which must wait for it too (RFC 3261, sections
 * 13.3.1.4 and 15).
 */
final class Farewell {
  private static final int NO_WAY = 503;
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 10;

  private final CallLeg leg;
  private Optional<Unacknowledged> unacknowledged = Optional.empty();
  private Optional<HangupCause> owed = Optional.empty();
  private Optional<Timers.Timer> again = Optional.empty();
  private int attempts;

  Farewell(CallLeg leg) {
    this.leg = leg;
  }

  /** Sends a 2xx to an INVITE and repeats it until its ACK has come. */
  void await(IncomingRequest invite, SIPResponse response) {
    leg.sender.respond(invite, response);
    var repeater =
        new Repeater(
            leg.signalling.timers(),
            leg.mailbox,
            leg.owner,
            true,
            () -> leg.sender.resend(invite, response),
            this::neverAcknowledged);
    unacknowledged =
        Optional.of(new Unacknowledged(invite.request().getCSeq().getSeqNumber(), repeater));
  }

  /** Whether a 2xx of ours waits for its ACK. */
  boolean isAwaitingAcknowledgement() {
    return unacknowledged.isPresent();
  }

  /** Whether {@code ack} is the one waited for, and the session goes on. */
  boolean acknowledged(SIPRequest ack) {
    if (unacknowledged.filter(waiting -> waiting.isMeantBy(ack)).isEmpty()) {
      return false;
    }
    stop();
    if (owed.isPresent()) {
      bye(owed.get());
      return false;
    }
    return true;
  }

  /** Says BYE, once it may be said. */
  void say(HangupCause cause) {
    if (unacknowledged.isPresent()) {
      owed = Optional.of(cause);
    } else {
      bye(cause);
    }
  }

  /** No ACK is waited for any more. */
  void stop() {
    unacknowledged.ifPresent(Unacknowledged::stop);
    unacknowledged = Optional.empty();
    again.ifPresent(Timers.Timer::cancel);
    again = Optional.empty();
  }

  private void neverAcknowledged() {
    unacknowledged = Optional.empty();
    if (owed.isPresent()) {
      bye(owed.get());
    } else {
      leg.lost(HangupCause.NO_ACKNOWLEDGEMENT);
    }
  }

  private void bye(HangupCause cause) {
    owed = Optional.empty();
    var bye = leg.dialog.request(Request.BYE);
    bye.setHeader(Messages.header("Reason", cause.reason()));
    leg.sender.send(bye, this::answered, status -> failed(cause, status));
  }

  /** A phone whose connection broke is to hear of the end when it comes back soon. */
  private void failed(HangupCause cause, int status) {
    attempts++;
    if (status != NO_WAY || !leg.dialog.isAway(leg.signalling.stack()) || attempts == ATTEMPTS) {
      leg.finish();
    } else if (!leg.isOver()) {
      again =
          Optional.of(
              leg.signalling.timers().after(AGAIN, leg.owner, leg.mailbox, () -> bye(cause)));
    }
  }

  private void answered(SIPResponse response) {
    if (response.getStatusCode() >= 200) {
      leg.finish();
    }
  }
}
