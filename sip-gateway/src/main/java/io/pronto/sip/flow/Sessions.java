package io.pronto.sip.flow;

import io.pronto.media.Direction;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import io.pronto.sip.leg.CallLeg;
import io.pronto.sip.leg.InboundLeg;
import io.pronto.sip.leg.OutboundLeg;
import io.pronto.sip.leg.Timers;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Formats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Keeps the sessions of two parties in step: what one offers is put to the other, whose answer
 * answers it. So hold, resume and a change of codec pass from end to end.
 */
final class Sessions {
  private final InboundLeg caller;
  private final OutboundLeg called;
  private final boolean recorded;
  private final Consumer<Boolean> held;
  private final BooleanSupplier music;
  private final Again again;
  private Optional<Audio> callersOffer;
  private Optional<CallLeg> asking = Optional.empty();
  private Optional<Timers.Timer> waiting = Optional.empty();

  /** Runs something on the call's thread after a while. */
  interface Again {
    Timers.Timer after(Duration wait, Runnable work);
  }

  /**
   * Begins with the session as the answer left it.
   *
   * @param recorded whether only what can be recorded may be spoken
   * @param held told whether the parties do not both hear each other, when that changes
   * @param music whether whoever is on hold is to hear something of ours
   */
  Sessions(
      InboundLeg caller,
      OutboundLeg called,
      boolean recorded,
      Consumer<Boolean> held,
      BooleanSupplier music,
      Again again) {
    this.caller = caller;
    this.callersOffer = caller.offer();
    this.called = called;
    this.recorded = recorded;
    this.held = held;
    this.music = music;
    this.again = again;
  }

  /** {@code leg} offers; empty: it wants to be offered what there is. */
  void offered(CallLeg leg, Optional<Audio> offer) {
    if (asking.isPresent() || other(leg).isNegotiating()) {
      leg.refuse(491); // glare: RFC 3261, section 14.2
    } else if (offer.isEmpty()) {
      leg.counter(theirFormats(other(leg)), Direction.SENDRECV, theirPacketTime(other(leg)));
    } else {
      var wanted = wanted(offer.get());
      if (!Formats.carrySpeech(wanted.formats())) {
        leg.refuse(488);
      } else {
        asking = Optional.of(leg);
        callersOffer = leg == caller ? offer : callersOffer;
        put(wanted, other(leg));
      }
    }
  }

  /** {@code leg} has answered what was put to it. */
  void answered(CallLeg leg, Audio answer) {
    var asker = asking;
    asking = Optional.empty();
    if (asker.isEmpty()) {
      return;
    }
    if (asker.get().awaitsAnswer()) {
      asker.get().accept(answer.formats(), Audio.mirrored(answer.direction()), answer.packetTime());
      held.accept(answer.direction() != Direction.SENDRECV);
    } else if (asker.get().isUp()) {
      put(asker.get().media().theirs().orElseThrow(), leg); // it has taken its offer back
    }
  }

  /**
   * {@code leg} has refused what was put to it. A hold is still a hold if the other does not want
   * to know of it; another codec cannot be had.
   */
  void refused(CallLeg leg, int status) {
    var asker = asking;
    asking = Optional.empty();
    if (asker.isEmpty() && (status == 491 || status == 500 || status == 408)) {
      realignLater(leg);
    }
    if (asker.isEmpty() || !asker.get().awaitsAnswer()) {
      return;
    }
    var offer = asker.get().offered();
    var spoken = asker.get().media().ours().map(Audio::formats).orElse(List.of());
    boolean sameCodec = Formats.carrySpeech(Formats.agreed(offer.formats(), spoken));
    if (status == 491) {
      asker.get().refuse(491);
    } else if (sameCodec) {
      asker.get().accept(spoken, offer.direction(), theirPacketTime(leg));
      held.accept(offer.direction() != Direction.SENDRECV);
    } else {
      asker.get().refuse(488);
    }
  }

  /**
   * {@code leg} acknowledges our answer; if that held an offer, the other must follow what it made
   * of it. The caller's early answer may also differ from what the called party speaks.
   */
  void acknowledged(CallLeg leg, Optional<Audio> answer) {
    var other = other(leg);
    if (other.isNegotiating() || !other.isUp()) {
      return;
    }
    if (answer.isPresent()) {
      var theirs = other.media().theirs().orElseThrow();
      if (theirs.direction() != Audio.mirrored(answer.get().direction())) {
        put(answer.get(), other);
        held.accept(answer.get().direction() != Direction.SENDRECV);
      }
    } else if (leg == caller && !speakTheSame() && mightSpeakTheSame()) {
      put(called.media().theirs().orElseThrow(), caller);
    }
  }

  /** Nothing is put to either party any more. */
  void close() {
    waiting.ifPresent(Timers.Timer::cancel);
  }

  /** What we put to {@code leg} unasked must reach it some time: RFC 3261, section 14.1. */
  private void realignLater(CallLeg leg) {
    var wait = Duration.ofMillis(ThreadLocalRandom.current().nextLong(2_100, 4_000));
    close();
    waiting = Optional.of(again.after(wait, () -> realign(leg)));
  }

  private void realign(CallLeg leg) {
    if (!caller.isUp() || !called.isUp()) {
      return;
    }
    if (asking.isPresent() || leg.isNegotiating()) {
      realignLater(leg);
    } else {
      put(other(leg).media().theirs().orElseThrow(), leg);
    }
  }

  private boolean speakTheSame() {
    return Formats.carrySpeech(Formats.agreed(theirFormats(caller), theirFormats(called)));
  }

  /** Whoever offered nothing of what the other speaks is not asked again: that is transcoded. */
  private boolean mightSpeakTheSame() {
    var offered = callersOffer.map(Audio::formats).orElse(theirFormats(called));
    return Formats.carrySpeech(Formats.agreed(offered, theirFormats(called)));
  }

  /** Whoever is to hear our music must listen, even if the other neither speaks nor listens. */
  private void put(Audio wanted, CallLeg leg) {
    var way = Audio.mirrored(wanted.direction());
    boolean silent = way == Direction.INACTIVE && music.getAsBoolean();
    leg.offer(wanted.formats(), silent ? Direction.SENDONLY : way, wanted.packetTime());
  }

  private Audio wanted(Audio offer) {
    return recorded ? offer.narrowed(Formats::isRecordable) : offer;
  }

  private static List<RtpFormat> theirFormats(CallLeg leg) {
    return leg.media().theirs().map(Audio::formats).orElse(List.of());
  }

  private static PacketTime theirPacketTime(CallLeg leg) {
    return leg.media().theirs().map(Audio::packetTime).orElse(PacketTime.ANY);
  }

  private CallLeg other(CallLeg leg) {
    return leg == caller ? called : caller;
  }
}
