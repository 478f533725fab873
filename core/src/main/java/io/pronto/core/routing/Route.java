package io.pronto.core.routing;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rules.Step;
import java.util.List;
import java.util.Optional;

/**
 * What has been decided about a call.
 *
 * @param organisation whose call it is; empty when the number called is nobody's
 * @param dialled what was called: E.164 where it could be read so
 * @param recordedFor the rented number whose policy asks that the call be recorded; empty where it
 *     leads into a conference, or calls for help, which are not
 * @param diversions by whom it was diverted, before it came and since, the first first
 * @param trace the rules that led there, in order
 * @param excluded whether the policy would ask for it, if somebody did not take part, or did not
 *     have it diverted, whose calls the organisation never records
 */
public record Route(
    Optional<OrganisationId> organisation,
    Direction direction,
    String dialled,
    Optional<RentedNumber> recordedFor,
    Destination destination,
    List<Diversion> diversions,
    List<Step> trace,
    boolean excluded) {
  /** Copies the lists, and has no conference recorded, and no call for help. */
  public Route {
    boolean isRecorded =
        switch (destination) {
          case Destination.Join _ -> false;
          case Destination.Outside outside -> !outside.emergency();
          case Destination.RingUser _, Destination.Reject _ -> true;
        };
    recordedFor = recordedFor.filter(_ -> isRecorded);
    diversions = List.copyOf(diversions);
    trace = List.copyOf(trace);
  }

  /** The same call, in which nobody takes part who is never recorded. */
  public Route(
      Optional<OrganisationId> organisation,
      Direction direction,
      String dialled,
      Optional<RentedNumber> recordedFor,
      Destination destination,
      List<Diversion> diversions,
      List<Step> trace) {
    this(organisation, direction, dialled, recordedFor, destination, diversions, trace, false);
  }

  /** The same call, which is never recorded. */
  Route unrecorded() {
    return new Route(
        organisation, direction, dialled, Optional.empty(), destination, diversions, trace, true);
  }

  /** Whether it is a call for help, which nothing may stop. */
  public boolean isForHelp() {
    return destination instanceof Destination.Outside outside && outside.emergency();
  }

  /** The same call, going where {@code reasoning} has led it since. */
  Route onward(Destination next, Reasoning reasoning) {
    return new Route(
        organisation,
        direction,
        dialled,
        recordedFor,
        next,
        reasoning.diversions(),
        reasoning.steps(),
        excluded);
  }
}
