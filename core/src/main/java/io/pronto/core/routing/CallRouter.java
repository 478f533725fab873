package io.pronto.core.routing;

import io.pronto.core.call.CallDetailRecord.Direction;
import io.pronto.core.call.HangupCause;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.EmergencyNumbers;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.people.Line;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides where a call goes: facts in, destination out. It changes nothing. */
public final class CallRouter {
  private static final Pattern EXTENSION = Pattern.compile("[1-9]\\d{2,4}");
  private static final Pattern DIALLED = Pattern.compile("\\+?[0-9 ().-]{2,32}");

  private final Directory directory;

  /** A router that asks {@code directory} for its facts. */
  public CallRouter(Directory directory) {
    this.directory = directory;
  }

  /**
   * Routes a call.
   *
   * @param dialled the user part of the Request-URI: an extension, a device's name, a number as the
   *     organisation's country dials it, or E.164
   * @throws io.pronto.core.db.DatabaseUnavailable when what must be known is not
   */
  public Route route(Caller caller, String dialled) {
    return switch (caller) {
      case Caller.OfTrunk carrier -> inbound(dialled);
      case Caller.OfDevice device -> fromDevice(device, dialled.strip());
    };
  }

  private Route inbound(String dialled) {
    var wanted = E164.of(dialled.startsWith("+") ? dialled : '+' + dialled);
    var number = wanted.flatMap(directory::number);
    if (number.isEmpty()) {
      return new Route(
          Optional.empty(),
          Direction.INBOUND,
          wanted.map(E164::value).orElse(dialled),
          Optional.empty(),
          new Destination.Reject(HangupCause.UNALLOCATED_NUMBER));
    }
    var rented = number.get();
    var line = rented.userId().flatMap(user -> directory.line(rented.organisation(), user));
    return new Route(
        Optional.of(rented.organisation()),
        Direction.INBOUND,
        rented.number().value(),
        number.filter(n -> n.recording().recordsInbound()),
        line.<Destination>map(Destination.RingUser::new)
            .orElse(new Destination.Reject(HangupCause.UNASSIGNED_NUMBER)));
  }

  private Route fromDevice(Caller.OfDevice device, String dialled) {
    var country = country(device);
    var digits = dialled.replaceAll("[ ().-]", "");
    if (EmergencyNumbers.has(digits, country)) {
      var shown = shownByRight(device);
      return outside(
          device, digits, Optional.empty(), new Destination.Outside(digits, shown, true));
    }
    var colleague = colleague(device, dialled, digits);
    if (colleague.isPresent()) {
      return inside(device, digits, new Destination.RingUser(colleague.get()));
    }
    if (!DIALLED.matcher(dialled).matches() || EXTENSION.matcher(digits).matches()) {
      return inside(device, dialled, new Destination.Reject(HangupCause.UNALLOCATED_NUMBER));
    }
    return E164.dialled(digits, country)
        .map(number -> toNumber(device, number))
        .orElseGet(
            () -> inside(device, dialled, new Destination.Reject(HangupCause.INVALID_NUMBER)));
  }

  private Optional<Line> colleague(Caller.OfDevice device, String dialled, String digits) {
    var organisation = device.account().organisation();
    if (EXTENSION.matcher(digits).matches()) {
      return directory.extension(organisation, digits);
    }
    var domain = device.account().addressOfRecord().domain();
    return AddressOfRecord.isUsername(dialled)
        ? directory
            .account(new AddressOfRecord(dialled, domain))
            .flatMap(account -> directory.line(organisation, account.userId()))
        : Optional.empty();
  }

  /** A number of one's own organisation rings inside; any other goes out. */
  private Route toNumber(Caller.OfDevice device, E164 number) {
    var organisation = device.account().organisation();
    var own = directory.number(number).filter(n -> n.organisation().equals(organisation));
    if (own.isPresent()) {
      var line = own.get().userId().flatMap(user -> directory.line(organisation, user));
      return inside(
          device,
          number.value(),
          line.<Destination>map(Destination.RingUser::new)
              .orElse(new Destination.Reject(HangupCause.UNASSIGNED_NUMBER)));
    }
    boolean usurped = device.shown().filter(shown -> !mayShow(device, shown)).isPresent();
    var shown = shownByRight(device);
    if (usurped || shown.isEmpty()) {
      return outside(
          device,
          number.value(),
          Optional.empty(),
          new Destination.Reject(HangupCause.NO_RIGHT_TO_NUMBER));
    }
    return outside(
        device,
        number.value(),
        shown.flatMap(n -> rented(device, n)).filter(n -> n.recording().recordsOutbound()),
        new Destination.Outside(number.value(), shown, false));
  }

  /** The number shown: the one asked for, or the user's, if the organisation may show it. */
  private Optional<E164> shownByRight(Caller.OfDevice device) {
    return device
        .shown()
        .filter(number -> mayShow(device, number))
        .or(() -> device.line().callerId().filter(number -> mayShow(device, number)));
  }

  private boolean mayShow(Caller.OfDevice device, E164 number) {
    return directory.mayShow(device.account().organisation(), number);
  }

  private Optional<RentedNumber> rented(Caller.OfDevice device, E164 number) {
    return directory
        .number(number)
        .filter(n -> n.organisation().equals(device.account().organisation()));
  }

  private String country(Caller.OfDevice device) {
    return directory
        .organisation(device.account().organisation())
        .map(Directory.Organisation::country)
        .orElse("FR");
  }

  private static Route inside(Caller.OfDevice device, String dialled, Destination destination) {
    return new Route(
        Optional.of(device.account().organisation()),
        Direction.INTERNAL,
        dialled,
        Optional.empty(),
        destination);
  }

  private static Route outside(
      Caller.OfDevice device,
      String dialled,
      Optional<RentedNumber> recordedFor,
      Destination destination) {
    return new Route(
        Optional.of(device.account().organisation()),
        Direction.OUTBOUND,
        dialled,
        recordedFor,
        destination);
  }
}
