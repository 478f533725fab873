package io.pronto.core.live;

import io.pronto.core.carrier.Trunk;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How a trunk is, as one node sees it.
 *
 * @param since when that began
 * @param reason why it is not up, in words; empty while it is
 * @param channels how many calls are up by it on that node
 * @param registration where we register with the carrier
 */
public record TrunkState(
    String trunkId,
    String node,
    State state,
    Instant since,
    String reason,
    int channels,
    Optional<Registration> registration) {

  /** Whether calls leave by it. */
  public enum State {
    /** They do. */
    UP,
    /** The carrier has asked for a rest. */
    RESTING,
    /** The carrier does not answer. */
    DOWN;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How our registration stands.
   *
   * @param registered whether the carrier has accepted it and it has not expired
   * @param sipStatus the carrier's last word, 0 when there was none
   * @param reason what that was, in words
   * @param expiresAt when it ends unless it is renewed; empty when there is none
   * @param nextAt when we speak to the carrier again
   */
  public record Registration(
      boolean registered,
      int sipStatus,
      String reason,
      Optional<Instant> expiresAt,
      Instant nextAt) {}

  /** Why the node passes {@code trunk}, of which this is, over; empty when it does not. */
  public Optional<PassedOver> passedOver(Trunk trunk) {
    return PassedOver.by(trunk, state, registration.filter(Registration::registered).isPresent());
  }

  String write() {
    var json =
        new JsonObject()
            .put("trunk_id", trunkId)
            .put("node", node)
            .put("state", state.code())
            .put("since", since.toString())
            .put("reason", reason)
            .put("channels", channels);
    registration.ifPresent(r -> json.put("registration", write(r)));
    return json.encode();
  }

  private static JsonObject write(Registration registration) {
    return new JsonObject()
        .put("registered", registration.registered())
        .put("sip_status", registration.sipStatus())
        .put("reason", registration.reason())
        .put("expires_at", registration.expiresAt().map(Instant::toString).orElse(null))
        .put("next_at", registration.nextAt().toString());
  }

  static TrunkState read(String text) {
    var json = new JsonObject(text);
    return new TrunkState(
        json.getString("trunk_id"),
        json.getString("node"),
        State.valueOf(json.getString("state").toUpperCase(Locale.ROOT)),
        Instant.parse(json.getString("since")),
        json.getString("reason"),
        json.getInteger("channels"),
        Optional.ofNullable(json.getJsonObject("registration")).map(TrunkState::registration));
  }

  private static Registration registration(JsonObject json) {
    return new Registration(
        json.getBoolean("registered"),
        json.getInteger("sip_status"),
        json.getString("reason"),
        Optional.ofNullable(json.getString("expires_at")).map(Instant::parse),
        Instant.parse(json.getString("next_at")));
  }
}
