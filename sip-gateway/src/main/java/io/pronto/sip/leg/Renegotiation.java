package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.call.HangupCause;
import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.BadSdp;
import io.pronto.sip.sdp.NotAcceptable;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javax.sip.message.Request;

/**
 * Offers within a dialog that stands, both ways (RFC 3261, section 14; RFC 3311): at most one at a
 * time. What changes nothing but an address is answered here; the rest is for the call.
 */
final class Renegotiation {
  private static final int TIMED_OUT = 408;
  private static final int UNAVAILABLE = 480;
  private static final int NO_SUCH_DIALOG = 481;
  private static final int TERMINATED = 487;
  private static final int NOT_ACCEPTABLE = 488;
  private static final int PENDING = 491;
  private static final int NO_WAY = 503;

  private final CallLeg leg;
  private Optional<Theirs> theirs = Optional.empty();
  private Optional<Reinvitation> ours = Optional.empty();
  private boolean lateAnswerDue;

  /** An offer of the peer, or its wish for one, that waits for the call. */
  private record Theirs(IncomingRequest request, Optional<Described> offer) {}

  /** What is done about each thing that may come of a re-INVITE of ours. */
  private final class Outcome implements Reinvitation.Outcome {
    private final Consumer<SIPResponse> answered;
    private final IntConsumer refused;
    private final Runnable unanswered;

    private Outcome(Consumer<SIPResponse> answered, IntConsumer refused, Runnable unanswered) {
      this.answered = answered;
      this.refused = refused;
      this.unanswered = unanswered;
    }

    @Override
    public void answered(SIPResponse response) {
      answered.accept(response);
    }

    @Override
    public void refused(int status) {
      refused.accept(status);
    }

    @Override
    public void unanswered() {
      unanswered.run();
    }

    /** Brings the peer back to what is agreed, unless something else is on its way to do so. */
    @Override
    public void agreedTooLate() {
      if (leg.isUp() && !isUnderWay()) {
        repeat(leg.media().repeat());
      }
    }
  }

  Renegotiation(CallLeg leg) {
    this.leg = leg;
  }

  boolean isUnderWay() {
    return ours.isPresent() || theirs.isPresent() || lateAnswerDue;
  }

  boolean waits() {
    return theirs.isPresent();
  }

  Audio offered() {
    return theirs.flatMap(Theirs::offer).map(Described::audio).map(leg.codecs()::of).orElseThrow();
  }

  /** Takes a re-INVITE or an UPDATE. */
  void take(IncomingRequest incoming) {
    if (ours.isPresent() && !(incoming.is(Request.UPDATE) && isEmpty(incoming))) {
      leg.sender.respond(incoming, PENDING);
      return;
    }
    if (theirs.isPresent() || lateAnswerDue || isTooEarly(incoming)) {
      var busy = leg.sender.response(incoming.request(), 500);
      int seconds = ThreadLocalRandom.current().nextInt(0, 10);
      busy.setHeader(Messages.header("Retry-After", Integer.toString(seconds)));
      leg.sender.respond(incoming, busy);
      return;
    }
    if (SessionTerms.tooBrief(incoming.request())) {
      var brief = SessionTerms.refusing(incoming.request());
      Headers.tag(brief, leg.dialog.localTag());
      leg.sender.respond(incoming, brief);
      return;
    }
    read(incoming);
  }

  /** An INVITE must be over before the next, and an offer answered (RFC 3261, 14.2; RFC 3311). */
  private boolean isTooEarly(IncomingRequest incoming) {
    return incoming.is(Request.INVITE)
        ? !leg.isUp() || leg.isUnacknowledged()
        : !leg.hasMedia() && !isEmpty(incoming);
  }

  private void read(IncomingRequest incoming) {
    try {
      var offer = Described.in(incoming.request(), leg.encryption());
      if (offer.isEmpty() && incoming.is(Request.UPDATE)) {
        succeed(incoming, Optional.empty());
        return;
      }
      theirs = Optional.of(new Theirs(incoming, offer));
      var audio = offer.map(Described::audio);
      var agreed = leg.media().ours();
      if (audio.isPresent() && agreed.isPresent() && leg.media().isAgreed(audio.get())) {
        accept(agreed.get().formats(), agreed.get().direction(), agreed.get().packetTime());
      } else if (!leg.isUp()) {
        refuse(NOT_ACCEPTABLE);
      } else {
        leg.mailbox.tell(new LegEvent.Offered(leg, audio.map(leg.codecs()::of)));
      }
    } catch (BadSdp e) {
      refuse(incoming, 400, e.getMessage());
    } catch (NotAcceptable e) {
      refuse(incoming, NOT_ACCEPTABLE, e.getMessage());
    }
  }

  /** Answers the peer's offer. */
  void accept(List<RtpFormat> chosen, Direction direction, PacketTime packetTime) {
    var waiting = theirs.orElseThrow();
    theirs = Optional.empty();
    try {
      var answer = leg.media().answer(waiting.offer().orElseThrow(), chosen, direction, packetTime);
      succeed(waiting.request(), Optional.of(answer));
    } catch (NotAcceptable e) {
      refuse(waiting.request(), NOT_ACCEPTABLE, e.getMessage());
    }
  }

  /** Answers the peer's wish for an offer with one; its answer comes in the ACK. */
  void counter(List<RtpFormat> formats, Direction direction, PacketTime packetTime) {
    var waiting = theirs.orElseThrow();
    theirs = Optional.empty();
    lateAnswerDue = true;
    succeed(waiting.request(), Optional.of(leg.media().offer(formats, direction, packetTime)));
  }

