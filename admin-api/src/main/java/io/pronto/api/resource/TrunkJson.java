package io.pronto.api.resource;

import io.pronto.core.AddressRange;
import io.pronto.core.carrier.NumberForm;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkAuthentication;
import io.pronto.core.carrier.TrunkHealth;
import io.pronto.core.carrier.TrunkNumbers;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.live.TrunkState;
import io.pronto.core.live.TrunkStates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** How a trunk reads in JSON. Its password is never shown. */
final class TrunkJson {
  private TrunkJson() {}

  static JsonObject of(Trunk trunk) {
    var policy = trunk.policy();
    return new JsonObject()
        .put("id", trunk.id())
        .put("carrier_id", trunk.carrierId())
        .put("name", trunk.name())
        .put("host", trunk.host())
        .put("port", trunk.port())
        .put("transport", trunk.transport())
        .put("certificate_authority", trunk.address().authority().orElse(null))
        .put("authentication", of(trunk.authentication()))
        .put("priority", policy.priority())
        .put("weight", policy.weight())
        .put("max_channels", nullable(policy.maxChannels()))
        .put("max_calls_per_second", nullable(policy.maxCallsPerSecond()))
        .put("health", policy.health().map(TrunkJson::of).orElse(null))
        .put("codecs", new JsonArray(policy.codecs()))
        .put("numbers", of(policy.numbers()))
        .put("media_encryption", policy.encryption().code());
  }

  /** What nodes see of all trunks now, by their ids; empty while nobody knows. */
  static Optional<Map<String, List<TrunkState>>> seen(TrunkStates states) {
    try {
      return Optional.of(states.all());
    } catch (RedisUnavailable away) {
      return Optional.empty();
    }
  }

  /** How each node sees {@code trunk}; null while nobody knows. */
  static JsonArray status(Trunk trunk, Optional<Map<String, List<TrunkState>>> seen) {
    return seen.map(
            all ->
                new JsonArray(
                    all.getOrDefault(trunk.id(), List.of()).stream().map(TrunkJson::of).toList()))
        .orElse(null);
  }

  /** How a node sees it now. */
  static JsonObject of(TrunkState state) {
    return new JsonObject()
        .put("node", state.node())
        .put("state", state.state().code())
        .put("since", state.since())
        .put("reason", state.reason())
        .put("channels", state.channels())
        .put("registration", state.registration().map(TrunkJson::of).orElse(null));
  }

  private static JsonObject of(TrunkState.Registration registration) {
    return new JsonObject()
        .put("registered", registration.registered())
        .put("sip_status", registration.sipStatus())
        .put("reason", registration.reason())
        .put("expires_at", registration.expiresAt().map(Instant::toString).orElse(null))
        .put("next_at", registration.nextAt());
  }

  private static JsonObject of(TrunkAuthentication authentication) {
    return switch (authentication) {
      case TrunkAuthentication.ByAddress(var addresses) ->
          new JsonObject().put("type", "address").put("addresses", texts(addresses));
      case TrunkAuthentication.ByRegistration(var username, _, var realm, var addresses) ->
          new JsonObject()
              .put("type", "registration")
              .put("username", username)
              .put("realm", realm.orElse(null))
              .put("addresses", texts(addresses));
    };
  }

  private static JsonArray texts(List<AddressRange> addresses) {
    return new JsonArray(addresses.stream().map(AddressRange::toString).toList());
  }

  private static JsonObject of(TrunkHealth health) {
    return new JsonObject()
        .put("interval", health.interval())
        .put("failures", health.failures())
        .put("successes", health.successes());
  }

  private static JsonObject of(TrunkNumbers numbers) {
    return new JsonObject()
        .put("country", numbers.country())
        .put("called", of(numbers.called()))
        .put("caller", of(numbers.caller()))
        .put("inbound", of(numbers.inbound()));
  }

  private static JsonObject of(NumberForm form) {
    return new JsonObject().put("style", form.style().code()).put("prefix", form.prefix());
  }

  private static Integer nullable(OptionalInt value) {
    return value.isPresent() ? Integer.valueOf(value.getAsInt()) : null;
  }
}
