package io.pronto.core.routing;

import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.RecordingExclusions;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has no call recorded in which somebody takes part, or has diverted it, whose calls the
 * organisation never records. What was once taken out of a call stays out of it, wherever it goes.
 */
final class NeverRecorded {
  private static final Logger LOG = LoggerFactory.getLogger(NeverRecorded.class);

  private final Directory directory;

  NeverRecorded(Directory directory) {
    this.directory = directory;
  }

  /** The same route, of a call from outside. */
  Route fromOutside(Route route, Reasoning.Outsider outsider) {
    return in(route, List.of(outsider.number(), outsider.known()), List.of());
  }

  /** The same route, of a call that the user {@code line} makes. */
  Route fromLine(Route route, Line line) {
    return in(route, line.callerId().map(E164::value).stream().toList(), List.of(line.userId()));
  }

  /** The same route, which goes on to somebody else. */
  Route onward(Route route) {
    return in(route, List.of(), List.of());
  }

  private Route in(Route route, List<String> callerNumbers, List<String> callerUsers) {
    if (route.recordedFor().isEmpty()) {
      return route;
    }
    var rented = route.recordedFor().get();
    var excluded = exclusions(rented.organisation());
    if (excluded.isEmpty()) {
      return route.unrecorded();
    }
    var numbers = new ArrayList<>(callerNumbers);
    var users = new ArrayList<>(callerUsers);
    numbers.add(rented.number().value());
    numbers.add(route.dialled());
    for (var diversion : route.diversions()) {
      numbers.add(diversion.number());
      diversion.userId().ifPresent(users::add);
    }
    switch (route.destination()) {
      case Destination.RingUser ring -> users.add(ring.line().userId());
      case Destination.Outside outside -> numbers.add(outside.number());
      case Destination.Join _, Destination.Reject _ -> {}
    }
    return excluded.get().cover(numbers, users) ? route.unrecorded() : route;
  }

  /** Where it is not known, nothing is recorded: what was recorded wrongly cannot be unheard. */
  private Optional<RecordingExclusions> exclusions(OrganisationId organisation) {
    try {
      return Optional.of(directory.recordingExclusions(organisation));
    } catch (DatabaseUnavailable away) {
      LOG.atWarn()
          .addKeyValue("org", organisation)
          .log("It is not known yet whose calls are never recorded: none is");
      return Optional.empty();
    }
  }
}
