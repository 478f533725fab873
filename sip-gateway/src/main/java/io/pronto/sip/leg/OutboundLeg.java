package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.call.HangupCause;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.BadSdp;
import io.pronto.sip.sdp.NotAcceptable;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.Replies;
import io.pronto.sip.stack.SendFailed;
import io.pronto.sip.wire.Flow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sip.ClientTransaction;
import javax.sip.address.Address;
import javax.sip.address.URI;
import javax.sip.header.Header;
import javax.sip.header.RSeqHeader;
import javax.sip.message.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The leg to one device or trunk: its INVITE is ours (RFC 3261, section 13.2). */
public final class OutboundLeg extends CallLeg {
  private static final Logger LOG = LoggerFactory.getLogger(OutboundLeg.class);
  private static final int RINGING = 180;
  private static final int INTERVAL_TOO_BRIEF = 422;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final int NOT_ACCEPTABLE_ANYWHERE = 606;
  private static final int NOT_ACCEPTABLE = 488;

  private final Invitation invitation;
  private Optional<ClientTransaction> transaction = Optional.empty();
  private Optional<Header> cancelOwed = Optional.empty();
  private Optional<SIPRequest> acknowledgement = Optional.empty();
  private Optional<Audio> answer = Optional.empty();
  private Optional<Enclosure> enclosure = Optional.empty();
  private Optional<OfferSeries> offers = Optional.empty();
  private String sdp = "";
  private long inviteSequence;
  private long lastReliable;
  private int minimum = SessionTerms.MINIMUM;
  private boolean heardOf;
  private boolean rung;
  private boolean proven;
  private boolean progressed;
  private boolean cancelSent;
  private boolean awaitingFinal = true;

  /**
   * Whom to call and as whom.
   *
   * @param target the Request-URI
   * @param routes hops to pass, the first first
   * @param flows the ways to the first hop, each tried when the one before it fails; at least one
   * @param hops for Max-Forwards
   * @param headers what else the INVITE says: identity, diversion
   * @param counterpart who is called
   */
  public record Invitation(
      Address from,
      Address to,
      URI target,
      List<Address> routes,
      List<Flow> flows,
      int hops,
      List<Header> headers,
      Counterpart counterpart) {
    /** The same with more headers. */
    public Invitation with(List<Header> more) {
      return new Invitation(
          from,
          to,
          target,
          routes,
          flows,
          hops,
          Stream.concat(headers.stream(), more.stream()).toList(),
          counterpart);
    }
  }

  /** A leg that is silent until {@link #invite}. */
  public OutboundLeg(Signalling signalling, Owner owner, Invitation invitation) {
    super(
        signalling,
        owner,
        Dialog.calling(
            invitation.from(),
            invitation.to(),
            invitation.target(),
            invitation.routes(),
            invitation.flows().getFirst(),
            invitation.counterpart()),
        "called",
        invitation.counterpart());
    this.invitation = invitation;
  }

  /**
   * Calls, offering {@code formats}: {@link LegEvent.Progress}, {@link LegEvent.Answered} and
   * {@link LegEvent.Refused} follow.
   *
   * @param packetTime how much sound the other party wants a packet to hold
   */
  public void invite(List<RtpFormat> formats, PacketTime packetTime) {
    offers = Optional.of(new OfferSeries(openMedia(), formats, packetTime, encryptions()));
    sdp = offers.get().next();
    send();
  }

  /** What the INVITE is to carry beside its session description; to be said before it is sent. */
  public void enclose(Enclosure enclosed) {
    enclosure = Optional.of(enclosed);
  }

  /** Whether anything has come back to the INVITE as it was last sent, be it 100. */
  public boolean isHeeded() {
    return progressed || !awaitingFinal;
  }

  /** Whether the party has ever said anything, be it 100. */
  public boolean isHeardOf() {
    return heardOf;
  }

  /** Whether a telephone rings, or has rung, so that nobody may be called in its stead. */
  public boolean hasRung() {
    return rung;
  }

  /** What it answered, in early media or finally. */
  public Optional<Audio> answer() {
    return answer;
  }

  /** Takes the call back because another device has it: no missed call (RFC 3326, section 2). */
  public void answeredElsewhere() {
    if (awaitingFinal && cancelOwed.isEmpty()) {
      note("answered_elsewhere");
      cancelFor(Messages.header("Reason", "SIP;cause=200;text=\"Call completed elsewhere\""));
    }
  }

  @Override
  boolean isAwaitingFinal() {
    return awaitingFinal;
  }

  /** A CANCEL must wait for the first provisional response (RFC 3261, section 9.1). */
  @Override
  void endBeforeAnswer(HangupCause cause) {
    if (!awaitingFinal) {
      return;
    }
    cancelFor(Messages.header("Reason", cause.reason()));
  }

