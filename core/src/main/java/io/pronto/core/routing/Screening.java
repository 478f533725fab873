package io.pronto.core.routing;

import io.pronto.core.hours.Opening;
import io.pronto.core.hours.Schedule;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.ListedCaller;
import io.pronto.core.rules.ListedCaller.Treatment;
import io.pronto.core.rules.NumberRules;
import io.pronto.core.rules.Presentation;
import java.util.Optional;

/** Who may call, and when. */
final class Screening {
  private final Directory directory;

  /** Asks {@code directory} who is listed. */
  Screening(Directory directory) {
    this.directory = directory;
  }

  /**
   * What the organisation, or one of its users, has said about who calls from outside. It goes by
   * the number that the network knows, shown or not; a trace tells it only where it is shown.
   */
  Optional<Treatment> listed(OrganisationId organisation, Optional<String> userId, Reasoning why) {
    var caller = why.outsider().orElseThrow();
    var lists = directory.lists(organisation);
    var entry =
        userId.isPresent()
            ? lists.ofUser(userId.get(), caller.known(), why.at())
            : lists.ofOrganisation(caller.known(), why.at());
    if (entry.isEmpty()) {
      why.found(Finding.CALLER_UNLISTED, userId, "caller", caller.told());
    } else {
      note(entry.get(), caller, why);
    }
    return entry.map(ListedCaller::treatment);
  }

  private static void note(ListedCaller entry, Reasoning.Outsider caller, Reasoning why) {
    boolean tells = caller.presentation() == Presentation.SHOWN;
    why.found(
        entry.kind() == ListedCaller.Kind.BLOCKED ? Finding.CALLER_BLOCKED : Finding.CALLER_VIP,
        Optional.of(entry.id()),
        "caller",
        caller.told(),
        "entry",
        tells ? entry.number() + (entry.prefix() ? "…" : "") : entry.id(),
        "reason",
        entry.reason());
  }

  /** Whether a caller who shows no number is taken, and so is any other. */
  boolean acceptsAnonymous(NumberRules rules, boolean vip, Optional<String> id, Reasoning why) {
    var presentation = why.outsider().orElseThrow().presentation();
    if (presentation == Presentation.SHOWN) {
      return true;
    }
    boolean accepted = rules.anonymous().accepts(presentation);
    var refused =
        rules.anonymous().code().isPresent()
            ? Finding.ANONYMOUS_CHALLENGED
            : Finding.ANONYMOUS_REFUSED;
    why.found(
        accepted ? Finding.ANONYMOUS_ACCEPTED : vip ? Finding.ANONYMOUS_VIP : refused,
        id,
        "why",
        presentation.code());
    return accepted || vip;
  }

  /** Whether calls are taken now. */
  boolean isOpen(NumberRules rules, Reasoning why) {
    if (rules.schedule().isEmpty()) {
      why.found(Finding.HOURS_ALWAYS, Optional.empty());
      return true;
    }
    var schedule = rules.schedule().get();
    var opening = schedule.at(why.at());
    why.found(
        finding(opening),
        Optional.of(schedule.id()),
        "schedule",
        schedule.name(),
        "local_time",
        opening.local().withSecond(0).withNano(0).toString(),
        "time_zone",
        schedule.zone().getId(),
        "name",
        opening.name(),
        "until",
        until(schedule, opening));
    return opening.open();
  }

  private static Finding finding(Opening opening) {
    return switch (opening.by()) {
      case SWITCH -> opening.open() ? Finding.SWITCH_OPEN : Finding.SWITCH_CLOSED;
      case EXCEPTION -> opening.open() ? Finding.EXCEPTION_OPEN : Finding.EXCEPTION_CLOSED;
      case HOLIDAY -> Finding.HOLIDAY_CLOSED;
      case HOURS -> opening.open() ? Finding.HOURS_OPEN : Finding.HOURS_CLOSED;
    };
  }

  private static String until(Schedule schedule, Opening opening) {
    return opening.by() == Opening.By.SWITCH
        ? schedule.override().flatMap(hand -> hand.until()).map(Object::toString).orElse("")
        : "";
  }
}
