package io.pronto.core.routing;

import io.pronto.core.call.HangupCause;
import io.pronto.core.conference.Conference;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Line;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.ListedCaller.Treatment;
import io.pronto.core.rules.NumberRules;
import io.pronto.core.rules.Target;
import java.util.Optional;

/** What becomes of a call to a number or to a user, by what people have said about it. */
final class Rulebook {
  private final Directory directory;
  private final Screening screening;
  private final Forwarder forwarder;

  /** Asks {@code directory} what people have said. */
  Rulebook(Directory directory) {
    this.directory = directory;
    this.screening = new Screening(directory);
    this.forwarder = new Forwarder(directory, this);
  }

  /**
   * A call to a number: first who calls, then when, then the user. Whom the organisation blocks is
   * told nothing about the number's hours.
   */
  Destination toNumber(RentedNumber number, Reasoning why) {
    var id = Optional.of(number.number().value());
    why.found(Finding.NUMBER_RENTED, id, "number", number.number().value());
    var rules = directory.rules(number, why.at());
    var vip = Optional.<Treatment.Vip>empty();
    if (why.outsider().isPresent()) {
      var listed = screening.listed(number.organisation(), Optional.empty(), why);
      if (listed.orElse(null) instanceof Treatment.Blocked(var answer)) {
        return new Destination.Reject(HangupCause.BLOCKED, answer.sipStatus());
      }
      vip = listed.map(Treatment.Vip.class::cast);
      if (!screening.acceptsAnonymous(rules, vip.isPresent(), id, why)) {
        return new Destination.Reject(
            HangupCause.ANONYMOUS_REFUSED,
            HangupCause.ANONYMOUS_REFUSED.sipStatus(),
            rules.anonymous().code());
      }
    }
    return toNumber(number, rules, vip, why);
  }

  /** A call to a number by who has keyed in its code: the hours and the user's rules hold. */
  Destination admitted(RentedNumber number, Reasoning why) {
    why.found(Finding.ANONYMOUS_ADMITTED, Optional.of(number.number().value()));
    return toNumber(number, directory.rules(number, why.at()), Optional.empty(), why);
  }

  private Destination toNumber(
      RentedNumber number, NumberRules rules, Optional<Treatment.Vip> vip, Reasoning why) {
    var id = Optional.of(number.number().value());
    if (!screening.isOpen(rules, why)) {
      if (!vip.map(Treatment.Vip::outsideHours).orElse(false)) {
        return outsideHours(number, rules.closed(), vip.isPresent(), why);
      }
      why.found(Finding.CLOSED_VIP, id);
    }
    var conference =
        number.conferenceId().flatMap(room -> directory.conference(number.organisation(), room));
    if (conference.isPresent()) {
      return toConference(conference.get(), why);
    }
    if (number.userId().isEmpty()) {
      why.found(Finding.NUMBER_UNASSIGNED, id, "number", number.number().value());
      return new Destination.Reject(HangupCause.UNASSIGNED_NUMBER);
    }
    return toUser(number.organisation(), number.userId().get(), vip.isPresent(), why);
  }

  /** A call into a conference. */
  static Destination toConference(Conference conference, Reasoning why) {
    why.found(
        Finding.CONFERENCE_FOUND, Optional.of(conference.id()), "conference", conference.name());
    return new Destination.Join(conference);
  }

  /** A call to a user, wherever it comes from. */
  Destination toUser(OrganisationId organisation, String userId, Reasoning why) {
    return toUser(organisation, userId, false, why);
  }

