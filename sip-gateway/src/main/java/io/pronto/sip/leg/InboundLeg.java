package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.call.HangupCause;
import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.BadSdp;
import io.pronto.sip.sdp.Encryption;
import io.pronto.sip.sdp.Formats;
import io.pronto.sip.sdp.NotAcceptable;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import java.util.List;
import java.util.Optional;
import javax.sip.message.Request;

/** The leg of the party that calls: its INVITE came to us (RFC 3261, section 13.3). */
public final class InboundLeg extends CallLeg {
  private static final int RINGING = 180;
  private static final int PROGRESS = 183;

  /** What an INVITE may bring: an offer, alone or among other things. */
  public static final List<String> BODIES =
      List.of("application/sdp", "multipart/mixed", "application/pidf+xml");

  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final int PRACK_TIMEOUT = 504;
  private static final String RETRY_AFTER_SECONDS = "30";

  private final IncomingRequest invite;
  private final Optional<Described> offer;
  private final Provisionals provisionals;
  private Optional<SIPResponse> finalResponse = Optional.empty();
  private Optional<String> earlyAnswer = Optional.empty();
  private boolean hasRung;
  private boolean answers;

  private InboundLeg(
      Signalling signalling,
      Owner owner,
      IncomingRequest invite,
      Optional<Described> offer,
      Dialog dialog,
      Counterpart caller) {
    super(signalling, owner, dialog, "caller", caller);
    this.invite = invite;
    this.offer = offer;
    this.provisionals = new Provisionals(this, invite, () -> reject(PRACK_TIMEOUT));
    learn(invite.request());
  }

  /**
   * Takes the call that {@code invite} asks for.
   *
   * @throws BadSdp when its offer is not well formed
   * @throws NotAcceptable when its offer has no audio that is known and may be spoken
   */
  public static InboundLeg of(
      Signalling signalling, Owner owner, IncomingRequest invite, Counterpart caller)
      throws BadSdp, NotAcceptable {
    var offer = Described.in(invite.request(), caller.encryption(owner.forHelp()));
    if (offer.isPresent() && !Formats.carrySpeech(formats(offer.get(), caller))) {
      throw new NotAcceptable("no audio format that may be spoken on this trunk");
    }
    var dialog = Dialog.answering(invite, caller);
    return new InboundLeg(signalling, owner, invite, offer, dialog, caller);
  }

  private static List<RtpFormat> formats(Described offer, Counterpart caller) {
    return caller.codecs().of(offer.audio().formats());
  }

  /**
   * What is answered to an INVITE that cannot be taken: 422 when its session interval is below our
   * minimum (RFC 4028, section 9), 415 when its body is of another type (RFC 3261, section 8.2.3);
   * empty when it can.
   */
  public static Optional<SIPResponse> refusal(IncomingRequest invite) {
    if (SessionTerms.tooBrief(invite.request())) {
      return Optional.of(SessionTerms.refusing(invite.request()));
    }
    if (Described.isForeign(invite.request())) {
      var response = Messages.response(invite.request(), UNSUPPORTED_MEDIA_TYPE);
      response.setHeader(Messages.list("Accept", BODIES));
      return Optional.of(response);
    }
    return Optional.empty();
  }

  /** What the caller offers; empty when it wants our offer in the answer. */
  public Optional<Audio> offer() {
    return offer.map(Described::audio).map(codecs()::of);
  }

  /** The INVITE. */
  public IncomingRequest invite() {
    return invite;
  }

  /** Says that it rings: 180, once. */
  public void ring() {
    if (!hasRung && isAwaitingFinal()) {
      hasRung = true;
      provisionals.send(sender.response(invite.request(), RINGING));
    }
  }

  /**
   * Lets the caller hear something before the answer: 183 with our answer to its offer, which is
   * final from then on (RFC 3261, section 13.2.1).
   *
   * @param chosen the encodings, best first, under any numbers
   * @param packetTime how much sound whoever listens wants a packet to hold
   * @throws NotAcceptable when the caller offered none of them, or nothing
   */
  public void progress(List<RtpFormat> chosen, PacketTime packetTime) throws NotAcceptable {
    if (earlyAnswer.isPresent() || !isAwaitingFinal()) {
      return;
    }
    var described = offer.orElseThrow(() -> new NotAcceptable("the caller has not offered yet"));
    var answer = opened().answer(described, chosen, Direction.SENDRECV, packetTime);
    earlyAnswer = Optional.of(answer);
    var response = sender.response(invite.request(), PROGRESS);
    Described.put(response, answer);
    provisionals.send(response);
  }

  /** Whether the caller can hear us before the answer. */
  public boolean hasEarlyMedia() {
    return earlyAnswer.isPresent();
  }