  private void cancelFor(Header reason) {
    cancelOwed = Optional.of(reason);
    if (transaction.isEmpty()) { // nobody has been asked
      awaitingFinal = false;
      finish();
    } else if (progressed) {
      cancel();
    }
  }

  @Override
  void byeBeforeAnswer() {
    cancelFor(Messages.header("Reason", HangupCause.NO_ANSWER.reason()));
    mailbox.tell(new LegEvent.Refused(this, new Rejection(480)));
  }

  @Override
  boolean takeSpecial(IncomingRequest incoming) {
    return false;
  }

  /** A 2xx once more, or that of another branch of a fork behind a proxy (section 13.2.2.4). */
  @Override
  void takeStray(SIPResponse response) {
    if (response.getStatusCode() / 100 == 2
        && response.getCSeq().getMethod().equals(Request.INVITE)) {
      takeSuccess(response);
    }
  }

  private void send() {
    var invite = dialog.request(Request.INVITE);
    invite.setHeader(Messages.header("Max-Forwards", Integer.toString(invitation.hops())));
    invite.setHeader(Headers.ALLOW);
    invite.setHeader(Headers.SUPPORTED);
    SessionTerms.ask(invite, Math.max(minimum, SessionTerms.INTERVAL), minimum);
    invitation.headers().forEach(invite::addHeader);
    Described.put(invite, sdp);
    enclosure.ifPresent(enclosed -> enclosed.put(invite, sdp));
    send(invite, invitation.flows());
  }

  private void send(SIPRequest invite, List<Flow> flows) {
    progressed = false;
    inviteSequence = invite.getCSeq().getSeqNumber();
    for (var flow : flows) {
      if (sent(invite, flow)) {
        return;
      }
    }
    mailbox.post(() -> refused(new Rejection(503)));
  }

  private boolean sent(SIPRequest invite, Flow flow) {
    try {
      dialog.keepTo(flow);
      invite.setHeader(sender.contact());
      var replies = new Replying(mailbox, response -> takeResponse(invite, response), this::failed);
      transaction = Optional.of(signalling.stack().send(invite, flow, replies));
      return true;
    } catch (SendFailed e) {
      LOG.atInfo().addKeyValue("call", owner).log("A leg cannot be opened: " + e.getMessage());
      return false;
    }
  }

  private void failed(Replies.Failure failure) {
    refused(new Rejection(Replying.status(failure)));
  }

  private void takeResponse(SIPRequest invite, SIPResponse response) {
    int status = response.getStatusCode();
    heardOf = true;
    learn(response);
    if (status < 200) {
      takeProvisional(response);
    } else if (status < 300) {
      takeSuccess(response);
    } else if (status == INTERVAL_TOO_BRIEF && asksForMore(response)) {
      minimum = SessionTerms.minimum(response);
      proven = false;
      send();
    } else if (isForWantOfSession(status) && mayOfferAgain()) {
      proven = false;
      sdp = offers.orElseThrow().next();
      send();
    } else if (!provenTo(invite, response)) {
      refused(new Rejection(status, Headers.q850(response), Headers.retryAfter(response)));
    }
  }

  /** A carrier's challenge is answered once; a second one says that the answer was wrong. */
  private boolean provenTo(SIPRequest invite, SIPResponse response) {
    if (proven || cancelOwed.isPresent() || !awaitingFinal) {
      return false;
    }
    var again = sender.proven(invite, response);
    again.ifPresent(
        request -> {
          proven = true;
          send(request, List.of(dialog.flow()));
        });
    return again.isPresent();
  }

  /** In a call for help anything is tried that may be meant so. */
  private boolean isForWantOfSession(int status) {
    return status == NOT_ACCEPTABLE
        || isForHelp() && (status == UNSUPPORTED_MEDIA_TYPE || status == NOT_ACCEPTABLE_ANYWHERE);
  }

  /**
   * It may accept another encryption, or only one at all. Who has said more than that before is
   * past it: the dialog that it began has ended with the refusal.
   */
  private boolean mayOfferAgain() {
    return awaitingFinal
        && cancelOwed.isEmpty()
        && dialog.remoteTag().isEmpty()
        && offers.filter(OfferSeries::hasNext).isPresent();
  }

  /** Each 422 must raise the minimum, or there would be no end of it (RFC 4028, section 7.3). */
  private boolean asksForMore(SIPResponse response) {
    int asked = SessionTerms.minimum(response);
    return cancelOwed.isEmpty() && asked > SessionTerms.INTERVAL && asked > minimum;
  }

  private void takeProvisional(SIPResponse response) {
    progressed = true;
    if (cancelOwed.isPresent()) {
      cancel();
      return;
    }
    if (response.getStatusCode() == 100 || !awaitingFinal || !isNews(response)) {
      return;
    }
    rung |= response.getStatusCode() == RINGING;
    if (response.getToTag() != null) {
      dialog.follow(response);
    }
    acknowledgeProvisional(response);
    mailbox.tell(new LegEvent.Progress(this, response.getStatusCode(), early(response)));
  }

