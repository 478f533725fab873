package io.pronto.core.carrier;

import io.pronto.core.AddressRange;
import io.pronto.core.MediaEncryption;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A trunk as table {@code trunk} has it. */
final class TrunkRow {
  static final String SELECT =
      """
      select id, carrier_id, name, host, port, transport, authority, authentication, username,
             sealed_password, realm, addresses::text[] as addresses, priority, weight,
             max_channels, max_calls_per_second, health_interval, health_failures,
             health_successes, codecs, numbers, media_encryption from trunk\
      """;

  private TrunkRow() {}

  static Trunk read(Row row) {
    return new Trunk(
        row.getString("id"),
        row.getString("carrier_id"),
        row.getString("name"),
        new TrunkAddress(
            row.getString("host"),
            row.getInteger("port"),
            row.getString("transport"),
            Optional.ofNullable(row.getString("authority"))),
        authentication(row),
        new TrunkPolicy(
            row.getInteger("priority"),
            row.getInteger("weight"),
            optional(row.getInteger("max_channels")),
            optional(row.getInteger("max_calls_per_second")),
            health(row),
            List.of(row.getArrayOfStrings("codecs")),
            numbers(row.getJsonObject("numbers")),
            MediaEncryption.of(row.getString("media_encryption"))));
  }

  /** In the order of the columns of {@link #SELECT}. */
  static Object[] arguments(Trunk trunk) {
    var registration =
        trunk.authentication() instanceof TrunkAuthentication.ByRegistration by
            ? Optional.of(by)
            : Optional.<TrunkAuthentication.ByRegistration>empty();
    var policy = trunk.policy();
    var health = policy.health();
    return new Object[] {
      trunk.id(),
      trunk.carrierId(),
      trunk.name(),
      trunk.host(),
      trunk.port(),
      trunk.transport(),
      trunk.address().authority().orElse(null),
      registration.isPresent() ? "registration" : "address",
      registration.map(TrunkAuthentication.ByRegistration::username).orElse(null),
      registration.map(TrunkAuthentication.ByRegistration::sealedPassword).orElse(null),
      registration.flatMap(TrunkAuthentication.ByRegistration::realm).orElse(null),
      trunk.addresses().stream().map(AddressRange::toString).toArray(String[]::new),
      policy.priority(),
      policy.weight(),
      nullable(policy.maxChannels()),
      nullable(policy.maxCallsPerSecond()),
      health.map(TrunkHealth::interval).orElse(null),
      health.orElse(TrunkHealth.USUAL).failures(),
      health.orElse(TrunkHealth.USUAL).successes(),
      policy.codecs().toArray(String[]::new),
      json(policy.numbers()),
      policy.encryption().code()
    };
  }

  private static TrunkAuthentication authentication(Row row) {
    var addresses = Stream.of(row.getArrayOfStrings("addresses")).map(AddressRange::parse).toList();
    return row.getString("authentication").equals("address")
        ? new TrunkAuthentication.ByAddress(addresses)
        : new TrunkAuthentication.ByRegistration(
            row.getString("username"),
            row.getBuffer("sealed_password"),
            Optional.ofNullable(row.getString("realm")),
            addresses);
  }

  private static Optional<TrunkHealth> health(Row row) {
    return Optional.ofNullable(row.getInteger("health_interval"))
        .map(
            interval ->
                new TrunkHealth(
                    interval,
                    row.getInteger("health_failures"),
                    row.getInteger("health_successes")));
  }

  private static JsonObject json(TrunkNumbers numbers) {
    return new JsonObject()
        .put("country", numbers.country())
        .put("called", json(numbers.called()))
        .put("caller", json(numbers.caller()))
        .put("inbound", json(numbers.inbound()));
  }

  private static JsonObject json(NumberForm form) {
    return new JsonObject().put("style", form.style().code()).put("prefix", form.prefix());
  }

  private static TrunkNumbers numbers(JsonObject json) {
    return new TrunkNumbers(
        json.getString("country", TrunkNumbers.USUAL.country()),
        form(json.getJsonObject("called")),
        form(json.getJsonObject("caller")),
        form(json.getJsonObject("inbound")));
  }

  private static NumberForm form(JsonObject json) {
    return json == null
        ? NumberForm.INTERNATIONAL
        : new NumberForm(NumberStyle.of(json.getString("style")), json.getString("prefix"));
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static Integer nullable(OptionalInt value) {
    return value.isPresent() ? Integer.valueOf(value.getAsInt()) : null;
  }
}