  /**
   * Answers: 200 with our answer, or with our offer to a caller that made none. After {@link
   * #progress} the answer is what it was then.
   *
   * @param chosen the encodings, best first, under any numbers
   * @param packetTime how much sound whoever listens wants a packet to hold
   * @param sent runs when the 200 is sent: at once, unless a description sent before waits for its
   *     PRACK
   * @throws NotAcceptable when the caller offered none of them
   */
  public void answer(
      List<RtpFormat> chosen, Direction direction, PacketTime packetTime, Runnable sent)
      throws NotAcceptable {
    if (!isAwaitingFinal() || answers) {
      return;
    }
    var response = sender.response(invite.request(), 200);
    var terms = SessionTerms.answering(invite.request());
    terms.put(response, invite.request());
    Described.put(response, description(chosen, direction, packetTime));
    answers = true;
    provisionals.whenAcknowledged(
        () -> {
          send(response, terms);
          sent.run();
        });
  }

  /** A 2xx waits for the PRACK of a description sent before (RFC 3262, section 3). */
  private void send(SIPResponse answer, SessionTerms terms) {
    finalResponse = Optional.of(answer);
    provisionals.stop();
    answeredNow(terms);
    sendAnswer(invite, answer);
  }

  /**
   * Refuses the call for {@code cause}, with {@code status} of it or of whom it was put to. Without
   * effect once a final response is sent.
   */
  public void reject(int status, HangupCause cause) {
    if (!isAwaitingFinal()) {
      return;
    }
    var response = Messages.response(invite.request(), status);
    response.setHeader(Messages.header("Reason", cause.reason()));
    if (status == 503) {
      response.setHeader(Messages.header("Retry-After", RETRY_AFTER_SECONDS));
    }
    rejectWith(response, cause.code());
  }

  /** Whether {@code again} is this leg's INVITE sent once more, not another that looks like it. */
  public boolean isOf(IncomingRequest again) {
    return again
        .request()
        .getTopmostVia()
        .getBranch()
        .equals(invite.request().getTopmostVia().getBranch());
  }

  /** The INVITE has come again: its final response is sent again. For any thread. */
  public void repeated() {
    mailbox.post(
        () -> {
          if (isUnacknowledged()) {
            finalResponse.ifPresent(response -> sender.resend(invite, response));
          }
        });
  }

  /** The caller's CANCEL has come. For any thread. */
  public void cancelled() {
    mailbox.post(
        () -> {
          if (isAwaitingFinal()) {
            reject(HangupCause.CANCELLED.sipStatus(), HangupCause.CANCELLED);
            mailbox.tell(new LegEvent.Cancelled(this));
          }
        });
  }

  @Override
  boolean isAwaitingFinal() {
    return finalResponse.isEmpty();
  }

  @Override
  void endBeforeAnswer(HangupCause cause) {
    int status = cause.sipStatus() < 300 ? 480 : cause.sipStatus();
    if (isAwaitingFinal()) {
      reject(status, cause);
    }
  }

  @Override
  void byeBeforeAnswer() {
    rejectWith(
        Messages.response(invite.request(), HangupCause.CANCELLED.sipStatus()),
        HangupCause.CANCELLED.code());
    mailbox.tell(new LegEvent.Cancelled(this));
  }

  @Override
  void forget() {
    // What its final response leaves of the INVITE's transaction ends by itself.
  }

  @Override
  void takeStray(SIPResponse response) {
    // The caller's leg sends INVITEs only within its dialog; their ACKs are the stack's.
  }

  @Override
  boolean takeSpecial(IncomingRequest incoming) {
    if (!incoming.is(Request.PRACK) || !provisionals.acknowledged(incoming.request())) {
      return false;
    }
    sender.respond(incoming, 200);
    provisionals.proceed();
    return true;
  }

  private void reject(int status) {
    reject(status, HangupCause.NO_ACKNOWLEDGEMENT);
    mailbox.tell(new LegEvent.Lost(this, HangupCause.NO_ACKNOWLEDGEMENT));
  }

  private void rejectWith(SIPResponse response, String why) {
    if (!isAwaitingFinal()) {
      return;
    }
    provisionals.stop();
    Headers.tag(response, dialog.localTag());
    finalResponse = Optional.of(response);
    finalStatus(response.getStatusCode());
    note(why);
    sender.respond(invite, response);
    finish();
  }

  private String description(List<RtpFormat> chosen, Direction direction, PacketTime packetTime)
      throws NotAcceptable {
    if (earlyAnswer.isPresent()) {
      return earlyAnswer.get();
    }
    if (offer.isPresent()) {
      return opened().answer(offer.get(), chosen, direction, packetTime);
    }
    expectLateAnswer();
    return opened().offer(chosen, direction, packetTime);
  }

  /** There is one offer only, for which a call for help is not to fail. */
  @Override
  Encryption firstOffer() {
    var first = super.firstOffer();
    return isForHelp() && first == Encryption.DEMANDED ? Encryption.OFFERED : first;
  }

  private LegMedia opened() {
    return hasMedia() ? media() : openMedia();
  }
}
