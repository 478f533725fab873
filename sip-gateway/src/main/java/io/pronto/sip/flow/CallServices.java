package io.pronto.sip.flow;

import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rating.TrunkQuality;
import io.pronto.core.routing.CallRouter;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Directory;
import io.pronto.core.routing.Route;
import io.pronto.sip.leg.Signalling;
import io.pronto.sip.trunk.Origins;
import io.pronto.sip.trunk.Trunks;
import io.pronto.sip.trunk.Ways;
import io.pronto.sip.wire.Flow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What every call works with.
 *
 * @param lost is told of connections that are gone
 * @param ringTime how long a user's devices ring where the user has not said
 */
record CallServices(
    Signalling signalling,
    Directory directory,
    CallRouter router,
    Invitations invitations,
    Trunks trunks,
    Origins origins,
    Consumer<Flow> lost,
    Admission admission,
    CallRecordings recordings,
    LeastCost leastCost,
    TrunkQuality quality,
    EmergencyCalls emergencies,
    CodeTries codeTries,
    Voices voices,
    Rooms rooms,
    Supervisions supervisions,
    FollowedCalls followed,
    Duration ringTime) {
  /** How long {@code user} is called: for as long as the devices ring, or longer elsewhere. */
  Duration ringTime(Destination.RingUser user) {
    var devices = directory.forwarding(user.line()).noAnswerAfter().orElse(ringTime);
    return user.elsewhere().stream()
        .map(place -> place.after().plus(place.rings()))
        .filter(end -> end.compareTo(devices) > 0)
        .max(Comparator.naturalOrder())
        .orElse(devices);
  }

  /** How long a number outside rings: carriers have voicemails of their own that come first. */
  Duration ringTimeOutside() {
    return ringTime.multipliedBy(3);
  }

  /**
   * The trunks by which a call may leave, in the order in which they are to be tried: the cheapest
   * first, and where prices do not decide, as priorities and weights say. A call for help leaves by
   * whatever there is, any other by no carrier whose subprocessor is not in force for {@code
   * organisation}.
   *
   * @param organisation whose call it is
   */
  Ways ways(Destination.Outside outside, Optional<OrganisationId> organisation) {
    var ways =
        trunks.ways(
            outside,
            trunk ->
                outside.emergency()
                    || organisation.isEmpty()
                    || directory.mayCarry(organisation.get(), trunk.carrierId()));
    return outside.emergency()
        ? ways
        : new Ways(leastCost.order(ways.trunks(), outside.number(), Instant.now()), ways.skipped());
  }

  /** Whose tones the caller knows, ISO 3166 alpha-2. */
  String countryOf(Route route) {
    return route
        .organisation()
        .flatMap(directory::organisation)
        .map(Directory.Organisation::country)
        .orElse("FR");
  }
}
