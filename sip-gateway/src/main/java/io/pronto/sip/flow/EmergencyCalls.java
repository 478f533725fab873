package io.pronto.sip.flow;

import io.pronto.core.call.CallId;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.emergency.DeviceLocation;
import io.pronto.core.emergency.EmergencyRoute;
import io.pronto.core.emergency.EmergencyWay;
import io.pronto.core.event.Outbox;
import io.pronto.core.numbering.E164;
import io.pronto.core.routing.Caller;
import io.pronto.core.routing.Destination;
import io.pronto.core.routing.Directory;
import io.pronto.sip.leg.Enclosure;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls for help: which ways there are, what carriers are told, and who hears of it at once. */
final class EmergencyCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EmergencyCalls.class);

  private final Directory directory;
  private final Outbox outbox;

  EmergencyCalls(Directory directory, Outbox outbox) {
    this.directory = directory;
    this.outbox = outbox;
  }

  /**
   * One thing to try.
   *
   * @param outside what the carrier is called for, and as whom
   * @param enclosure where the caller is, for a carrier that takes it
   */
  record Attempt(Trunk trunk, Destination.Outside outside, Optional<Enclosure> enclosure) {}

  /**
   * What is to be done.
   *
   * @param shown the caller, who is not anonymous in such a call
   */
  record Help(Caller.OfDevice shown, List<Attempt> attempts) {}

  /**
   * Prepares a call for help and tells the organisation of it at once.
   *
   * @param trunks those there are, in the order in which any call would try them
   */
  Help prepare(CallId id, Caller.OfDevice device, Destination.Outside outside, List<Trunk> trunks) {
    var location = directory.location(device.account().addressOfRecord());
    var ways =
        EmergencyWay.all(
            routes(),
            trunks,
            directory.countryForHelp(device.account(), outside.number()),
            outside.number(),
            location.flatMap(known -> known.address().department()));
    tell(id, device, outside, location);
    var shown = new Caller.OfDevice(device.account(), device.line(), device.shown(), false);
    return new Help(
        shown, ways.stream().flatMap(way -> attempts(id, way, outside, location)).toList());
  }

  /**
   * A carrier that was to be told where the caller is is called again without it: one that stumbles
   * over it must not keep the call.
   */
  private static Stream<Attempt> attempts(
      CallId id, EmergencyWay way, Destination.Outside outside, Optional<DeviceLocation> location) {
    var called = new Destination.Outside(way.number(), outside.shown(), true);
    var plain = new Attempt(way.trunk(), called, Optional.empty());
    return location.isPresent() && way.location()
        ? Stream.of(
            new Attempt(
                way.trunk(),
                called,
                Optional.of(PidfLo.enclosure(id, location.get(), outside.shown()))),
            plain)
        : Stream.of(plain);
  }

  private List<EmergencyRoute> routes() {
    try {
      return directory.emergencyRoutes();
    } catch (DatabaseUnavailable away) {
      LOG.atWarn().log("Routes for calls for help are not known: any trunk is tried");
      return List.of();
    }
  }

  private void tell(
      CallId id,
      Caller.OfDevice device,
      Destination.Outside outside,
      Optional<DeviceLocation> location) {
    var organisation = device.account().organisation();
    LOG.atWarn()
        .addKeyValue("call", id)
        .addKeyValue("org", organisation)
        .addKeyValue("service", outside.number())
        .log("A call for help");
    outbox.publish(
        organisation,
        "emergency.called",
        new JsonObject()
            .put("call_id", id.value())
            .put("called_at", Instant.now().toString())
            .put("service_code", outside.number())
            .put("user_id", device.line().userId())
            .put("user_name", device.line().name())
            .put("extension", device.line().extension())
            .put("device_id", device.account().deviceId())
            .put("from", outside.shown().map(E164::value).orElse(null))
            .put("location", location.map(DeviceLocation::json).orElse(null)));
  }
}
