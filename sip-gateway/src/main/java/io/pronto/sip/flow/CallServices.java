package io.pronto.sip.flow;

import io.pronto.core.routing.Directory;
import io.pronto.core.routing.Route;
import io.pronto.sip.leg.Signalling;
import io.pronto.sip.trunk.Trunks;
import java.time.Duration;

/**
 * What every call works with.
 *
 * @param ringTime how long a user's devices ring
 */
record CallServices(
    Signalling signalling,
    Directory directory,
    Invitations invitations,
    Trunks trunks,
    CallRecordings recordings,
    Duration ringTime) {
  /** How long a number outside rings: carriers have voicemails of their own that come first. */
  Duration ringTimeOutside() {
    return ringTime.multipliedBy(3);
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
