package io.pronto.core.routing;

import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.emergency.DeviceLocation;
import io.pronto.core.emergency.EmergencyWay;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.EmergencyNumbers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Shows what would become of calls for help from a device, by the rules that calls go by. */
public final class EmergencyChecks {
  private static final int SHORTEST = 10;
  private static final int LONGEST = 9_999;
  private static final List<String> LONG_CODES = List.of("116000", "116117");

  /** After so long people have moved. */
  private static final Duration GOOD = Duration.ofDays(365);

  private final Directory directory;
  private final CallRouter router;

  /** Looks with what {@code directory} knows. */
  public EmergencyChecks(Directory directory) {
    this.directory = directory;
    this.router = new CallRouter(directory);
  }

  /** What is missing. */
  public enum Fault {
    /** There is no trunk at all. */
    NO_WAY,
    /** There is no number by which help could call back. */
    NO_CALLER_ID,
    /** Nobody has said where the device stands. */
    NO_LOCATION,
    /** Nobody has said so for a year. */
    LOCATION_OLD;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What would become of one call.
   *
   * @param shown the number that the carrier is shown
   * @param ways the first to be tried first, as far as routes and order go: health is not asked
   */
  public record Check(
      String serviceCode, Optional<E164> shown, List<EmergencyWay> ways, List<Fault> faults) {}

  /**
   * One check for each emergency number of where it stands; empty when {@code name} may not call.
   */
  public List<Check> of(AddressOfRecord name, Instant now) {
    var account = directory.account(name);
    var line = account.flatMap(known -> directory.line(known.organisation(), known.userId()));
    if (line.isEmpty()) {
      return List.of();
    }
    var country = directory.countryForHelp(account.get());
    var caller = new Caller.OfDevice(account.get(), line.get(), Optional.empty(), true);
    var location = directory.location(name);
    return codes(country).map(code -> check(caller, country, code, location, now)).toList();
  }

  private static Stream<String> codes(String country) {
    return Stream.concat(
            IntStream.rangeClosed(SHORTEST, LONGEST).mapToObj(Integer::toString),
            LONG_CODES.stream())
        .filter(code -> EmergencyNumbers.has(code, country));
  }

  private Check check(
      Caller.OfDevice caller,
      String country,
      String code,
      Optional<DeviceLocation> location,
      Instant now) {
    var shown =
        router.route(caller, code).destination() instanceof Destination.Outside outside
            ? outside.shown()
            : Optional.<E164>empty();
    var ways =
        EmergencyWay.all(
            directory.emergencyRoutes(),
            directory.trunks(),
            country,
            code,
            location.flatMap(known -> known.address().department()));
    return new Check(code, shown, ways, faults(shown, ways, location, now));
  }

  private static List<Fault> faults(
      Optional<E164> shown,
      List<EmergencyWay> ways,
      Optional<DeviceLocation> location,
      Instant now) {
    var faults = new ArrayList<Fault>();
    if (ways.isEmpty()) {
      faults.add(Fault.NO_WAY);
    }
    if (shown.isEmpty()) {
      faults.add(Fault.NO_CALLER_ID);
    }
    if (location.isEmpty()) {
      faults.add(Fault.NO_LOCATION);
    }
    if (location.filter(known -> known.confirmedAt().plus(GOOD).isBefore(now)).isPresent()) {
      faults.add(Fault.LOCATION_OLD);
    }
    return List.copyOf(faults);
  }
}
