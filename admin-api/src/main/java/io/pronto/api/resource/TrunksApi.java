package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.AddressRange;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkStore;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The operator's trunks to carriers. */
public final class TrunksApi implements Resource {
  private static final int SIP_PORT = 5060;

  /** A trunk that half of the Internet may use is a mistake. */
  private static final int WIDEST_BITS = 8;

  private final TrunkStore trunks;

  /** Keeps them in {@code trunks}. */
  public TrunksApi(TrunkStore trunks) {
    this.trunks = trunks;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_trunks", this::list,
        "create_trunk", this::create,
        "get_trunk", this::read,
        "update_trunk", this::change,
        "delete_trunk", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(trunks.list(request.query("carrier_id"), request.page()).map(Json::of));
  }

  private Reply create(Request request) {
    var body = request.body();
    var trunk =
        new Trunk(
            TrunkStore.nextId(),
            body.getString("carrier_id"),
            body.getString("name"),
            body.getString("host"),
            body.getInteger("port", SIP_PORT),
            body.getString("transport", "udp"),
            addresses(body.getJsonObject("authentication")),
            channels(body));
    trunks.create(trunk);
    return Reply.created(Json.of(trunk));
  }

  private Reply read(Request request) {
    return trunks
        .find(request.path("id"))
        .map(trunk -> Reply.ok(Json.of(trunk)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return trunks
        .change(request.path("id"), before -> changed(request, before))
        .map(trunk -> Reply.ok(Json.of(trunk)))
        .orElseThrow(Problem::notFound);
  }

  private static Trunk changed(Request request, Trunk before) {
    request.requireMatch(Json.of(before));
    var body = request.body();
    return new Trunk(
        before.id(),
        body.getString("carrier_id", before.carrierId()),
        body.getString("name", before.name()),
        body.getString("host", before.host()),
        body.getInteger("port", before.port()),
        body.getString("transport", before.transport()),
        body.containsKey("authentication")
            ? addresses(body.getJsonObject("authentication"))
            : before.addresses(),
        body.containsKey("max_channels") ? channels(body) : before.maxChannels());
  }

  private Reply delete(Request request) {
    return Reply.gone(
        trunks.delete(request.path("id"), trunk -> request.requireMatch(Json.of(trunk))));
  }

  private static OptionalInt channels(JsonObject body) {
    var most = body.getInteger("max_channels");
    return most == null ? OptionalInt.empty() : OptionalInt.of(most);
  }

  private static List<AddressRange> addresses(JsonObject authentication) {
    if (!authentication.getString("type").equals("address")) {
      throw Problem.invalid(
          "/authentication/type",
          "not_offered",
          "Registration at a carrier is not offered yet: use address");
    }
    return Networks.read(
        "/authentication/addresses", authentication.getJsonArray("addresses"), WIDEST_BITS);
  }
}
