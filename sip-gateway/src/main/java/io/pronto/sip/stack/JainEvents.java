package io.pronto.sip.stack;

import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipListener;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;

/** What JAIN-SIP's timers report; its messages go the direct way of {@link JainStack}. */
final class JainEvents implements SipListener {
  @Override
  public void processTimeout(TimeoutEvent event) {
    if (!event.isServerTransaction()) {
      Awaited.of(event.getClientTransaction()).ifPresent(Awaited::timedOut);
    }
  }

  @Override
  public void processIOException(IOExceptionEvent event) {
    Optional.of(event.getSource())
        .filter(ClientTransaction.class::isInstance)
        .map(ClientTransaction.class::cast)
        .flatMap(Awaited::of)
        .ifPresent(Awaited::transportFailed);
  }

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {
    // The tables are gauges; nobody waits for the end of a transaction.
  }

  @Override
  public void processRequest(RequestEvent event) {
    throw new IllegalStateException("Requests do not come this way");
  }

  @Override
  public void processResponse(ResponseEvent event) {
    throw new IllegalStateException("Responses do not come this way");
  }

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {
    throw new IllegalStateException("There are no dialogs here");
  }
}
