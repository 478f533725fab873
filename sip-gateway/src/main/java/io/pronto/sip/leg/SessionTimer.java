package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.call.HangupCause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.sip.message.Request;

/**
 * Keeps one session alive, or finds that it is not (RFC 4028): refreshes it at half-time when that
 * is ours to do, else waits for the peer's refresh.
 */
final class SessionTimer {
  private static final Duration AWAY = Duration.ofSeconds(5);

  private final CallLeg leg;
  private Optional<Timers.Timer> timer = Optional.empty();
  private SessionTerms terms = new SessionTerms(SessionTerms.INTERVAL, true);
  private boolean updateRefused;
  private Duration spent = Duration.ZERO;

  SessionTimer(CallLeg leg) {
    this.leg = leg;
  }

  /** The session is agreed, or refreshed, on these terms from now. */
  void begin(SessionTerms agreed) {
    terms = agreed;
    spent = Duration.ZERO;
    wait(agreed.untilDue(), agreed.ours() ? this::refresh : this::expired);
  }

  void stop() {
    timer.ifPresent(Timers.Timer::cancel);
    timer = Optional.empty();
  }

  SessionTerms terms() {
    return terms;
  }

  private void wait(Duration time, Runnable then) {
    stop();
    if (!leg.isUp()) { // an answer that came after the end
      return;
    }
    timer = Optional.of(leg.signalling.timers().after(time, leg.owner, leg.mailbox, then));
  }

  private void expired() {
    if (leg.isUp()) {
      leg.lost(HangupCause.SESSION_EXPIRED);
    }
  }

  private void refresh() {
    if (!leg.isUp()) {
      return;
    }
    if (leg.isNegotiating()) {
      retry();
    } else if (leg.peerUpdates() && !updateRefused) {
      var update = leg.dialog.request(Request.UPDATE);
      SessionTerms.ask(update, terms.seconds(), SessionTerms.MINIMUM);
      update.setHeader(Headers.SUPPORTED);
      update.setHeader(leg.sender.contact());
      leg.sender.send(update, this::refreshed, this::failed);
    } else {
      leg.repeatOffer();
    }
  }

  private void refreshed(SIPResponse response) {
    int status = response.getStatusCode();
    if (status >= 300) {
      failed(status);
    } else if (status >= 200) {
      begin(SessionTerms.answered(response));
    }
  }

  /** An UPDATE, or a re-INVITE that repeats what is agreed, has come to nothing. */
  void failed(int status) {
    switch (status) {
      case 408, 481 -> leg.lost(HangupCause.SESSION_EXPIRED);
      case 503 -> retryUntilExpired(Duration.ZERO);
      case 405, 501 -> {
        updateRefused = true;
        refresh();
      }
      case 491, 500 -> retry();
      default -> begin(terms);
    }
  }

  /** A re-INVITE that repeats what is agreed has been taken back when {@code waited} was over. */
  void unanswered(Duration waited) {
    retryUntilExpired(waited);
  }

  /** A phone whose connection broke may come back before its session is over. */
  private void retryUntilExpired(Duration waited) {
    spent = spent.plus(waited).plus(AWAY);
    if (spent.toSeconds() >= terms.seconds() - terms.untilDue().toSeconds()) {
      expired();
    } else {
      wait(AWAY, this::refresh);
    }
  }

  private void retry() {
    wait(Duration.ofMillis(ThreadLocalRandom.current().nextLong(2_100, 4_000)), this::refresh);
  }
}
