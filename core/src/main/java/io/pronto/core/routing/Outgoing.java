package io.pronto.core.routing;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.HangupCause;
import io.pronto.core.conference.Conference;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.device.Account;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.identity.CallerIdPolicy;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.EmergencyNumbers;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.numbering.ShortCode;
import io.pronto.core.people.Line;
import io.pronto.core.rules.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Routes what a user of an organisation dials: for help, to a colleague, or to the outside. */
final class Outgoing {
  private final Directory directory;
  private final Rulebook rulebook;
  private final Line line;
  private final Optional<E164> asked;
  private final Optional<Directory.Organisation> home;
  private final String country;
  private final Optional<Account> device;

  /**
   * Routes for {@code line}.
   *
   * @param asked the number that it asks to be shown, if it asks for one
   * @param device by which it calls, if that is known
   */
  Outgoing(
      Directory directory,
      Rulebook rulebook,
      Line line,
      Optional<E164> asked,
      Optional<Account> device) {
    this.directory = directory;
    this.rulebook = rulebook;
    this.line = line;
    this.asked = asked;
    this.home = directory.organisation(line.organisation());
    this.country = home.map(Directory.Organisation::country).orElse("FR");
    this.device = device;
  }

  /** Routes a call that is made at {@code at} and was diverted by {@code before}. */
  Route route(String dialled, List<Diversion> before, Instant at) {
    var help = forHelp(dialled);
    if (help.isPresent()) {
      return toHelp(help.get(), Reasoning.about(at, Optional.empty(), Optional.empty(), before));
    }
    var digits = dialled.replaceAll("[ ().-]", "");
    var colleague = colleague(dialled, digits);
    if (colleague.isPresent()) {
      var why = Reasoning.about(at, Optional.empty(), Optional.empty(), before);
      why.found(Finding.COLLEAGUE_FOUND, Optional.of(colleague.get().userId()), "dialled", digits);
      var to = rulebook.toUser(line.organisation(), colleague.get().userId(), why);
      return inside(digits, to, why);
    }
    var conference = conference(digits);
    if (conference.isPresent()) {
      var why = Reasoning.about(at, Optional.empty(), Optional.empty(), before);
      return inside(digits, Rulebook.toConference(conference.get(), why), why);
    }
    if (isShortCode(digits)) {
      return goOut(digits, Reasoning.about(at, Optional.empty(), Optional.empty(), before));
    }
    if (!CallRouter.isDialled(dialled) || CallRouter.isExtension(digits)) {
      var why = Reasoning.about(at, Optional.empty(), Optional.empty(), before);
      why.found(Finding.COLLEAGUE_UNKNOWN, Optional.empty(), "dialled", dialled);
      return inside(dialled, new Destination.Reject(HangupCause.UNALLOCATED_NUMBER), why);
    }
    var number = E164.dialled(digits, country);
    var why = Reasoning.about(at, Optional.empty(), number, before);
    if (number.isEmpty()) {
      why.found(Finding.DIALLED_INVALID, Optional.empty(), "number", dialled);
      return inside(dialled, new Destination.Reject(HangupCause.INVALID_NUMBER), why);
    }
    return toNumber(number.get(), why);
  }

  private Optional<Line> colleague(String dialled, String digits) {
    if (CallRouter.isExtension(digits)) {
      return directory.extension(line.organisation(), digits);
    }
    return AddressOfRecord.isUsername(dialled)
        ? home.flatMap(org -> directory.account(new AddressOfRecord(dialled, org.domain())))
            .flatMap(account -> directory.line(line.organisation(), account.userId()))
        : Optional.empty();
  }

  private Optional<Conference> conference(String digits) {
    return CallRouter.isExtension(digits)
        ? directory.conferenceAt(line.organisation(), digits)
        : Optional.empty();
  }

  private Optional<String> forHelp(String dialled) {
    return device
        .map(known -> directory.forHelp(known, dialled))
        .orElseGet(
            () ->
                Optional.of(EmergencyNumbers.digits(dialled, country))
                    .filter(digits -> EmergencyNumbers.has(digits, country)));
  }

  private Route toHelp(String digits, Reasoning why) {
    why.found(Finding.EMERGENCY, Optional.empty(), "number", digits);
    var outside = new Destination.Outside(digits, calledBackAt(), true);
    return outside(digits, Optional.empty(), outside, why);
  }

  private boolean isShortCode(String digits) {
    return ShortCode.of(digits, country).isPresent();
  }

  /** A number of one's own organisation rings inside; any other goes out. */
  private Route toNumber(E164 number, Reasoning why) {
    var own = rented(number);
    if (own.isPresent()) {
      return inside(number.value(), rulebook.toNumber(own.get(), why), why);
    }
    return goOut(number.value(), why);
  }

  /**
   * Leaves for whoever may show a number.
   *
   * @param number E.164, or a short code
   */
  private Route goOut(String number, Reasoning why) {
    boolean usurped = asked.filter(shown -> !mayShow(shown)).isPresent();
    var chosen = chosen(number);
    var shown = chosen.map(CallerIdPolicy.Choice::number).or(this::shownByRight);
    if (usurped || shown.isEmpty()) {
      why.found(Finding.NO_RIGHT, Optional.of(line.userId()), "number", number);
      return outside(
          number, Optional.empty(), new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER), why);
    }
    chosen.ifPresent(
        choice ->
            why.found(
                Finding.CALLER_ID_OF_DESTINATION,
                Optional.empty(),
                "prefix",
                choice.prefix(),
                "shown",
                choice.number().value()));
    why.found(Finding.OUTSIDE, Optional.empty(), "number", number);
    return outside(
        number,
        shown.flatMap(this::rented).filter(n -> n.recording().recordsOutbound()),
        new Destination.Outside(number, shown, false),
        why);
  }

  /** What the organisation wants shown where the call goes, unless another was asked for. */
  private Optional<CallerIdPolicy.Choice> chosen(String number) {
    return asked.isPresent()
        ? Optional.empty()
        : policy().of(number).filter(choice -> mayShow(choice.number()));
  }

  /** Where it is not known, the user's own number is shown. */
  private CallerIdPolicy policy() {
    try {
      return directory.callerIds(line.organisation());
    } catch (DatabaseUnavailable away) {
      return CallerIdPolicy.NONE;
    }
  }

  /** The number shown: the one asked for, or the user's, if the organisation may show it. */
  private Optional<E164> shownByRight() {
    return asked.filter(this::mayShow).or(() -> line.callerId().filter(this::mayShow));
  }

  /** Whoever calls for help is to be called back, if need be by the organisation's first number. */
  private Optional<E164> calledBackAt() {
    try {
      return shownByRight().or(() -> directory.mainNumber(line.organisation()));
    } catch (DatabaseUnavailable away) {
      return line.callerId();
    }
  }

  private boolean mayShow(E164 number) {
    return directory.mayShow(line.organisation(), number);
  }

  private Optional<RentedNumber> rented(E164 number) {
    return directory.number(number).filter(n -> n.organisation().equals(line.organisation()));
  }

  private Route inside(String dialled, Destination destination, Reasoning why) {
    return CallRouter.route(
        Optional.of(line.organisation()),
        Direction.INTERNAL,
        dialled,
        Optional.empty(),
        destination,
        why);
  }

  private Route outside(
      String dialled, Optional<RentedNumber> recordedFor, Destination destination, Reasoning why) {
    return CallRouter.route(
        Optional.of(line.organisation()),
        Direction.OUTBOUND,
        dialled,
        recordedFor,
        destination,
        why);
  }
}
