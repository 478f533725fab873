package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.media.MediaEvent;
import javax.sip.message.Request;

/**
 * Finds out whether a party that rightly sends no sound is still there: by OPTIONS within its
 * dialog (RFC 3261, section 11). Any answer but 408 and 481, which say that the dialog is gone
 * (section 12.2.1.2), shows that it is; none within 32 s, or no way to ask three times in a row,
 * that it is not.
 */
final class Pulse {
  private static final int TIMED_OUT = 408;
  private static final int NO_SUCH_DIALOG = 481;
  private static final int UNAVAILABLE = 503;

  /** So often it cannot be asked, one time after the other, before it is taken for gone. */
  private static final int TRIES = 3;

  private final CallLeg leg;
  private boolean asked;
  private int unsent;

  Pulse(CallLeg leg) {
    this.leg = leg;
  }

  /** Asks, unless that goes on; the call is told of {@code silence} where the party is gone. */
  void feel(MediaEvent.Silent silence) {
    if (asked || !leg.isUp()) {
      return;
    }
    asked = true;
    long heard = heard();
    leg.sender.send(
        leg.dialog.request(Request.OPTIONS),
        response -> answered(response, silence, heard),
        status -> failed(status, silence, heard));
  }

  /** A phone whose connection broke may come back. */
  private void failed(int status, MediaEvent.Silent silence, long heard) {
    if (status == UNAVAILABLE && ++unsent < TRIES) {
      asked = false;
    } else {
      gone(silence, heard);
    }
  }

  private void answered(SIPResponse response, MediaEvent.Silent silence, long heard) {
    int status = response.getStatusCode();
    if (status == TIMED_OUT || status == NO_SUCH_DIALOG) {
      gone(silence, heard);
    } else if (status >= 200) {
      asked = false;
      unsent = 0;
    }
  }

  /** Who has been heard meanwhile is there, whatever became of the question. */
  private void gone(MediaEvent.Silent silence, long heard) {
    asked = false;
    if (leg.isUp() && heard() == heard && !leg.media().endpoint().isIdle()) {
      leg.mailbox.tell(new LegEvent.Media(silence));
    }
  }

  private long heard() {
    return leg.media().statistics().packetsReceived();
  }
}
