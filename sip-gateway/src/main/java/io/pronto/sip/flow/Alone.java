package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;
import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Formats;
import java.util.Optional;

/**
 * What a caller does while nobody talks with it yet: before the answer, or after one of ours that
 * was only to hear what it has to say.
 */
final class Alone {
  private Alone() {}

  /** Takes what concerns {@code caller} of {@code event}; how the call has ended by it, if so. */
  static Optional<End> take(InboundLeg caller, LegEvent event) {
    return switch (event) {
      case LegEvent.Cancelled _ -> Optional.of(cancelled());
      case LegEvent.HungUp(var leg) when leg == caller -> Optional.of(cancelled());
      case LegEvent.EndAsked(var cause) -> Optional.of(End.of(cause));
      case LegEvent.Lost(var leg, var cause) when leg == caller -> Optional.of(End.of(cause));
      case LegEvent.Offered(var leg, var offer) when leg == caller -> {
        agree(caller, offer);
        yield Optional.empty();
      }
      case LegEvent.Lost _,
          LegEvent.HungUp _,
          LegEvent.Media _,
          LegEvent.Acknowledged _,
          LegEvent.Offered _,
          LegEvent.OfferAnswered _,
          LegEvent.OfferRefused _,
          LegEvent.Info _,
          LegEvent.RecordAsked _,
          LegEvent.Asked _,
          LegEvent.Progress _,
          LegEvent.Answered _,
          LegEvent.Refused _ ->
          Optional.empty();
    };
  }

  private static End cancelled() {
    return new End(HangupCause.CANCELLED, HangupCause.CANCELLED.sipStatus(), "caller");
  }

  /** It may hold and resume, as with anybody. */
  private static void agree(InboundLeg caller, Optional<Audio> offer) {
    var spoken = caller.media().ours().orElseThrow().formats();
    if (offer.isEmpty()) {
      caller.counter(spoken, Direction.SENDRECV, PacketTime.ANY);
    } else if (Formats.carrySpeech(Formats.agreed(offer.get().formats(), spoken))) {
      caller.accept(spoken, Direction.SENDRECV, PacketTime.ANY);
    } else {
      caller.refuse(488);
    }
  }
}
