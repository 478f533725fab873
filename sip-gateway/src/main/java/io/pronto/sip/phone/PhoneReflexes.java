package io.pronto.sip.phone;

import java.util.Optional;

/**
 * What any phone does in a call by itself: acknowledges, answers a challenge, a PRACK, a re-INVITE,
 * an UPDATE or a BYE. It never retransmits a request: the loopback loses nothing. Not safe for use
 * by two threads: the call sees to that.
 */
final class PhoneReflexes {
  private final PhoneDialog dialog;

  /** What re-INVITEs and UPDATEs are refused with. */
  Optional<String> refusal = Optional.empty();

  /** Whether re-INVITEs and UPDATEs are left unanswered. */
  boolean ignoring;

  /** Whether neither ACK nor PRACK is sent. */
  boolean withholding;

  /** Whether it knows nothing of the call any more, and says so of all but its end. */
  boolean forgetful;

  private String lastReply = "";
  private long lateOffer;
  private int repeated;
  private boolean confirmed;
  private boolean ended;

  PhoneReflexes(PhoneDialog dialog) {
    this.dialog = dialog;
  }

  boolean isConfirmed() {
    return confirmed;
  }

  boolean hasEnded() {
    return ended;
  }

  /** How often the answer to the INVITE has come again. */
  int repeated() {
    return repeated;
  }

  /** The call is over: nothing more is said. */
  void end() {
    ended = true;
    dialog.audio.direct(null, false);
  }

  /** Answers the INVITE; repeats of it get the same again. */
  void answer(SipMessage response) {
    lastReply = response.toString();
    dialog.send(response);
  }

  /** Sends a request of the test's; an INVITE without an offer gets its answer in the ACK. */
  void send(SipMessage request) {
    if (request.method().equals("INVITE") && request.body().isEmpty()) {
      lateOffer = request.sequence();
    }
    dialog.send(request);
  }

  /** Does what {@code message} asks for; false when it is of no interest to anybody else. */
  boolean take(SipMessage message) {
    if (!message.isResponse()) {
      return takeRequest(message);
    }
    return !message.method().equals("INVITE") || takeResponse(message);
  }

  /** Sends the ACK or PRACK to {@code response} that was withheld, and those that follow. */
  void stopWithholding(SipMessage response) {
    withholding = false;
    if (response.status() < 200) {
      progress(response);
    } else {
      acknowledge(response);
    }
  }

  /** Answers {@code request}, a re-INVITE or UPDATE. */
  void answerOffer(SipMessage request) {
    dialog.refreshTarget(request);
    var response = SipMessage.responding(request, "200 OK").with("Contact", dialog.phone.contact());
    var expires = request.find("Session-Expires");
    if (expires.isPresent()) {
      response = response.with("Session-Expires", expires.get());
    }
    if (request.method().equals("UPDATE") && request.body().isEmpty()) {
      dialog.send(response);
      return;
    }
    var answered = dialog.direction;
    if (!request.body().isEmpty()) {
      answered = Sdp.answering(Sdp.parse(request.body()).direction(), dialog.direction);
      dialog.hearFrom(request);
    }
    dialog.send(response.withBody("application/sdp", dialog.sdp(answered)));
  }

  /** Answers {@code request} with {@code sdp}. */
  void answerOffer(SipMessage request, String sdp) {
    dialog.refreshTarget(request);
    dialog.send(
        SipMessage.responding(request, "200 OK")
            .with("Contact", dialog.phone.contact())
            .withBody("application/sdp", sdp));
  }

  private boolean takeRequest(SipMessage request) {
    switch (request.method()) {
      case "ACK" -> {
        confirmed = true;
        dialog.hearFrom(request);
      }
      case "BYE" -> {
        end();
        dialog.send(SipMessage.responding(request, "200 OK"));
      }
      case "CANCEL" -> cancelled(request);
      case "INVITE" -> {
        return takeInvite(request);
      }
      case "UPDATE" -> takeOffer(request);
      default -> {
        var status = forgetful ? "481 Call/Transaction Does Not Exist" : "200 OK";
        dialog.send(SipMessage.responding(request, status));
      }
    }
    return true;
  }

  private void takeOffer(SipMessage request) {
    if (refusal.isPresent()) {
      dialog.send(SipMessage.responding(request, refusal.get()));
    } else if (!ignoring) {
      answerOffer(request);
    }
  }

  private boolean takeInvite(SipMessage request) {
    if (request.sequence() == dialog.invite.sequence() && !dialog.isOutgoing()) {
      if (!lastReply.isEmpty()) {
        dialog.send(SipMessage.parse(lastReply));
      }
      return false;
    }
    if (request.tag("To").isEmpty()) {
      dialog.invite = request;
      lastReply = "";
      ended = false;
      dialog.hearFrom(request);
    } else {
      takeOffer(request);
    }
    return true;
  }

  private boolean takeResponse(SipMessage response) {
    int status = response.status();
    if (status < 200) {
      progress(response);
      return true;
    }
    if (status >= 300) {
      return takeRefusal(response);
    }
    boolean first = dialog.isOutgoing() && response.sequence() == dialog.invite.sequence();
    repeated += confirmed && first ? 1 : 0;
    boolean news = !confirmed || !first;
    dialog.follow(response, confirmed);
    confirmed = true;
    acknowledge(response);
    return news;
  }

  private boolean takeRefusal(SipMessage response) {
    dialog.send(dialog.refusalAcknowledgement(response));
    boolean challenge = response.status() == 401 || response.status() == 407;
    if (challenge
        && response.sequence() == 1
        && dialog.invite.find("Proxy-Authorization").isEmpty()) {
      dialog.phone.send(dialog.invitation(response));
      return false;
    }
    ended |= !confirmed;
    return true;
  }

  private void progress(SipMessage response) {
    if (response.find("RSeq").isPresent() && !withholding) {
      dialog.follow(response, confirmed);
      var rack = response.header("RSeq") + " " + response.header("CSeq");
      dialog.send(dialog.request("PRACK").with("RAck", rack));
    }
    dialog.hearFrom(response);
  }

  private void acknowledge(SipMessage response) {
    if (withholding) {
      return;
    }
    var ack = dialog.acknowledgement(response);
    boolean late = dialog.wanted.filter(Invite::lateOffer).isPresent();
    if (late && response.sequence() == dialog.invite.sequence()) {
      ack = ack.withBody("application/sdp", dialog.description());
    } else if (response.sequence() == lateOffer) {
      ack = ack.withBody("application/sdp", dialog.sdp());
    }
    dialog.send(ack);
  }

  private void cancelled(SipMessage cancel) {
    dialog.send(SipMessage.responding(cancel, "200 OK"));
    if (!confirmed && !ended) {
      ended = true;
      answer(dialog.response("487 Request Terminated"));
    }
  }
}
