package io.pronto.sip.leg;

import io.pronto.core.call.CallCommand;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.RecordingState;
import io.pronto.media.MediaEvent;
import io.pronto.sip.sdp.Audio;
import java.util.Optional;

/** What happens to a call through one of its legs, or from outside. */
public sealed interface LegEvent {
  /**
   * A device or trunk has said that it is on its way.
   *
   * @param status 101 to 199
   * @param early the sound that it sends before the answer
   */
  record Progress(OutboundLeg leg, int status, Optional<Audio> early) implements LegEvent {}

  /** A device or trunk has answered and been acknowledged. */
  record Answered(OutboundLeg leg, Audio answer) implements LegEvent {}

  /** A device or trunk has refused, or cannot be reached. */
  record Refused(OutboundLeg leg, Rejection rejection) implements LegEvent {}

  /** The caller has given up before the answer. */
  record Cancelled(InboundLeg leg) implements LegEvent {}

  /**
   * A party acknowledges our answer.
   *
   * @param answer its answer to the offer that ours held, if ours held one
   */
  record Acknowledged(CallLeg leg, Optional<Audio> answer) implements LegEvent {}

  /**
   * A party wants to change the session: it waits for {@link CallLeg#accept}, {@link
   * CallLeg#counter} or {@link CallLeg#refuse}.
   *
   * @param offer empty when it wants an offer of ours
   */
  record Offered(CallLeg leg, Optional<Audio> offer) implements LegEvent {}

  /** A party has answered our offer. */
  record OfferAnswered(CallLeg leg, Audio answer) implements LegEvent {}

  /** A party has refused our offer: the session stays as it was. */
  record OfferRefused(CallLeg leg, int status) implements LegEvent {}

  /** A party has hung up. */
  record HungUp(CallLeg leg) implements LegEvent {}

  /** A party is gone without a word. */
  record Lost(CallLeg leg, HangupCause cause) implements LegEvent {}

  /**
   * A party sends something to the other (RFC 6086), keys pressed for instance.
   *
   * @param type its Content-Type, such as {@code application/dtmf-relay}
   */
  record Info(CallLeg leg, String type, byte[] body) implements LegEvent {}

  /** Something about the sound. */
  record Media(MediaEvent event) implements LegEvent {}

  /**
   * Somebody outside the call wants its recording to run, to pause or to end.
   *
   * @param reason why it is to pause; may be empty
   */
  record RecordAsked(RecordingState wanted, String reason) implements LegEvent {}

  /** Somebody outside the call wants something else of it. */
  record Asked(CallCommand command) implements LegEvent {}

  /** Somebody outside the call wants it to end. */
  record EndAsked(HangupCause cause) implements LegEvent {}
}