  /** A call that {@code line} has not taken for {@code reason}. */
  Destination onward(Line line, Diversion.Reason reason, Reasoning why) {
    var forwarding = directory.forwarding(line);
    return switch (reason) {
      case USER_BUSY, DO_NOT_DISTURB ->
          new Untaken(reason, HangupCause.BUSY, Finding.FORWARD_BUSY, Finding.FORWARD_BUSY_NONE)
              .onward(line, forwarding.busy(), why);
      case NO_ANSWER ->
          new Untaken(
                  reason,
                  HangupCause.NO_ANSWER,
                  Finding.FORWARD_NO_ANSWER,
                  Finding.FORWARD_NO_ANSWER_NONE)
              .onward(line, forwarding.noAnswer(), why);
      case UNAVAILABLE, UNKNOWN, UNCONDITIONAL, TIME_OF_DAY, FOLLOW_ME ->
          new Untaken(
                  reason,
                  HangupCause.NOT_REGISTERED,
                  Finding.FORWARD_UNREACHABLE,
                  Finding.FORWARD_UNREACHABLE_NONE)
              .onward(line, forwarding.unreachable(), why);
    };
  }

  /** That a call for {@code line} is taken where the user was looked for. */
  Diversion found(Line line, Reasoning why) {
    return forwarder.found(line, why);
  }

  private final class Untaken {
    private final Diversion.Reason reason;
    private final HangupCause otherwise;
    private final Finding forwards;
    private final Finding none;

    Untaken(Diversion.Reason reason, HangupCause otherwise, Finding forwards, Finding none) {
      this.reason = reason;
      this.otherwise = otherwise;
      this.forwards = forwards;
      this.none = none;
    }

    Destination onward(Line line, Optional<Target> target, Reasoning why) {
      var id = Optional.of(line.userId());
      if (target.isEmpty()) {
        why.found(none, id, "user", line.name());
        return new Destination.Reject(otherwise);
      }
      why.found(forwards, id, "user", line.name(), "target", told(line, target.get()));
      return forwarder.onward(line, target.get(), reason, otherwise, why);
    }
  }

  private Destination toUser(
      OrganisationId organisation, String userId, boolean vipOfNumber, Reasoning why) {
    var line = directory.line(organisation, userId);
    if (line.isEmpty()) {
      why.found(Finding.USER_GONE, Optional.of(userId));
      return new Destination.Reject(HangupCause.UNASSIGNED_NUMBER);
    }
    boolean vip = vipOfNumber;
    if (why.outsider().isPresent()) {
      var listed = screening.listed(organisation, Optional.of(userId), why);
      if (listed.orElse(null) instanceof Treatment.Blocked(var answer)) {
        return new Destination.Reject(HangupCause.BLOCKED, answer.sipStatus());
      }
      vip |= listed.isPresent();
    }
    return toLine(line.get(), vip, why);
  }

  private Destination toLine(Line line, boolean vip, Reasoning why) {
    var id = Optional.of(line.userId());
    var forwarding = directory.forwarding(line);
    if (forwarding.doNotDisturb() && !vip) {
      why.found(Finding.DO_NOT_DISTURB, id, "user", line.name());
      return onward(line, Diversion.Reason.DO_NOT_DISTURB, why);
    }
    if (forwarding.doNotDisturb()) {
      why.found(Finding.DISTURBED_BY_VIP, id, "user", line.name());
    }
    if (forwarding.always().isPresent()) {
      var to = forwarding.always().get();
      why.found(Finding.FORWARD_ALWAYS, id, "user", line.name(), "target", told(line, to));
      return forwarder.forward(line, to, Diversion.Reason.UNCONDITIONAL, why);
    }
    why.found(Finding.RINGS, id, "user", line.name());
    return new Destination.RingUser(line, forwarder.elsewhere(line, forwarding.findMe(), why));
  }

  private Destination outsideHours(RentedNumber number, Target target, boolean vip, Reasoning why) {
    var id = Optional.of(number.number().value());
    if (target instanceof Target.Refusal(var answer)) {
      why.found(Finding.CLOSED_REFUSED, id, "answer", answer.code());
      return new Destination.Reject(HangupCause.CLOSED, answer.sipStatus());
    }
    var told = forwarder.told(number.organisation(), target);
    why.found(Finding.CLOSED_ELSEWHERE, id, "target", told);
    return target instanceof Target.Colleague(var userId)
        ? toUser(number.organisation(), userId, vip, why)
        : forwarder.outsideHours(number, target, why);
  }

  private String told(Line line, Target target) {
    return forwarder.told(line.organisation(), target);
  }
}
