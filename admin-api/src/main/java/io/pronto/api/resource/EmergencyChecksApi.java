package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Reach;
import io.pronto.core.device.DeviceStore;
import io.pronto.core.emergency.DeviceLocation;
import io.pronto.core.emergency.EmergencyWay;
import io.pronto.core.numbering.E164;
import io.pronto.core.routing.EmergencyChecks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;

/** What would become of calls for help from a device. */
public final class EmergencyChecksApi implements Resource {
  private final DeviceStore devices;
  private final EmergencyChecks checks;

  /** Looks by {@code checks}. */
  public EmergencyChecksApi(DeviceStore devices, EmergencyChecks checks) {
    this.devices = devices;
    this.checks = checks;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("check_emergency_calls", this::check);
  }

  private Reply check(Request request) {
    var device =
        devices
            .find(request.organisation(), request.path("id"))
            .filter(
                found -> request.reach() == Reach.ALL || found.userId().equals(request.callerId()))
            .orElseThrow(Problem::notFound);
    var found =
        checks.of(device.addressOfRecord(), Instant.now()).stream()
            .map(EmergencyChecksApi::json)
            .toList();
    return Reply.ok(
        new JsonObject()
            .put("device_id", device.id())
            .put("location", device.location().map(DeviceLocation::json).orElse(null))
            .put("checks", new JsonArray(found)));
  }

  private static JsonObject json(EmergencyChecks.Check check) {
    return new JsonObject()
        .put("service_code", check.serviceCode())
        .put("caller_id", check.shown().map(E164::value).orElse(null))
        .put("ways", new JsonArray(check.ways().stream().map(EmergencyChecksApi::json).toList()))
        .put(
            "faults",
            new JsonArray(check.faults().stream().map(EmergencyChecks.Fault::code).toList()));
  }

  private static JsonObject json(EmergencyWay way) {
    return new JsonObject()
        .put("trunk", way.trunk().name())
        .put("number", way.number())
        .put("location", way.location());
  }
}
