package io.pronto.sip.flow;

import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.fraud.FraudWatch;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.sip.leg.LegEvent;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.Timers;
import java.util.Optional;

/**
 * What is asked between the route of a call and the first leg that leaves: whether it may go
 * outside at all. It is never asked about a call for help.
 */
final class Admission {
  private final FraudWatch fraud;
  private final Timers timers;

  Admission(FraudWatch fraud, Timers timers) {
    this.fraud = fraud;
    this.timers = timers;
  }

  /** The answer. */
  sealed interface Verdict {
    /** It may leave; {@code airtime} is to be closed at its end. */
    record Admitted(Airtime airtime) implements Verdict {}

    /** It may not. */
    record Refused(HangupCause cause) implements Verdict {}
  }

  /**
   * Asks for a call to the outside, which is no call for help. Blocks for a moment.
   *
   * @param country the organisation's, ISO 3166 alpha-2
   * @param mailbox where the call is told to end when it may not go on
   */
  Verdict ask(
      CallId call,
      OrganisationId organisation,
      Caller who,
      String country,
      Destination.Outside outside,
      Mailbox mailbox) {
    return switch (fraud.admit(
        call,
        organisation,
        user(who),
        outside.number(),
        country,
        cause -> mailbox.postEvent(new LegEvent.EndAsked(cause)))) {
      case FraudWatch.Verdict.Admitted(var watched) ->
          new Verdict.Admitted(new Airtime(call, watched, timers, mailbox));
      case FraudWatch.Verdict.Refused(var cause) -> new Verdict.Refused(cause);
    };
  }

  private static Optional<String> user(Caller who) {
    return switch (who) {
      case Caller.OfDevice device -> Optional.of(device.account().userId());
      case Caller.OfTrunk _ -> Optional.empty();
    };
  }
}
