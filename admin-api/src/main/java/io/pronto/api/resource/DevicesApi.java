package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.MediaEncryption;
import io.pronto.core.access.Reach;
import io.pronto.core.device.Device;
import io.pronto.core.device.DeviceStore;
import io.pronto.core.emergency.CivicAddress;
import io.pronto.core.emergency.DeviceLocation;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** SIP accounts: administrators run all, everyone else one's own. */
public final class DevicesApi implements Resource {
  private final DeviceStore devices;

  /** Keeps them in {@code devices}. */
  public DevicesApi(DeviceStore devices) {
    this.devices = devices;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_devices", this::list,
        "create_device", this::create,
        "get_device", this::read,
        "update_device", this::change,
        "delete_device", this::delete,
        "create_device_password", this::renewPassword);
  }

  private Reply list(Request request) {
    var wanted = request.query("user_id");
    if (wanted.filter(id -> !mine(request, id)).isPresent()) {
      throw Problem.forbidden("You may see your own devices only");
    }
    var owner =
        request.reach() == Reach.ALL ? wanted : Optional.of(request.signedIn().principal().id());
    return Reply.page(devices.list(request.organisation(), owner, request.page()).map(Json::of));
  }

  private Reply create(Request request) {
    var userId = request.body().getString("user_id");
    if (!mine(request, userId)) {
      throw Problem.forbidden("You may make devices for yourself only");
    }
    return devices
        .create(request.organisation(), userId, request.body().getString("kind"))
        .map(DevicesApi::withPassword)
        .orElseThrow(
            () -> Problem.invalid("/user_id", "not_found", "Is no user of the organisation"));
  }

  private Reply read(Request request) {
    return Reply.ok(Json.of(found(request)));
  }

  private Reply change(Request request) {
    return devices
        .change(request.organisation(), found(request).id(), before -> changed(request, before))
        .map(device -> Reply.ok(Json.of(device)))
        .orElseThrow(Problem::notFound);
  }

  private static Device changed(Request request, Device before) {
    request.requireMatch(Json.of(before));
    var body = request.body();
    if (body.containsKey("media_encryption") && request.reach() != Reach.ALL) {
      throw Problem.forbidden("Administrators decide whether sound is encrypted");
    }
    return new Device(
        before.id(),
        before.userId(),
        body.getString("kind", before.kind()),
        before.addressOfRecord(),
        before.extension(),
        body.containsKey("location")
            ? Optional.ofNullable(body.getJsonObject("location")).map(DevicesApi::location)
            : before.location(),
        MediaEncryption.of(body.getString("media_encryption", before.encryption().code())),
        before.createdAt());
  }

  /** Whoever says where a device stands confirms it at that moment. */
  private static DeviceLocation location(JsonObject declared) {
    try {
      return new DeviceLocation(
          CivicAddress.of(declared), Instant.now().truncatedTo(ChronoUnit.MICROS));
    } catch (CivicAddress.Fault e) {
      throw Problem.invalid("/location/" + e.field(), "malformed", e.getMessage());
    }
  }

  private Reply delete(Request request) {
    return Reply.gone(
        devices.delete(
            request.organisation(),
            found(request).id(),
            device -> request.requireMatch(Json.of(device))));
  }

  private Reply renewPassword(Request request) {
    return devices
        .renewSecret(request.organisation(), found(request).id())
        .map(DevicesApi::withPassword)
        .orElseThrow(Problem::notFound);
  }

  private static Reply withPassword(DeviceStore.Created created) {
    return Reply.created(Json.of(created.device()).put("password", created.secret().value()));
  }

  private Device found(Request request) {
    return devices
        .find(request.organisation(), request.path("id"))
        .filter(device -> mine(request, device.userId()))
        .orElseThrow(Problem::notFound);
  }

  private static boolean mine(Request request, String userId) {
    return request.reach() == Reach.ALL || request.signedIn().principal().id().equals(userId);
  }
}
