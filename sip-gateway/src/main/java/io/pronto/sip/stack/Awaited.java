package io.pronto.sip.stack;

import gov.nist.javax.sip.stack.SIPClientTransaction;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sip.Transaction;
import javax.sip.message.Response;

/** Stands between a client transaction and who waits for it, and tells of a failure only once. */
final class Awaited {
  private final Replies replies;
  private final AtomicBoolean over = new AtomicBoolean();

  Awaited(Replies replies) {
    this.replies = replies;
  }

  /** Who waits for {@code transaction}. */
  static Optional<Awaited> of(Transaction transaction) {
    return Optional.ofNullable((Awaited) transaction.getApplicationData());
  }

  static Optional<Awaited> of(SIPClientTransaction transaction) {
    return Optional.ofNullable((Awaited) transaction.getApplicationData());
  }

  void response(Response response) {
    if (response.getStatusCode() >= 200) {
      over.set(true);
    }
    replies.response(response);
  }

  void timedOut() {
    fail(Replies.Failure.TIMEOUT);
  }

  void transportFailed() {
    fail(Replies.Failure.TRANSPORT);
  }

  private void fail(Replies.Failure failure) {
    if (over.compareAndSet(false, true)) {
      replies.failed(failure);
    }
  }
}