  /** Whether a reliable provisional response is the next in order (RFC 3262, section 4). */
  private boolean isNews(SIPResponse response) {
    if (!(response.getHeader(RSeqHeader.NAME) instanceof RSeqHeader reliable)) {
      return true;
    }
    return lastReliable == 0
        || reliable.getSequenceNumber() == lastReliable + 1
        || !dialog.remoteTag().equals(response.getToTag());
  }

  private void acknowledgeProvisional(SIPResponse response) {
    if (response.getHeader(RSeqHeader.NAME) instanceof RSeqHeader reliable
        && Headers.requires(response, "100rel")) {
      lastReliable = reliable.getSequenceNumber();
      var prack = dialog.request(Request.PRACK);
      prack.setHeader(
          Messages.header("RAck", lastReliable + " " + inviteSequence + ' ' + Request.INVITE));
      sender.send(prack, _ -> {}, _ -> {});
    }
  }

  private Optional<Audio> early(SIPResponse response) {
    try {
      var described = Described.in(response, media().answersMay());
      if (described.isPresent()) {
        media().answered(described.get().audio());
        answer = media().theirs();
        return answer;
      }
    } catch (BadSdp | NotAcceptable e) {
      LOG.atInfo()
          .addKeyValue("call", owner)
          .log("Early media is not understood: " + e.getMessage());
    }
    return Optional.empty();
  }

  private void takeSuccess(SIPResponse response) {
    boolean other = !awaitingFinal && !dialog.remoteTag().equals(response.getToTag());
    if (other) {
      declineFork(response);
      return;
    }
    if (acknowledgement.isPresent()) {
      sender.acknowledge(acknowledgement.get());
      return;
    }
    awaitingFinal = false;
    dialog.follow(response);
    acknowledgement = Optional.of(dialog.acknowledgement(inviteSequence));
    sender.acknowledge(acknowledgement.get());
    if (cancelOwed.isPresent()) {
      sayByeAfterCancel();
    } else {
      established(response);
    }
  }

  private void established(SIPResponse response) {
    answeredNow(SessionTerms.answered(response));
    try {
      var described = Described.in(response, media().answersMay());
      if (described.isPresent()) {
        media().answered(described.get().audio());
        answer = media().theirs();
      }
      mailbox.tell(
          new LegEvent.Answered(
              this, answer.orElseThrow(() -> new NotAcceptable("the 2xx has no answer"))));
    } catch (BadSdp | NotAcceptable e) {
      LOG.atInfo().addKeyValue("call", owner).log("An answer is not understood: " + e.getMessage());
      end(HangupCause.INCOMPATIBLE_MEDIA);
      mailbox.tell(new LegEvent.Refused(this, new Rejection(NOT_ACCEPTABLE)));
    }
  }

  /** The 2xx has crossed our CANCEL: the call is taken and at once ended. */
  private void sayByeAfterCancel() {
    var bye = dialog.request(Request.BYE);
    bye.setHeader(cancelOwed.orElseThrow());
    sender.send(
        bye,
        answered -> {
          if (answered.getStatusCode() >= 200) {
            finish();
          }
        },
        _ -> finish());
  }

  /** A phone that has gone after it rang never ends its transaction (RFC 3261, section 9.1). */
  @Override
  void forget() {
    if (awaitingFinal) {
      transaction.ifPresent(signalling.stack()::forget);
    }
  }

  private void declineFork(SIPResponse response) {
    LOG.atInfo().addKeyValue("call", owner).log("A second answer to one INVITE is hung up");
    var fork = dialog.fork(response);
    sender.acknowledge(fork.acknowledgement(inviteSequence));
    sender.send(fork.request(Request.BYE), _ -> {}, _ -> {});
  }

  private void cancel() {
    try {
      if (transaction.isPresent() && !cancelSent) {
        cancelSent = true;
        signalling
            .stack()
            .cancel(
                transaction.get(),
                cancelOwed.orElseThrow(),
                new Replying(mailbox, _ -> {}, _ -> {}));
      }
    } catch (SendFailed e) {
      LOG.atInfo().addKeyValue("call", owner).log("A CANCEL was not sent: " + e.getMessage());
    }
  }

  private void refused(Rejection rejection) {
    if (!awaitingFinal) {
      return;
    }
    awaitingFinal = false;
    finalStatus(rejection.status());
    boolean news = cancelOwed.isEmpty();
    note(rejection.cause().code());
    finish();
    if (news) {
      mailbox.tell(new LegEvent.Refused(this, rejection));
    }
  }
}
