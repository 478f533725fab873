package io.pronto.sip.flow;

import io.pronto.core.call.HangupCause;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.live.PassedOver;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Destination;
import io.pronto.media.RtpFormat;
import io.pronto.sip.leg.OutboundLeg;
import io.pronto.sip.leg.OutboundLeg.Invitation;
import io.pronto.sip.leg.Rejection;
import io.pronto.sip.sdp.Codecs;
import io.pronto.sip.sdp.Formats;
import io.pronto.sip.sdp.Transcoding;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Hunts for a trunk that takes a call to the outside: one after the other, the best first. Of the
 * one that is tried a channel is held until the next is tried, or the hunt is over. Those of a
 * carrier whose subprocessor is not in force for the organisation are passed over.
 */
final class TrunkHunt implements AutoCloseable {
  private final CallServices services;
  private final CallAccount account;
  private final Destination.Outside outside;
  private final Function<Trunk, Optional<Invitation>> invitations;
  private final Function<Invitation, OutboundLeg> legs;
  private final List<RtpFormat> formats;
  private final Iterator<Trunk> trunks;
  private Optional<Trunk> held = Optional.empty();
  private Optional<HangupCause> passedOver = Optional.empty();

  /**
   * One trunk that is tried.
   *
   * @param since from when its silence counts, on the clock of {@link System#nanoTime}: from before
   *     its host's name was looked up
   */
  record Try(Trunk trunk, OutboundLeg leg, Instant begun, long since) {}

  /**
   * Finds out which trunks there are.
   *
   * @param organisation whose call it is
   * @param invitations writes the INVITE to a trunk; empty when the way to it cannot be found
   * @param legs makes the leg that an invitation calls
   * @param formats what is offered
   */
  TrunkHunt(
      CallServices services,
      CallAccount account,
      Destination.Outside outside,
      Optional<OrganisationId> organisation,
      Function<Trunk, Optional<Invitation>> invitations,
      Function<Invitation, OutboundLeg> legs,
      List<RtpFormat> formats) {
    this.services = services;
    this.account = account;
    this.outside = outside;
    this.invitations = invitations;
    this.legs = legs;
    this.formats = formats;
    var ways = services.ways(outside, organisation);
    ways.skipped().forEach(skipped -> account.passesOver(skipped.trunk(), skipped.why()));
    this.trunks = ways.trunks().iterator();
  }

  /** The next that may be tried; empty when there is none. */
  Optional<Try> next() {
    close();
    passedOver = Optional.empty();
    while (trunks.hasNext()) {
      var trunk = trunks.next();
      var full = services.trunks().leave(trunk, false);
      if (full.isPresent()) {
        passOver(trunk, full.get(), HangupCause.CONGESTION);
        continue;
      }
      held = Optional.of(trunk);
      var begun = Instant.now();
      long since = System.nanoTime();
      var leg = leg(trunk);
      if (leg.isPresent()) {
        return Optional.of(new Try(trunk, leg.get(), begun, since));
      }
      close();
    }
    return Optional.empty();
  }

  private Optional<OutboundLeg> leg(Trunk trunk) {
    var allowed = Codecs.only(trunk.policy().codecs());
    if (!Formats.carrySpeech(Transcoding.offer(formats, allowed))) {
      passOver(trunk, PassedOver.TRUNK_WITHOUT_CODEC, HangupCause.INCOMPATIBLE_MEDIA);
      return Optional.empty();
    }
    var invitation = invitations.apply(trunk);
    if (invitation.isEmpty()) {
      services.trunks().silent(trunk, "The name of its host leads nowhere");
      passOver(trunk, PassedOver.TRUNK_WITHOUT_ADDRESS, HangupCause.UNREACHABLE);
    }
    return invitation.map(legs);
  }

  private void passOver(Trunk trunk, PassedOver why, HangupCause cause) {
    account.passesOver(trunk, why);
    passedOver = Optional.of(cause);
  }

  /** Why the last trunk was passed over, if that was since the last that was tried. */
  Optional<HangupCause> passedOver() {
    return passedOver;
  }

  /**
   * How well the trunk of {@code tried} does, once the call by it is over.
   *
   * @param rejection how it refused; empty when it did not
   * @param answered whether the call was answered
   * @param delay until it rang there, where that is known
   */
  void rate(Try tried, Optional<Rejection> rejection, boolean answered, Optional<Duration> delay) {
    boolean mute = tried.leg().isMute();
    services
        .quality()
        .attempt(
            tried.trunk().id(),
            outside.number(),
            answered && !mute,
            mute || rejection.filter(TrunkHunt::isFaultOfTrunk).isPresent(),
            delay);
  }

  /** What the answer of {@code tried} says of the state of its trunk, as soon as it has come. */
  void judge(Try tried, Optional<Rejection> rejection) {
    judge(services, tried.trunk(), tried.leg(), rejection);
  }

  /** What the answer of {@code leg} says of the state of {@code trunk}. */
  static void judge(
      CallServices services, Trunk trunk, OutboundLeg leg, Optional<Rejection> rejection) {
    if (leg.isHeardOf()) {
      services.trunks().heard(trunk);
    }
    if (rejection.isEmpty()) {
      return;
    }
    if (!leg.isHeardOf()) {
      services.trunks().silent(trunk, "A call was not answered at all");
    } else if (rejection.get().status() == 503 && rejection.get().retryAfter() > 0) {
      services.trunks().rest(trunk, Duration.ofSeconds(rejection.get().retryAfter()));
    }
  }

  /** Whether another trunk may do better: not where the far side itself has spoken. */
  static boolean isFaultOfTrunk(Rejection rejection) {
    return switch (rejection.cause()) {
      case NETWORK_FAILURE, UNREACHABLE, NO_ROUTE, CONGESTION -> true;
      default -> false;
    };
  }

  /** Gives back the channel that is held. */
  @Override
  public void close() {
    held.ifPresent(services.trunks()::giveBack);
    held = Optional.empty();
  }
}
