package io.pronto.core.routing;

import io.pronto.core.call.HangupCause;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Line;
import io.pronto.core.rules.FindMe;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends calls on from a user or a number to somebody else, and stops those that go in circles. */
final class Forwarder {
  private static final Destination LOOP = new Destination.Reject(HangupCause.LOOP, 482);

  private final Directory directory;
  private final Rulebook rulebook;

  /** Sends on to whom {@code rulebook} lets calls go. */
  Forwarder(Directory directory, Rulebook rulebook) {
    this.directory = directory;
    this.rulebook = rulebook;
  }

  /** Where a call for {@code from} goes that is to go to {@code target} instead. */
  Destination forward(Line from, Target target, Diversion.Reason reason, Reasoning why) {
    var diversion = new Diversion(diverting(from, why), reason, Optional.of(from.userId()), true);
    return divert(from.organisation(), diversion, from.callerId(), target, why);
  }

  /** Where a call for {@code from} goes outside the hours. */
  Destination outsideHours(RentedNumber from, Target target, Reasoning why) {
    var number = from.number();
    var diversion =
        new Diversion(number.value(), Diversion.Reason.TIME_OF_DAY, Optional.empty(), true);
    return divert(from.organisation(), diversion, Optional.of(number), target, why);
  }

  /**
   * Where a call goes that {@code line} has not taken for {@code reason}; rejected for {@code
   * otherwise} when nowhere.
   */
  Destination onward(
      Line line, Target target, Diversion.Reason reason, HangupCause otherwise, Reasoning why) {
    // Two colleagues who stand in for each other are no mistake: the caller hears of the last one.
    if (comesBack(line.organisation(), target, why)) {
      why.found(
          Finding.LOOP, Optional.of(line.userId()), "target", told(line.organisation(), target));
      return new Destination.Reject(otherwise);
    }
    return forward(line, target, reason, why);
  }

  /**
   * Where {@code line} is looked for while the devices ring: where nobody calls from, where the
   * call has not been, and by a number that may be shown.
   */
  List<Destination.Elsewhere> elsewhere(Line line, List<FindMe> wanted, Reasoning why) {
    var found = new ArrayList<Destination.Elsewhere>();
    for (var place : wanted) {
      var id = Optional.of(line.userId());
      var number = place.number();
      var shown = line.callerId().filter(own -> directory.mayShow(line.organisation(), own));
      if (why.diversions().size() >= Reasoning.MOST_DIVERSIONS
          || why.hasLeftNumber(number.value())
          || why.hasPassed(found(line, why))
          || why.comesFrom(number)
          || own(line.organisation(), number).isPresent()) {
        why.found(Finding.FIND_ME_LEFT_OUT, id, "user", line.name(), "number", number.value());
      } else if (shown.isEmpty()) {
        why.found(Finding.NO_RIGHT, id, "number", number.value());
      } else {
        var seconds = String.valueOf(place.after().toSeconds());
        why.found(
            Finding.FIND_ME, id, "user", line.name(), "number", number.value(), "after", seconds);
        var outside = new Destination.Outside(number.value(), shown, false);
        found.add(new Destination.Elsewhere(outside, place.after(), place.rings()));
      }
    }
    return found;
  }

  /** That a call for {@code from} is taken where the user was looked for. */
  Diversion found(Line from, Reasoning why) {
    return new Diversion(
        diverting(from, why), Diversion.Reason.FOLLOW_ME, Optional.of(from.userId()), true);
  }

  /** A target in words. */
  String told(OrganisationId organisation, Target target) {
    return switch (target) {
      case Target.Colleague(var userId) ->
          directory.line(organisation, userId).map(Line::name).orElse(userId);
      case Target.Number(var number) -> number.value();
      case Target.Refusal(var answer) -> answer.code();
    };
  }

  /** The number that was called to reach {@code from}. */
  private static String diverting(Line from, Reasoning why) {
    return why.called()
        .filter(_ -> !why.isDivertedHere())
        .or(from::callerId)
        .map(E164::value)
        .orElse(from.extension());
  }

  /** Sends a call on, unless it has been there, or has been sent on too often. */
  private Destination divert(
      OrganisationId organisation,
      Diversion diversion,
      Optional<E164> shown,
      Target target,
      Reasoning why) {
    boolean again = why.hasPassed(diversion);
    why.diversions().add(diversion);
    if (again || comesBack(organisation, target, why)) {
      why.found(Finding.LOOP, diversion.userId(), "target", told(organisation, target));
      return LOOP;
    }
    if (why.diversions().size() > Reasoning.MOST_DIVERSIONS) {
      var most = String.valueOf(Reasoning.MOST_DIVERSIONS);
      why.found(Finding.TOO_MANY_DIVERSIONS, diversion.userId(), "most", most);
      return LOOP;
    }
    return switch (target) {
      case Target.Colleague(var userId) -> rulebook.toUser(organisation, userId, why);
      case Target.Number(var number) -> toNumber(organisation, number, shown, why);
      case Target.Refusal(var answer) ->
          new Destination.Reject(HangupCause.DECLINED, answer.sipStatus());
    };
  }

  private Destination toNumber(
      OrganisationId organisation, E164 number, Optional<E164> shown, Reasoning why) {
    var own = own(organisation, number);
    if (own.isPresent()) {
      return rulebook.toNumber(own.get(), why);
    }
    var right = shown.filter(wanted -> directory.mayShow(organisation, wanted));
    if (right.isEmpty()) {
      why.found(Finding.NO_RIGHT, Optional.empty(), "number", number.value());
      return new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER);
    }
    why.found(Finding.OUTSIDE, Optional.empty(), "number", number.value());
    return new Destination.Outside(number.value(), right, false);
  }

  private boolean comesBack(OrganisationId organisation, Target target, Reasoning why) {
    return switch (target) {
      case Target.Colleague(var userId) -> why.hasLeft(userId);
      case Target.Number(var number) ->
          why.hasLeftNumber(number.value())
              || own(organisation, number)
                  .flatMap(RentedNumber::userId)
                  .filter(why::hasLeft)
                  .isPresent();
      case Target.Refusal _ -> false;
    };
  }

  private Optional<RentedNumber> own(OrganisationId organisation, E164 number) {
    return directory.number(number).filter(n -> n.organisation().equals(organisation));
  }
}
