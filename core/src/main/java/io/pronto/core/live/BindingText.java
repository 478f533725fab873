package io.pronto.core.live;

import io.pronto.core.device.AddressOfRecord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A binding as Redis keeps it: JSON, without what its place already says. */
final class BindingText {
  private BindingText() {}

  static String of(Binding binding) {
    return new JsonObject()
        .put("contact", binding.contact())
        .put("instance", binding.instance().orElse(null))
        .put("reg_id", binding.regId())
        .put("call_id", binding.callId())
        .put("sequence", binding.sequence())
        .put("path", new JsonArray(binding.path()))
        .put("transport", binding.transport())
        .put("local", binding.local())
        .put("remote", binding.remote())
        .put("node", binding.node())
        .put("user_agent", binding.userAgent())
        .put("reachable", binding.reachable())
        .put("registered_at", binding.registeredAt().toEpochMilli())
        .put("expires_at", binding.expiresAt().toEpochMilli())
        .encode();
  }

  static Binding read(AddressOfRecord name, String key, String text) {
    var json = new JsonObject(text);
    return new Binding(
        name,
        key,
        json.getString("contact"),
        Optional.ofNullable(json.getString("instance")),
        json.getInteger("reg_id"),
        json.getString("call_id"),
        json.getLong("sequence"),
        path(json.getJsonArray("path")),
        json.getString("transport"),
        json.getString("local"),
        json.getString("remote"),
        json.getString("node"),
        json.getString("user_agent"),
        json.getBoolean("reachable"),
        Instant.ofEpochMilli(json.getLong("registered_at")),
        Instant.ofEpochMilli(json.getLong("expires_at")));
  }

  private static List<String> path(JsonArray hops) {
    return hops.stream().map(String.class::cast).toList();
  }
}
