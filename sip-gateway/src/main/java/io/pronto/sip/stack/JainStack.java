package io.pronto.sip.stack;

import gov.nist.javax.sip.EventWrapper;
import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import gov.nist.javax.sip.stack.SIPDialog;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import gov.nist.javax.sip.stack.SIPTransaction;
import gov.nist.javax.sip.stack.ServerRequestInterface;
import gov.nist.javax.sip.stack.ServerResponseInterface;
import gov.nist.javax.sip.stack.StackMessageFactory;
import io.pronto.sip.wire.Flow;
import io.pronto.sip.wire.Host;
import io.pronto.sip.wire.ListeningPort;
import io.pronto.sip.wire.Receiver;
import io.pronto.sip.wire.WireChannel;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.TooManyListenersException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.PeerUnavailableException;
import javax.sip.SipException;
import javax.sip.TransactionState;
import javax.sip.message.Request;

/**
 * The transactions of JAIN-SIP (RFC 3261, section 17) and nothing else of it: its dialogs, its
 * event queue and its routing are passed by. Messages come in through {@link Receiver} and go out
 * through {@link WireChannel}; each transaction's owner is told directly.
 */
final class JainStack extends SipStackImpl implements Receiver {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String LONGEST_INVITE_SECONDS = "1800";
  private static final String LONGEST_OTHER_SECONDS = "90";

  private final Handlers handlers;
  private final JainEvents events = new JainEvents();

  private JainStack(Properties properties, Handlers handlers) throws PeerUnavailableException {
    super(properties);
    this.handlers = handlers;
    setMessageFactory(new Deliveries());
    endScanner();
  }

