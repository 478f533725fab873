package io.pronto.core.routing;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.HangupCause;
import io.pronto.core.device.Account;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Line;
import io.pronto.core.rules.Finding;
import io.pronto.core.rules.Presentation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides where a call goes: facts in, destination and the trace of the rules out. It changes
 * nothing, and what is simulated is decided by the same rules as a real call.
 */
public final class CallRouter {
  private static final Pattern EXTENSION = Pattern.compile("[1-9]\\d{2,4}");
  private static final Pattern DIALLED = Pattern.compile("\\+?[0-9 ().-]{2,32}");

  private final Directory directory;
  private final InstantSource clock;
  private final Rulebook rulebook;
  private final NeverRecorded unrecorded;

  /** A router that asks {@code directory} for its facts, and goes by the system's clock. */
  public CallRouter(Directory directory) {
    this(directory, InstantSource.system());
  }

  /** A router that goes by {@code clock}. */
  public CallRouter(Directory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
    this.rulebook = new Rulebook(directory);
    this.unrecorded = new NeverRecorded(directory);
  }

  /** Routes a call that nobody has diverted yet. */
  public Route route(Caller caller, String dialled) {
    return route(caller, dialled, List.of());
  }

  /**
   * Routes a call.
   *
   * @param dialled the user part of the Request-URI: an emergency number of where the device
   *     stands, an extension, a device's name, a number or short code as the organisation's country
   *     dials it, or E.164
   * @param before by whom it was diverted before it came, the first first
   * @throws io.pronto.core.db.DatabaseUnavailable when what must be known is not
   */
  public Route route(Caller caller, String dialled, List<Diversion> before) {
    return switch (caller) {
      case Caller.OfTrunk carrier ->
          fromOutside(
              carrier.number(),
              carrier.presentation(),
              carrier.known(),
              dialled,
              before,
              clock.instant());
      case Caller.OfDevice device ->
          unrecorded.fromLine(
              outgoing(device.line(), device.shown(), Optional.of(device.account()))
                  .route(dialled.strip(), before, clock.instant()),
              device.line());
    };
  }

  /**
   * Routes a call from outside that comes at {@code at}.
   *
   * @param number as shown, or as it came in the number's place
   * @param known the number that the network knows, shown or not; empty when none
   */
  public Route fromOutside(
      String number,
      Presentation presentation,
      String known,
      String dialled,
      List<Diversion> before,
      Instant at) {
    var wanted = E164.of(dialled.startsWith("+") ? dialled : '+' + dialled);
    var found = wanted.flatMap(directory::arriving);
    if (found.isEmpty()) {
      var nobodys = Reasoning.about(at, Optional.empty(), wanted, before);
      nobodys.found(Finding.NUMBER_UNKNOWN, Optional.empty(), "number", dialled);
      return route(
          Optional.empty(),
          Direction.INBOUND,
          wanted.map(E164::value).orElse(dialled),
          Optional.empty(),
          new Destination.Reject(HangupCause.UNALLOCATED_NUMBER),
          nobodys);
    }
    var rented = found.get();
    var outsider = outsider(number, presentation, known, country(rented.organisation()));
    var why = Reasoning.about(at, Optional.of(outsider), wanted, before);
    return unrecorded.fromOutside(
        route(
            Optional.of(rented.organisation()),
            Direction.INBOUND,
            rented.number().value(),
            found.filter(n -> n.recording().recordsInbound()),
            rulebook.toNumber(rented, why),
            why),
        outsider);
  }

  /**
   * Routes a call that the user {@code line} makes at {@code at}, wherever that may be.
   *
   * @param shown the number that it asks to be shown, if it asks for one
   */
  public Route fromLine(
      Line line, Optional<E164> shown, String dialled, List<Diversion> before, Instant at) {
    return unrecorded.fromLine(
        outgoing(line, shown, Optional.empty()).route(dialled.strip(), before, at), line);
  }

  private Outgoing outgoing(Line line, Optional<E164> shown, Optional<Account> device) {
    return new Outgoing(directory, rulebook, line, shown, device);
  }

  /**
   * Where a call goes on that the user whom it rang has not taken: the destination is a rejection
   * when it goes nowhere. The same route again when it rang nobody.
   */
  public Route onward(Caller caller, Route route, Diversion.Reason reason) {
    return switch (caller) {
      case Caller.OfTrunk(_, var number, _, var presentation, var known, _) ->
          onward(
              Optional.of(outsider(number, presentation, known, country(route))),
              route,
              reason,
              clock.instant());
      case Caller.OfDevice _ -> onward(Optional.empty(), route, reason, clock.instant());
    };
  }

  /** The call of {@code route}, which was refused unless its caller keys in a code: now it has. */
  public Route admitted(Caller.OfTrunk caller, Route route) {
    var called = E164.of(route.dialled()).flatMap(directory::arriving);
    if (called.isEmpty()) {
      return route;
    }
    var outsider = outsider(caller.number(), caller.presentation(), caller.known(), country(route));
    var why = Reasoning.goingOn(clock.instant(), Optional.of(outsider), route);
    return unrecorded.onward(route.onward(rulebook.admitted(called.get(), why), why));
  }

  /** The call of {@code route}, which rings a user, as it is where the user is looked for. */
  public Route elsewhere(Route route, Destination.Elsewhere place) {
    if (!(route.destination() instanceof Destination.RingUser(var line, _))) {
      return route;
    }
    var why = Reasoning.goingOn(clock.instant(), Optional.empty(), route);
    why.diversions().add(rulebook.found(line, why));
    return unrecorded.onward(route.onward(place.outside(), why));
  }

  Route onward(
      Optional<Reasoning.Outsider> outsider, Route route, Diversion.Reason reason, Instant at) {
    if (!(route.destination() instanceof Destination.RingUser(var line, _))) {
      return route;
    }
    var why = Reasoning.goingOn(at, outsider, route);
    return unrecorded.onward(route.onward(rulebook.onward(line, reason, why), why));
  }

  /**
   * What is shown may be a number as dialled in the country of whoever is called; when it is none,
   * it is malformed.
   */
  static Reasoning.Outsider outsider(
      String number, Presentation presentation, String known, String country) {
    if (presentation != Presentation.SHOWN) {
      return new Reasoning.Outsider(number, presentation, known);
    }
    var read = E164.of(known).or(() -> E164.dialled(known, country));
    return new Reasoning.Outsider(
        number,
        read.isPresent() ? Presentation.SHOWN : Presentation.MALFORMED,
        read.map(E164::value).orElse(""));
  }

  private String country(Route route) {
    return route.organisation().map(this::country).orElse("FR");
  }

  private String country(OrganisationId organisation) {
    return directory.organisation(organisation).map(Directory.Organisation::country).orElse("FR");
  }

  static boolean isExtension(String digits) {
    return EXTENSION.matcher(digits).matches();
  }

  static boolean isDialled(String text) {
    return DIALLED.matcher(text).matches();
  }

  static Route route(
      Optional<OrganisationId> organisation,
      Direction direction,
      String dialled,
      Optional<RentedNumber> recordedFor,
      Destination destination,
      Reasoning why) {
    return new Route(
        organisation, direction, dialled, recordedFor, destination, why.diversions(), why.steps());
  }
}
