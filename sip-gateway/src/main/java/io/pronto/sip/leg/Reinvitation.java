package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import java.time.Duration;
import java.util.Optional;
import javax.sip.ClientTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One re-INVITE of ours (RFC 3261, section 14.1), until its transaction is over.
 *
 * <p>A peer that says 408 or 481, or no word at all, has lost the dialog (section 12.2.1.2). One
 * that says 100 is there, and a final response may be half an hour in coming, for which nothing
 * else could be offered by either side (section 14.1 and 14.2). So when nothing more has come for
 * {@link #PATIENCE} the re-INVITE is taken back by CANCEL (section 9.1). Such a 408 of our own does
 * not end the dialog, but is a refusal like any other: the session stays what it was (section
 * 14.1), and its timer finds out whether the peer is still there (RFC 4028, section 10). Until the
 * final response that follows the CANCEL, or for another {@link #PATIENCE} (section 9.1), there is
 * no other re-INVITE.
 */
final class Reinvitation {
  private static final Logger LOG = LoggerFactory.getLogger(Reinvitation.class);

  /** 64 × T1. */
  static final Duration PATIENCE = Duration.ofSeconds(32);

  private static final String REASON = "SIP;cause=408;text=\"Request Timeout\"";

  private final CallLeg leg;
  private final Outcome outcome;
  private final Runnable over;
  private Optional<ClientTransaction> transaction = Optional.empty();
  private Optional<Timers.Timer> timer = Optional.empty();
  private boolean givenUp;
  private boolean ended;

  /** What may come of it: one of the first three, and after the third perhaps the last. */
  interface Outcome {
    /** A 2xx has come, which has its ACK. */
    void answered(SIPResponse response);

    /** It is refused with {@code status}, or has failed for what that stands for. */
    void refused(int status);

    /** There was no final response in time. */
    void unanswered();

    /** After that it was agreed to all the same: the peer goes by what was offered. */
    void agreedTooLate();
  }

  /**
   * One that is silent until {@link #send}.
   *
   * @param over runs when another may follow, before the outcome is told
   */
  Reinvitation(CallLeg leg, Outcome outcome, Runnable over) {
    this.leg = leg;
    this.outcome = outcome;
    this.over = over;
  }

  void send(SIPRequest invite) {
    leg.sender.send(invite, this::take, this::failed, this::sent);
  }

  /** The leg ends: nothing is told any more. */
  void drop() {
    ended = true;
    stop();
  }

  private void sent(ClientTransaction begun) {
    transaction = Optional.of(begun);
    stop();
  }

  private void take(SIPResponse response) {
    int status = response.getStatusCode();
    if (status >= 200 && status < 300) {
      leg.sender.acknowledge(leg.dialog.acknowledgement(response.getCSeq().getSeqNumber()));
    }
    if (ended) {
      return;
    }
    if (status < 200) {
      progressed();
    } else {
      end();
      if (status >= 300) {
        refused(status);
      } else if (givenUp) {
        outcome.agreedTooLate();
      } else {
        outcome.answered(response);
      }
    }
  }

  private void failed(int status) {
    if (!ended) {
      end();
      refused(status);
    }
  }

  private void refused(int status) {
    if (!givenUp) {
      outcome.refused(status);
    }
  }

  private void progressed() {
    if (!givenUp) {
      after(this::giveUp);
    }
  }

  private void giveUp() {
    if (ended || givenUp) {
      return;
    }
    givenUp = true;
    after(this::abandon);
    try {
      leg.signalling
          .stack()
          .cancel(
              transaction.orElseThrow(),
              Messages.header("Reason", REASON),
              new Replying(leg.mailbox, _ -> {}, _ -> {}));
    } catch (SendFailed e) {
      LOG.atInfo().addKeyValue("call", leg.owner).log("A CANCEL was not sent: " + e.getMessage());
    }
    outcome.unanswered();
  }

  private void abandon() {
    if (!ended) {
      transaction.ifPresent(leg.signalling.stack()::forget);
      end();
    }
  }

  private void end() {
    ended = true;
    stop();
    over.run();
  }

  private void after(Runnable then) {
    stop();
    timer = Optional.of(leg.signalling.timers().after(PATIENCE, leg.owner, leg.mailbox, then));
  }

  private void stop() {
    timer.ifPresent(Timers.Timer::cancel);
    timer = Optional.empty();
  }
}