  /** A stack without sockets that hands what arrives to {@code handlers}. */
  static JainStack create(Handlers handlers) {
    try {
      return new JainStack(properties(), handlers);
    } catch (PeerUnavailableException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Properties properties() {
    var properties = new Properties();
    properties.setProperty("javax.sip.STACK_NAME", "pronto-" + COUNT.incrementAndGet());
    properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
    properties.setProperty(
        "gov.nist.javax.sip.AUTOMATIC_DIALOG_ERROR_HANDLING", String.valueOf(false));
    properties.setProperty("gov.nist.javax.sip.STACK_LOGGER", StackLog.class.getName());
    properties.setProperty("gov.nist.javax.sip.SERVER_LOGGER", MessageLog.class.getName());
    properties.setProperty("gov.nist.javax.sip.REENTRANT_LISTENER", String.valueOf(true));
    properties.setProperty(
        "gov.nist.javax.sip.CANCEL_CLIENT_TRANSACTION_CHECKED", String.valueOf(false));
    properties.setProperty("gov.nist.javax.sip.MAX_TX_LIFETIME_INVITE", LONGEST_INVITE_SECONDS);
    properties.setProperty("gov.nist.javax.sip.MAX_TX_LIFETIME_NON_INVITE", LONGEST_OTHER_SECONDS);
    return properties;
  }

  /** Takes {@code point} as one of its listening points, and starts it. */
  void listen(ListeningPort point) throws IOException {
    setMessageProcessorFactory(
        (stack, address, port, _) -> {
          point.initialize(address, port, stack);
          return point;
        });
    try {
      var local = point.local();
      var listening =
          createListeningPoint(
              Host.literal(local.getAddress()), local.getPort(), point.protocol().parameter());
      endScanner();
      createSipProvider(listening).addSipListener(events);
    } catch (SipException | InvalidArgumentException | TooManyListenersException e) {
      throw new IOException("SIP cannot listen on " + Flow.text(point.local()), e);
    }
  }

  /**
   * Ends the thread that would have brought events to a listener which is not reentrant. Told to
   * stop, it sees so after the next event only, and until then keeps all of the stack from being
   * collected.
   */
  private void endScanner() {
    getEventScanner().forceStop();
    getEventScanner().addEvent(new EventWrapper(new IOExceptionEvent(this, "", 0, ""), null));
  }

  /** Where a transaction leaves what it has accepted. */
  private final class Deliveries implements StackMessageFactory {
    @Override
    public ServerRequestInterface newSIPServerRequest(
        SIPRequest request, SIPTransaction transaction) {
      return (accepted, _) -> deliver(accepted, (SIPServerTransaction) transaction);
    }

    @Override
    public ServerResponseInterface newSIPServerResponse(
        SIPResponse response, MessageChannel channel) {
      return new ServerResponseInterface() {
        @Override
        public void processResponse(SIPResponse accepted, MessageChannel from, SIPDialog none) {
          processResponse(accepted, from);
        }

        @Override
        public void processResponse(SIPResponse accepted, MessageChannel from) {
          JainStack.this.deliver(accepted);
        }
      };
    }
  }

  @Override
  public void request(SIPRequest request, WireChannel channel) {
    if (request.getMethod().equals(Request.ACK) && !isForTransaction(request)) {
      handlers.request(new IncomingRequest(request, Optional.empty(), channel.flow()));
      return;
    }
    var accepted = (SIPServerTransaction) newSIPServerRequest(request, channel);
    if (accepted != null) {
      try {
        accepted.processRequest(request, channel);
      } finally {
        accepted.releaseSem();
      }
    }
  }

  @Override
  public void response(SIPResponse response, WireChannel channel) {
    var waiting = (SIPClientTransaction) findTransaction(response.getTransactionId(), false);
    if (waiting == null) {
      handlers.stray(response, channel.flow());
      return;
    }
    if (!waiting.checkFromTag(response) || newSIPServerResponse(response, channel) == null) {
      return;
    }
    try {
      waiting.processResponse(response, channel);
    } finally {
      waiting.releaseSem();
    }
  }

  /** A broken connection fails at once what was sent on it, not after the 32 s of a timer. */
  @Override
  public void lost(WireChannel channel) {
    for (var transaction : clientTransactionTable.values()) {
      if (transaction.getRequestChannel() == channel && !transaction.isTerminated()) {
        Awaited.of(transaction).ifPresent(Awaited::transportFailed);
        discard(transaction);
      }
    }
    if (!toExit) {
      handlers.lost(channel.flow());
    }
  }

  /** Closes the connection {@code flow} if a request sent on it has had no word of answer yet. */
  void closeIfDeaf(Flow flow) {
    for (var transaction : clientTransactionTable.values()) {
      if (transaction.getRequestChannel() instanceof WireChannel channel
          && channel.flow().equals(flow)
          && isUnheard(transaction)) {
        channel.close();
        return;
      }
    }
  }

  private static boolean isUnheard(SIPClientTransaction transaction) {
    return switch (transaction.getInternalState()) {
      case TransactionState._CALLING, TransactionState._TRYING -> true;
      default -> false;
    };
  }

  /** Puts a new request on its way; {@code replies} hears of it from now on. */
  SIPClientTransaction open(SIPRequest request, WireChannel channel, Replies replies) {
    var transaction = createClientTransaction(request, channel);
    transaction.setBranch(request.getTopmostVia().getBranch());
    transaction.setApplicationData(new Awaited(replies));
    transaction.addEventListener(transaction.getSipProvider());
    addTransaction(transaction);
    return transaction;
  }

  /** Forgets a transaction that came to nothing. */
  void discard(SIPClientTransaction transaction) {
    transaction.setState(TransactionState._TERMINATED);
    removeTransaction(transaction);
  }

  /** The INVITE that {@code cancel} names: the one of the same branch. */
  Optional<SIPServerTransaction> inviteOf(SIPRequest cancel) {
    var branch = cancel.getTopmostVia().getBranch();
    var found = branch == null ? null : findTransaction(branch.toLowerCase(Locale.ROOT), true);
    return Optional.ofNullable((SIPServerTransaction) found)
        .filter(SIPServerTransaction::isInviteTransaction);
  }

  /** Ends without the second's wait of the original. */
  @Override
  public void stopStack() {
    toExit = true;
    for (var processor : getMessageProcessors()) {
      removeMessageProcessor(processor);
    }
    getTimer().stop();
    clientTransactionTable.clear();
    serverTransactionTable.clear();
  }

  /** An ACK to a 3xx–6xx belongs to the INVITE's transaction, one to a 2xx to nobody here. */
  private boolean isForTransaction(SIPRequest acknowledgement) {
    var invite = findTransaction(acknowledgement.getTransactionId(), true);
    return invite != null && !invite.isTerminated();
  }

  private void deliver(SIPRequest request, SIPServerTransaction transaction) {
    try {
      addTransaction(transaction);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    transaction.addEventListener(transaction.getSipProvider());
    var channel = (WireChannel) request.getMessageChannel();
    handlers.request(new IncomingRequest(request, Optional.of(transaction), channel.flow()));
  }

  private void deliver(SIPResponse response) {
    var waiting = (SIPClientTransaction) findTransaction(response.getTransactionId(), false);
    if (waiting != null) {
      Awaited.of(waiting).ifPresent(awaited -> awaited.response(response));
    }
  }
}