  void refuse(int status) {
    var waiting = theirs.orElseThrow();
    theirs = Optional.empty();
    leg.sender.respond(waiting.request(), status);
  }

  /** Sends a re-INVITE with {@code sdp}. */
  void offer(String sdp) {
    send(
        sdp,
        new Outcome(
            response -> {
              leg.sessionTimer().begin(SessionTerms.answered(response));
              understood(response)
                  .ifPresent(a -> leg.mailbox.tell(new LegEvent.OfferAnswered(leg, a)));
            },
            this::refused,
            () -> leg.mailbox.tell(new LegEvent.OfferRefused(leg, TIMED_OUT))));
  }

  /** Sends a re-INVITE that changes nothing, for the session timer. */
  void repeat(String sdp) {
    send(
        sdp,
        new Outcome(
            response -> {
              leg.sessionTimer().begin(SessionTerms.answered(response));
              understood(response);
            },
            status -> leg.sessionTimer().failed(status),
            () -> leg.sessionTimer().unanswered(Reinvitation.PATIENCE)));
  }

  /**
   * Sends a re-INVITE that changes nothing, so that the peer looks to its sound. That nobody
   * answers does not end the call: its sound may be fine again.
   *
   * @param outcome takes the final status, unless the call is over by it
   */
  void remind(String sdp, IntConsumer outcome) {
    send(
        sdp,
        new Outcome(
            response -> {
              leg.sessionTimer().begin(SessionTerms.answered(response));
              if (understood(response).isPresent()) {
                outcome.accept(response.getStatusCode());
              }
            },
            status -> {
              if (status == NO_SUCH_DIALOG) {
                leg.lost(HangupCause.SESSION_EXPIRED);
              } else {
                outcome.accept(status);
              }
            },
            () -> outcome.accept(TIMED_OUT)));
  }

  /** The ACK to a 2xx of ours has come. */
  void acknowledged(SIPRequest ack) {
    if (!lateAnswerDue) {
      leg.mailbox.tell(new LegEvent.Acknowledged(leg, Optional.empty()));
      return;
    }
    lateAnswerDue = false;
    try {
      var answer =
          Described.in(ack, leg.media().answersMay())
              .orElseThrow(() -> new NotAcceptable("the ACK has no answer"));
      leg.media().answered(answer.audio());
      leg.mailbox.tell(new LegEvent.Acknowledged(leg, Optional.of(answer.audio())));
    } catch (BadSdp | NotAcceptable e) {
      leg.lost(HangupCause.INCOMPATIBLE_MEDIA);
    }
  }

  /** The initial INVITE asked for an offer, which our 2xx holds. */
  void expectLateAnswer() {
    lateAnswerDue = true;
  }

  /** The leg ends: whoever waits is told. */
  void drop() {
    theirs.ifPresent(waiting -> leg.sender.respond(waiting.request(), TERMINATED));
    theirs = Optional.empty();
    ours.ifPresent(Reinvitation::drop);
    ours = Optional.empty();
    lateAnswerDue = false;
  }

  /** The peer takes back its re-INVITE (RFC 3261, section 9.2); false when none waits. */
  boolean cancel() {
    if (theirs.isEmpty()) {
      return false;
    }
    refuse(TERMINATED);
    return true;
  }

  private void succeed(IncomingRequest incoming, Optional<String> sdp) {
    var response = leg.sender.response(incoming.request(), 200);
    var terms = SessionTerms.answering(incoming.request());
    terms.put(response, incoming.request());
    sdp.ifPresent(text -> Described.put(response, text));
    if (incoming.is(Request.INVITE)) {
      leg.sendAnswer(incoming, response);
    } else {
      leg.sender.respond(incoming, response);
    }
    if (leg.isUp()) {
      leg.sessionTimer().begin(terms);
    }
  }

  private void send(String sdp, Outcome outcome) {
    var invite = leg.dialog.request(Request.INVITE);
    invite.setHeader(leg.sender.contact());
    invite.setHeader(Headers.ALLOW);
    invite.setHeader(Headers.SUPPORTED);
    SessionTerms.ask(invite, leg.sessionTimer().terms().seconds(), SessionTerms.MINIMUM);
    Described.put(invite, sdp);
    var sent = new Reinvitation(leg, outcome, () -> ours = Optional.empty());
    ours = Optional.of(sent);
    sent.send(invite);
  }

  private Optional<Audio> understood(SIPResponse response) {
    try {
      var answer =
          Described.in(response, leg.media().answersMay())
              .orElseThrow(() -> new NotAcceptable("the 2xx has no answer"));
      leg.media().answered(answer.audio());
      return Optional.of(answer.audio());
    } catch (BadSdp | NotAcceptable e) {
      leg.lost(HangupCause.INCOMPATIBLE_MEDIA);
      return Optional.empty();
    }
  }

  private void refused(int status) {
    switch (status) {
      case TIMED_OUT, NO_SUCH_DIALOG -> leg.lost(HangupCause.SESSION_EXPIRED);
      // No way there now, but the phone may come back: the session stays as it was.
      case NO_WAY -> leg.mailbox.tell(new LegEvent.OfferRefused(leg, UNAVAILABLE));
      default -> leg.mailbox.tell(new LegEvent.OfferRefused(leg, status));
    }
  }

  private void refuse(IncomingRequest incoming, int status, String why) {
    theirs = Optional.empty();
    var response = leg.sender.response(incoming.request(), status);
    response.setHeader(Messages.header("Warning", "399 pronto \"" + why + '"'));
    leg.sender.respond(incoming, response);
  }

  private static boolean isEmpty(IncomingRequest incoming) {
    var body = incoming.request().getRawContent();
    return body == null || body.length == 0;
  }
}
