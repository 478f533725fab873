package io.pronto.sip.flow;

import io.pronto.core.call.CallId;
import io.pronto.core.call.HangupCause;
import io.pronto.core.credit.Credit;
import io.pronto.core.device.Account;
import io.pronto.core.fraud.FraudWatch;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.sip.leg.Mailbox;
import io.pronto.sip.leg.Timers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is asked between the route of a call and the first leg that leaves: whether it may go
 * outside at all, and whether it is paid for. It is never asked about a call for help.
 */
final class Admission {
  private final FraudWatch fraud;
  private final Credit credit;
  private final Timers timers;

  Admission(FraudWatch fraud, Credit credit, Timers timers) {
    this.fraud = fraud;
    this.credit = credit;
    this.timers = timers;
  }

  /** The answer. */
  sealed interface Verdict {
    /**
     * It may leave.
     *
     * @param airtime to be closed at its end
     * @param meter how long it is paid for
     */
    record Admitted(Airtime airtime, Meter meter) implements Verdict {}

    /** It may not. */
    record Refused(HangupCause cause) implements Verdict {}
  }

  /**
   * Who asks.
   *
   * @param organisation on whose behalf the call leaves
   * @param country the organisation's, ISO 3166 alpha-2
   * @param mailbox the call's
   */
  record Asker(
      CallId call, OrganisationId organisation, Caller who, String country, Mailbox mailbox) {}

  /**
   * Asks for a call to the outside, which is no call for help. Blocks for a moment.
   *
   * @param ring how long it may ring before it is answered
   * @param cut told when the call may not go on, on any thread
   * @throws io.pronto.core.db.DatabaseUnavailable when it cannot be known whether it is paid for
   */
  Verdict ask(Asker asker, Destination.Outside outside, Duration ring, Consumer<HangupCause> cut) {
    return switch (fraud.admit(
        asker.call(),
        asker.organisation(),
        account(asker.who()).map(Account::userId),
        account(asker.who()).map(Account::deviceId),
        outside.number(),
        asker.country(),
        cut)) {
      case FraudWatch.Verdict.Refused(var cause) -> new Verdict.Refused(cause);
      case FraudWatch.Verdict.Admitted(var watched) ->
          paid(asker, outside, ring, new Airtime(asker.call(), watched, timers, asker.mailbox()));
    };
  }

  private Verdict paid(Asker asker, Destination.Outside outside, Duration ring, Airtime airtime) {
    var end = HangupCause.SERVER_FAILURE;
    boolean admitted = false;
    try {
      var admission =
          credit.admit(asker.organisation(), asker.call(), outside.number(), asker.country(), ring);
      return switch (admission) {
        case Credit.Admission.Refused(var cause) -> {
          end = cause;
          yield new Verdict.Refused(cause);
        }
        case Credit.Admission.Free _ -> {
          admitted = true;
          yield new Verdict.Admitted(airtime, Meter.none());
        }
        case Credit.Admission.Leased(var lease) -> {
          admitted = true;
          yield new Verdict.Admitted(airtime, Meter.of(lease));
        }
      };
    } finally {
      if (!admitted) {
        airtime.close(end);
      }
    }
  }

  /** What was leased for the call is not needed: it does not go outside. Returns at once. */
  void giveBack(Asker asker) {
    Thread.ofVirtual()
        .name("credit")
        .start(() -> credit.giveBack(asker.organisation(), asker.call()));
  }

  private static Optional<Account> account(Caller who) {
    return switch (who) {
      case Caller.OfDevice device -> Optional.of(device.account());
      case Caller.OfTrunk _ -> Optional.empty();
    };
  }
}
