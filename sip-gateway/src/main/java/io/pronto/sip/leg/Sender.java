package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.stack.Credentials;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SendFailed;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javax.sip.ClientTransaction;
import javax.sip.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what belongs to the dialog of one leg. */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private final Signalling signalling;
  private final CallLeg.Owner owner;
  private final Dialog dialog;
  private final Optional<Credentials> credentials;

  /** What is sent proves itself by {@code credentials} when the peer asks for it. */
  Sender(
      Signalling signalling,
      CallLeg.Owner owner,
      Dialog dialog,
      Optional<Credentials> credentials) {
    this.signalling = signalling;
    this.owner = owner;
    this.dialog = dialog;
    this.credentials = credentials;
  }

  /**
   * {@code request} once more with the proof that {@code response} asks for, under the dialog's
   * next number (RFC 3261, section 22.2); empty when it asks for none, or for one that we cannot
   * give.
   */
  Optional<SIPRequest> proven(SIPRequest request, SIPResponse response) {
    if (!Credentials.isAsked(response) || credentials.isEmpty()) {
      return Optional.empty();
    }
    var proof =
        credentials.get().answer(response, request.getMethod(), request.getRequestURI().toString());
    return proof.map(
        header -> {
          var again = (SIPRequest) request.clone();
          again.setHeader(dialog.nextNumber(request.getMethod()));
          again.setHeader(header);
          return again;
        });
  }

  /** Our Contact in this dialog. */
  Header contact() {
    return Messages.contact(
        Messages.address(signalling.stack().contact(dialog.current(signalling.stack()))));
  }

  /** A response of {@code status} with the dialog's tag; a success says what we understand. */
  SIPResponse response(SIPRequest request, int status) {
    var response = Messages.response(request, status);
    Headers.tag(response, dialog.localTag());
    if (status < 300) {
      response.setHeader(contact());
      response.setHeader(Headers.ALLOW);
      response.setHeader(Headers.SUPPORTED);
    }
    return response;
  }

  void respond(IncomingRequest incoming, int status) {
    respond(incoming, response(incoming.request(), status));
  }

  /** Sends {@code response}; a caller that cannot be reached will hang up, or be found silent. */
  void respond(IncomingRequest incoming, SIPResponse response) {
    try {
      signalling.stack().respond(incoming, response);
    } catch (SendFailed e) {
      LOG.atDebug().addKeyValue("call", owner.call()).setCause(e).log("A response was not sent");
    }
  }

  /** Sends {@code response} once more, past its transaction. */
  void resend(IncomingRequest invite, SIPResponse response) {
    try {
      signalling.stack().resend(invite, response, dialog.name());
    } catch (SendFailed e) {
      LOG.atDebug().addKeyValue("call", owner.call()).setCause(e).log("An answer is not repeated");
    }
  }

  /**
   * Sends a request within the dialog.
   *
   * @param failed takes the status that stands for a failure, be it of the network or to send
   */
  void send(SIPRequest request, Consumer<SIPResponse> responses, IntConsumer failed) {
    send(request, responses, failed, _ -> {});
  }

  /**
   * The same.
   *
   * @param sent takes the transaction, and another one where it is sent once more with a proof
   */
  void send(
      SIPRequest request,
      Consumer<SIPResponse> responses,
      IntConsumer failed,
      Consumer<ClientTransaction> sent) {
    transmit(
        request,
        response -> {
          var again = proven(request, response);
          if (again.isPresent()) {
            transmit(again.get(), responses, failed, sent);
          } else {
            responses.accept(response);
          }
        },
        failed,
        sent);
  }

  private void transmit(
      SIPRequest request,
      Consumer<SIPResponse> responses,
      IntConsumer failed,
      Consumer<ClientTransaction> sent) {
    try {
      sent.accept(
          signalling
              .stack()
              .send(
                  request,
                  dialog.next(signalling.stack(), request),
                  new Replying(
                      owner.mailbox(), responses, f -> failed.accept(Replying.status(f)))));
    } catch (SendFailed e) {
      say("A request was not sent", e);
      owner.mailbox().post(() -> failed.accept(503));
    }
  }

  void acknowledge(SIPRequest acknowledgement) {
    try {
      signalling
          .stack()
          .acknowledge(acknowledgement, dialog.next(signalling.stack(), acknowledgement));
    } catch (SendFailed e) {
      say("An ACK was not sent", e);
    }
  }

  private void say(String what, SendFailed failure) {
    LOG.atInfo().addKeyValue("call", owner.call()).log(what + ": " + failure.getMessage());
  }
}
