package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.Reach;
import io.pronto.core.db.Page;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.device.Device;
import io.pronto.core.device.DeviceStore;
import io.pronto.core.live.Binding;
import io.pronto.core.live.Registrations;
import io.pronto.core.organisation.OrganisationStore;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where devices are registered now. */
public final class RegistrationsApi implements Resource {
  private static final int MOST = 10_000;

  private final OrganisationStore organisations;
  private final DeviceStore devices;
  private final Registrations registrations;
  private final String sipDomain;

  /** Reads {@code registrations}. */
  public RegistrationsApi(
      OrganisationStore organisations,
      DeviceStore devices,
      Registrations registrations,
      String sipDomain) {
    this.organisations = organisations;
    this.devices = devices;
    this.registrations = registrations;
    this.sipDomain = sipDomain;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_registrations", this::list);
  }

  private Reply list(Request request) {
    var organisation = organisations.find(request.organisation()).orElseThrow(Problem::notFound);
    var bindings = registrations.in(organisation.domain(sipDomain), MOST);
    var known = devices(request, bindings);
    var found =
        bindings.stream()
            .filter(binding -> known.containsKey(binding.addressOfRecord()))
            .sorted(Comparator.comparing(RegistrationsApi::key))
            .toList();
    return Reply.page(
        Page.within(found, request.page(false), RegistrationsApi::key)
            .map(binding -> json(binding, known.get(binding.addressOfRecord()))));
  }

  /** By device, and then in an order that stays: a contact may be longer than a cursor. */
  private static String key(Binding binding) {
    return "%s %08x".formatted(binding.addressOfRecord().username(), binding.key().hashCode());
  }

  /** The devices that are registered and that the caller may see. */
  private Map<AddressOfRecord, Device> devices(Request request, List<Binding> bindings) {
    var usernames =
        bindings.stream().map(binding -> binding.addressOfRecord().username()).distinct().toList();
    return devices.named(request.organisation(), usernames).stream()
        .filter(
            device ->
                request.reach() == Reach.ALL
                    || device.userId().equals(request.signedIn().principal().id()))
        .collect(Collectors.toMap(Device::addressOfRecord, Function.identity()));
  }

  private static JsonObject json(Binding binding, Device device) {
    return new JsonObject()
        .put("device_id", device.id())
        .put("user_id", device.userId())
        .put("username", device.addressOfRecord().username())
        .put("contact", binding.contact())
        .put("transport", binding.transport())
        .put("remote", binding.remote())
        .put("user_agent", binding.userAgent())
        .put("reachable", binding.reachable())
        .put("registered_at", binding.registeredAt())
        .put("expires_at", binding.expiresAt());
  }
}
